"""Private files on their way out: names, stretches, and who carries the bytes."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models.fields.files import FieldFile
from django.http import Http404
from storages.backends.s3 import S3Storage

from applications.models import Document
from portal.downloads import plain_name, send

# The end of an answer looks after the connection to the database.
pytestmark = pytest.mark.django_db
CONTENT = bytes(range(100))


@pytest.fixture
def file():
    name = default_storage.save("aa/scan.pdf", ContentFile(CONTENT))
    yield FieldFile(Document(), Document._meta.get_field("file"), name)
    default_storage.delete(name)


def sent(rf, file, name="scan.pdf", content_type="application/pdf", **headers):
    return send(rf.get("/", headers=headers), file, name, content_type, inline=True)


def content(response):
    body = b"".join(response) if response.streaming else response.content
    response.close()
    return body


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("scan.pdf", "scan.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ada\\成绩单.pdf", "成绩单.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("\x00\x07", "file"),
        ("a\u2028b\u2029c.pdf", "abc.pdf"),
        ("", "file"),
        ("folder/", "file"),
    ],
)
def test_plain_name(name, plain):
    assert plain_name(name) == plain


def test_file_is_sent_as_it_was_judged_and_can_run_nothing(rf, file):
    response = sent(rf, file)

    assert content(response) == CONTENT
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert response["Cache-Control"] == "private, no-store"
    assert response["Accept-Ranges"] == "bytes"


def test_unknown_type_is_only_saved(rf, file):
    response = sent(rf, file, content_type="text/html")

    assert response["Content-Disposition"].startswith("attachment")
    response.close()


@pytest.mark.parametrize(
    ("name", "content_type", "as_what"),
    [
        ("scan.PDF", "application/pdf", "scan.PDF"),
        ("scan.pdf", "image/jpeg", "scan.pdf.jpg"),
        ("photo.jpeg", "image/jpeg", "photo.jpeg"),
        ("page.html", "image/png", "page.html.png"),
        ("scan", "application/pdf", "scan.pdf"),
        ("..", "application/pdf", "...pdf"),
        ("", "image/png", "file.png"),
    ],
)
def test_file_is_saved_as_what_it_was_judged_to_be(rf, file, name, content_type, as_what):
    response = sent(rf, file, name=name, content_type=content_type)

    assert response["Content-Disposition"] == f'inline; filename="{as_what}"'
    response.close()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("成绩单.pdf", "filename*=utf-8''%E6%88%90%E7%BB%A9%E5%8D%95.pdf"),
        ('a"b\nc.pdf', 'filename="a\\"bc.pdf"'),
        ("a%0d%0ab.pdf", 'filename="a%0d%0ab.pdf"'),
    ],
)
def test_name_of_any_kind_is_one_harmless_line(rf, file, name, said):
    response = sent(rf, file, name=name)

    assert response["Content-Disposition"] == f"inline; {said}"
    response.close()


def test_only_what_stands_before_a_file_is_asked_for(rf, file):
    response = send(rf.head("/"), file, "scan.pdf", "application/pdf", inline=True)

    assert (response.status_code, response["Content-Length"]) == (200, "100")
    assert response["Content-Disposition"] == 'inline; filename="scan.pdf"'
    response.close()


@pytest.mark.parametrize(
    ("asked", "answered", "part"),
    [
        ("bytes=0-9", "bytes 0-9/100", CONTENT[:10]),
        ("bytes=90-", "bytes 90-99/100", CONTENT[90:]),
        ("bytes=-5", "bytes 95-99/100", CONTENT[95:]),
        ("bytes=-500", "bytes 0-99/100", CONTENT),
        ("bytes=95-500", "bytes 95-99/100", CONTENT[95:]),
    ],
)
def test_stretch_of_a_file(rf, file, asked, answered, part):
    response = sent(rf, file, range=asked)

    assert (response.status_code, response["Content-Range"]) == (206, answered)
    assert response["Content-Length"] == str(len(part))
    assert content(response) == part
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("asked", ["bytes=100-", "bytes=9-5", "bytes=-0"])
def test_stretch_that_is_not_there_is_refused(rf, file, asked):
    response = sent(rf, file, range=asked)

    assert (response.status_code, response["Content-Range"]) == (416, "bytes */100")


def test_stretch_of_a_file_that_may_be_another_by_now_is_the_whole(rf, file):
    """Whoever has half of the one before must not put half of this one behind it."""
    response = sent(rf, file, **{"range": "bytes=50-", "if-range": '"as-it-was"'})

    assert response.status_code == 200
    assert content(response) == CONTENT


@pytest.mark.parametrize("asked", ["bytes=-", "bytes=a-b", "lines=1-2", "bytes=0-1,5-6", "bytes=0"])
def test_what_is_no_stretch_gets_the_whole_file(rf, file, asked):
    response = sent(rf, file, range=asked)

    assert response.status_code == 200
    assert content(response) == CONTENT


def test_file_that_is_gone_is_not_found(rf, file):
    default_storage.delete(file.name)

    with pytest.raises(Http404):
        sent(rf, file)


def test_web_server_in_front_carries_the_bytes(rf, file, settings):
    settings.ACCEL_REDIRECT = "/stored/"

    response = sent(rf, file, name="成绩单.pdf")

    assert response.content == b""
    assert response["X-Accel-Redirect"] == f"/stored/{file.name}"
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("inline; filename*=utf-8''")
    assert response["X-Content-Type-Options"] == "nosniff"


def test_link_to_the_store_is_short_lived_and_names_type_and_file(rf, file, settings, monkeypatch):
    settings.S3_LINKS = True
    file.storage = S3Storage(
        bucket_name="ruxue",
        endpoint_url="https://storage.example.org",
        access_key="key",
        secret_key="secret",
        region_name="cn-1",
    )

    response = sent(rf, file, name="scan.pdf")

    asked = parse_qs(urlsplit(response["Location"]).query)
    assert response.status_code == 302
    assert response["Location"].startswith("https://storage.example.org/ruxue/")
    assert asked["response-content-type"] == ["application/pdf"]
    assert asked["response-content-disposition"] == ['inline; filename="scan.pdf"']
    assert (asked.get("Expires") or asked.get("X-Amz-Expires")) is not None
    assert response["Cache-Control"] == "private, no-store"
