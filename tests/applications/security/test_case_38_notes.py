"""Where a picture was taken, and with what, is not kept."""

import pytest
from django.urls import reverse

from applications.models import Document, Photo
from tests.applications.hostile import SECRET, exif, noted_png, picture
from tests.applications.pages import address
from tests.applications.security.conftest import upload

pytestmark = pytest.mark.django_db


def stored(row):
    with row.file.open() as opened:
        return opened.read()


def test_photo_keeps_no_notes(application, signed_in):
    data = picture(exif=exif(), comment=SECRET)

    signed_in.post(address(application, "basic-information"), {"photo": upload("photo.jpg", data)})

    assert SECRET not in stored(Photo.objects.get())


@pytest.mark.parametrize("data", [picture(exif=exif(), comment=SECRET), noted_png()])
def test_picture_of_a_document_keeps_no_notes(application, slot, signed_in, data):
    where = reverse("applications:upload", args=[application.key, slot.code])

    signed_in.post(where, {"file-scan": upload("scan", data)})

    assert SECRET not in stored(Document.objects.get())
