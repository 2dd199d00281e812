"""Case 11 and 12 of the security list: files made to harm, through the real forms.

None is answered by an error of ours; each refused one meets the right sentence, leaves nothing, and
whatever is kept is served as what it was judged to be, able to run nothing.
"""

from email.message import Message

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from applications.models import Document, Photo, PhotoTry
from tests.applications.hostile import DOCUMENTS, JPEG, NAMELESS, NAMES, PDF, PHOTOS, SECRET
from tests.applications.pages import address, text
from tests.applications.test_step_photo import every_file
from tests.factories.applications import ApplicationFactory, DocumentRequirementFactory

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::UserWarning:PIL"),  # of notes that are broken on purpose
]


@pytest.fixture
def application():
    return ApplicationFactory()


@pytest.fixture
def signed_in(application, client):
    client.force_login(application.applicant)
    return client


@pytest.fixture
def slot(application):
    return DocumentRequirementFactory(intake=application.intake, code="scan", max_files=10)


def upload(name, data):
    """A file whose name arrives as it was sent; Django's own classes would clean it before."""
    file = SimpleUploadedFile("x", data)
    file._name = name
    return file


def served(client, where):
    response = client.get(where)
    body = b"".join(response.streaming_content)
    response.close()
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    return response, body


def test_there_are_enough_of_them():
    assert len(PHOTOS) + len(DOCUMENTS) >= 60
    assert len(NAMES) >= 40


@pytest.mark.parametrize("case", PHOTOS, ids=lambda case: case.id)
def test_hostile_photo(application, signed_in, case):
    where, before = address(application, "basic-information"), set(every_file())

    response = signed_in.post(where, {"photo": upload(case.name, case.data)})

    if case.says:
        assert response.status_code == 200
        assert case.says in text(response)
        assert not Photo.objects.exists()
        held = PhotoTry.objects.first()
        assert set(every_file()) - before == ({held.file.name} if held else set())
    else:
        assert Photo.objects.get().background == "white"
        served_as, body = served(signed_in, reverse("applications:photo", args=[application.key]))
        assert served_as["Content-Type"] == "image/jpeg"
        assert SECRET not in body


@pytest.mark.parametrize("case", DOCUMENTS, ids=lambda case: case.id)
def test_hostile_document(application, slot, signed_in, case):
    before = set(every_file())
    where = reverse("applications:upload", args=[application.key, slot.code])

    response = signed_in.post(where, {"file-scan": upload(case.name, case.data)})

    if case.says:
        assert response.status_code == 200
        assert case.says in text(response)
        assert not Document.objects.exists()
        assert set(every_file()) == before
    else:
        document = Document.objects.get()
        served_as, body = served(
            signed_in, reverse("applications:file", args=[application.key, document.key])
        )
        assert served_as["Content-Type"] == document.content_type != "text/html"
        assert SECRET not in body


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_hostile_name(application, slot, signed_in, name):
    where = reverse("applications:upload", args=[application.key, slot.code])

    response = signed_in.post(where, {"file-scan": upload(name, JPEG)})

    if name in NAMELESS:
        assert "Choose a file first" in text(response)
        return
    assert response.status_code == 302
    document = Document.objects.get()
    page = signed_in.get(address(application, "documents")).content.decode()
    assert "<script>alert(1)" not in page
    assert "<img src=x" not in page
    assert default_storage.exists(document.file.name)
    assert len(document.file.name) < 40
    served_as, _body = served(
        signed_in, reverse("applications:file", args=[application.key, document.key])
    )
    said = Message()
    said["Content-Disposition"] = served_as["Content-Disposition"]
    assert said.get_content_disposition() == "inline"
    assert not set("\r\n/\\") & set(said.get_filename() or "")


def test_stored_files_have_no_public_address(application, slot, signed_in, client):
    """Case 2: neither the name in the store nor any folder leads to a file."""
    signed_in.post(
        reverse("applications:upload", args=[application.key, slot.code]),
        {"file-scan": upload("scan.pdf", PDF)},
    )
    name = Document.objects.get().file.name

    for guess in ("media", "files", "static", "stored", "uploads", "var/files"):
        assert client.get(f"/{guess}/{name}").status_code == 404
        assert client.get(f"/{guess}/").status_code == 404
    client.logout()
    document = Document.objects.get()
    asked = client.get(reverse("applications:file", args=[application.key, document.key]))
    assert asked["Location"].startswith(reverse("account_login"))
