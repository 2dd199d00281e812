"""Files in a store that speaks S3: a real one, on this machine, behind the real forms."""

import urllib.error
import urllib.request

import boto3
import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from moto.server import ThreadedMotoServer

from applications.models import Document
from portal import stocktaking
from tests.applications.hostile import PDF
from tests.applications.security.conftest import upload
from tests.factories.applications import ApplicationFactory, DocumentRequirementFactory

pytestmark = pytest.mark.django_db
KEYS = {"access_key": "testing", "secret_key": "testing", "region_name": "us-east-1"}
BUCKET = "ruxue"


@pytest.fixture(scope="module")
def server():
    """A store on loopback; nothing leaves this machine."""
    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    yield f"http://{host}:{port}"
    running.stop()


@pytest.fixture
def store(server, settings):
    """The bucket; the product keeps its files there, with the settings of production."""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "storages.backends.s3.S3Storage",
            "OPTIONS": {
                "bucket_name": BUCKET,
                "endpoint_url": server,
                **KEYS,
                "default_acl": "private",
                "file_overwrite": False,
            },
        },
    }
    bucket = boto3.resource(
        "s3",
        endpoint_url=server,
        region_name=KEYS["region_name"],
        aws_access_key_id=KEYS["access_key"],
        aws_secret_access_key=KEYS["secret_key"],
    ).create_bucket(Bucket=BUCKET)
    yield bucket
    bucket.objects.delete()


@pytest.fixture
def application(client):
    application = ApplicationFactory()
    client.force_login(application.applicant)
    return application


@pytest.fixture
def document(store, application, client):
    """A document that was sent through the form."""
    slot = DocumentRequirementFactory(intake=application.intake, code="scan")
    where = reverse("applications:upload", args=[application.key, slot.code])
    client.post(where, {"file-scan": upload("成绩单.pdf", PDF)})
    return Document.objects.get()


def names(bucket):
    return [found.key for found in bucket.objects.all()]


def test_upload_arrives_whole_and_private(server, store, document):
    [name] = names(store)

    assert name == document.file.name
    assert store.Object(name).get()["Body"].read() == PDF
    with pytest.raises(urllib.error.HTTPError) as anonymous:
        urllib.request.urlopen(f"{server}/{BUCKET}/{name}")
    assert anonymous.value.code == 403
    anonymous.value.close()


def test_owner_is_led_to_the_store_and_a_stranger_is_not(
    store, document, application, client, settings, django_user_model
):
    settings.S3_LINKS = True
    where = reverse("applications:file", args=[application.key, document.key])

    with urllib.request.urlopen(client.get(where)["Location"]) as answer:
        assert answer.read() == PDF
        assert answer.headers["Content-Type"] == "application/pdf"
        assert answer.headers["Content-Disposition"].startswith("inline; filename*=utf-8''")
        assert answer.headers["Cache-Control"] == "private, no-store"

    client.force_login(ApplicationFactory().applicant)
    assert client.get(where).status_code == 404


def test_web_process_sends_it_too_whole_or_in_parts(store, document, application, client):
    where = reverse("applications:file", args=[application.key, document.key])

    assert b"".join(client.get(where).streaming_content) == PDF
    part = client.get(where, headers={"range": "bytes=5-9"})
    assert (part.status_code, b"".join(part.streaming_content)) == (206, PDF[5:10])


def test_removed_file_is_erased_from_the_store(
    store, document, application, client, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("applications:remove", args=[application.key, document.key]))

    assert names(store) == []


def test_refused_file_leaves_nothing(store, document, application, client):
    where = reverse("applications:upload", args=[application.key, "scan"])

    client.post(where, {"file-scan": upload("again.pdf", PDF)})  # the same once more

    assert names(store) == [document.file.name]


def test_verify_finds_what_is_missing_changed_and_forgotten(store, document, capsys):
    store.put_object(Key="ab/orphan.pdf", Body=b"nobody's")
    later = timezone.now() + 2 * stocktaking.SETTLED

    store.put_object(Key=document.file.name, Body=b"another")
    assert [(one.what, one.name) for one in stocktaking.verify(later)] == [
        ("changed", document.file.name),
        ("orphan", "ab/orphan.pdf"),
    ]

    default_storage.delete(document.file.name)
    assert [one.what for one in stocktaking.verify(later)] == ["missing", "orphan"]
    with pytest.raises(SystemExit):
        call_command("files", "verify")
