"""No file comes in, goes, or is exchanged once the application is locked."""

import pytest
from django.urls import reverse
from django.utils import timezone

from applications.editing import Locked
from applications.models import Application, Document, Photo
from applications.status import Status
from applications.wizard import files, photos
from tests.applications.hostile import JPEG, PDF
from tests.applications.security.conftest import upload
from tests.applications.test_step_photo import every_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(application, slot, signed_in):
    """A document that was sent in time."""
    where = reverse("applications:upload", args=[application.key, slot.code])
    signed_in.post(where, {"file-scan": upload("first.pdf", PDF)})
    return Document.objects.get()


@pytest.fixture
def stale(application, kept):
    """The application as it was read before somebody pressed Submit."""
    Application.objects.update(status=Status.SUBMITTED, submitted_at=timezone.now())
    assert application.status == Status.DRAFT
    return application


def test_document_that_began_before_the_lock_and_ended_after_it(stale, slot):
    before = set(every_file())

    with pytest.raises(Locked):
        files.keep_documents(stale, slot, [upload("late.jpg", JPEG)], by=stale.applicant)

    assert Document.objects.count() == 1
    assert set(every_file()) == before


def test_photo_that_began_before_the_lock_and_ended_after_it(stale):
    before = set(every_file())

    with pytest.raises(Locked):
        photos.keep_photo(stale, upload("late.jpg", JPEG), by=stale.applicant)

    assert not Photo.objects.exists()
    assert set(every_file()) == before


@pytest.mark.parametrize("address", ["replace", "remove", "about_file"])
def test_file_is_as_it_was(stale, kept, signed_in, address):
    where = reverse(f"applications:{address}", args=[stale.key, kept.key])
    posted = {"replacement": upload("late.jpg", JPEG), f"about-{kept.key}-school": "x"}

    response = signed_in.post(where, posted)

    assert response["Location"] == stale.get_absolute_url()
    now = Document.objects.get()
    assert (now.sha256, now.file.name, now.school) == (kept.sha256, kept.file.name, "")
