"""Where a picture was taken, and with what, is not kept."""

import pytest
from django.urls import reverse
from pikepdf import Array, Dictionary, Name, String

from applications.models import Document, Photo
from tests.applications.hostile import SECRET, exif, noted_png, pdf, picture
from tests.applications.pages import address, text
from tests.applications.security.conftest import upload

pytestmark = pytest.mark.django_db


def stored(row):
    with row.file.open() as opened:
        return opened.read()


def test_photo_keeps_no_notes(application, signed_in):
    data = picture(exif=exif(), comment=SECRET)

    signed_in.post(address(application, "basic-information"), {"photo": upload("photo.jpg", data)})

    assert SECRET not in stored(Photo.objects.get())


def signed(made):
    """Let the document carry a signature over its bytes, and say who wrote it."""
    signature = made.make_indirect(
        Dictionary(
            Type=Name.Sig,
            Filter=Name("/Adobe.PPKLite"),
            SubFilter=Name("/adbe.pkcs7.detached"),
            ByteRange=[0, 100, 200, 100],
            Contents=String(b"\x30\x82" + b"\0" * 60),
        )
    )
    field = made.make_indirect(Dictionary(FT=Name.Sig, T=String("Notary"), V=signature))
    made.Root.AcroForm = Dictionary(SigFlags=3, Fields=Array([field]))
    made.docinfo["/Author"] = "The registrar"


def test_signed_pdf_is_kept_byte_for_byte(application, slot, signed_in):
    where = reverse("applications:upload", args=[application.key, slot.code])
    data = pdf(signed)

    signed_in.post(where, {"file-scan": upload("degree.pdf", data)})

    assert stored(Document.objects.get()) == data


def test_applicant_reads_what_is_deleted_and_what_is_kept(application, slot, signed_in):
    page = text(signed_in.get(address(application, "documents")))

    assert "A PDF is kept exactly as you send it; in pictures we delete where" in page


@pytest.mark.parametrize("data", [picture(exif=exif(), comment=SECRET), noted_png()])
def test_picture_of_a_document_keeps_no_notes(application, slot, signed_in, data):
    where = reverse("applications:upload", args=[application.key, slot.code])

    signed_in.post(where, {"file-scan": upload("scan", data)})

    assert SECRET not in stored(Document.objects.get())
