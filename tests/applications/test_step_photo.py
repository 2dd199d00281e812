"""The photo slot of step 1: kept with any button, refused with a reason."""

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from applications.models import Application, Photo, StepDraft
from applications.status import Status
from tests.applications.pages import address, text
from tests.factories.applications import ApplicationFactory
from tests.factories.typed import jpeg, keep_photo

pytestmark = pytest.mark.django_db


@pytest.fixture
def application():
    return ApplicationFactory()


@pytest.fixture
def signed_in(application, client):
    client.force_login(application.applicant)
    return client


def post_photo(client, application, data, name="photo.jpg", **posted):
    upload = SimpleUploadedFile(name, data, "image/jpeg")
    return client.post(address(application, "basic-information"), {"photo": upload, **posted})


def test_photo_is_kept_whatever_else_is_wrong(application, signed_in):
    response = post_photo(signed_in, application, jpeg("white"), date_of_birth_year="x")

    photo = Photo.objects.get()
    assert response["Location"].endswith("#photo")
    assert (photo.background, photo.content_type, len(photo.sha256)) == ("white", "image/jpeg", 64)
    page = text(signed_in.get(address(application, "basic-information")))
    assert "Accepted, white background." in page
    assert f"{reverse('applications:photo', args=[application.key])}?{photo.sha256[:8]}" in page


@pytest.mark.parametrize("button", ["save", "next", "language"])
def test_photo_comes_with_any_button(application, signed_in, button):
    post_photo(signed_in, application, jpeg("blue"), **{button: "en"})

    assert Photo.objects.get().background == "blue"


def test_refused_photo_says_why_and_the_earlier_one_stays(application, signed_in):
    keep_photo(application)

    response = post_photo(signed_in, application, jpeg("red"), birth_place="Lagos")

    page = text(response)
    assert response.status_code == 200
    assert "The background looks red. It must be plain white or plain blue." in page
    assert "Your background" in page
    assert "The photo we have from before stays" in page
    assert Photo.objects.get().background == "white"
    assert 'value="Lagos"' in page
    assert StepDraft.objects.get(step="basic-information").version == 1


def test_renamed_photo_is_refused(application, signed_in):
    response = post_photo(signed_in, application, b"\x89PNG\r\n\x1a\n" + b"0" * 100)

    assert "although its name ends in .jpg" in text(response)
    assert not Photo.objects.exists()


def test_new_photo_replaces_the_file(application, signed_in, django_capture_on_commit_callbacks):
    post_photo(signed_in, application, jpeg("white"))
    before = Photo.objects.get().file.name

    with django_capture_on_commit_callbacks(execute=True):
        post_photo(signed_in, application, jpeg("blue"))

    after = Photo.objects.get().file.name
    assert not default_storage.exists(before)
    assert default_storage.exists(after)


def test_photo_after_submission_leaves_nothing(application, signed_in):
    Application.objects.update(status=Status.SUBMITTED)
    stored = set(every_file())

    response = post_photo(signed_in, application, jpeg("white"))

    assert response["Location"] == application.get_absolute_url()
    assert not Photo.objects.exists()
    assert set(every_file()) == stored


def every_file(folder=""):
    folders, files = default_storage.listdir(folder)
    for name in files:
        yield f"{folder}/{name}"
    for name in folders:
        yield from every_file(f"{folder}/{name}".lstrip("/"))


def test_advice_is_given_for_a_small_photo(application, signed_in):
    post_photo(signed_in, application, jpeg("white", (240, 320)))

    page = text(signed_in.get(address(application, "basic-information")))
    assert "this photo has 240 × 320" in page
