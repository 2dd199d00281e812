"""What is kept is served as what it was judged to be, under a name that harms nobody."""

import unicodedata
from email.message import Message

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from applications.models import Document
from tests.applications.hostile import JPEG, NAMELESS, NAMES, SECRET
from tests.applications.pages import address, text
from tests.applications.security.conftest import served, upload

pytestmark = pytest.mark.django_db


def test_web_page_inside_a_picture_is_served_as_a_picture_without_it(application, slot, signed_in):
    where = reverse("applications:upload", args=[application.key, slot.code])
    signed_in.post(where, {"file-scan": upload("page.html", JPEG + SECRET)})
    document = Document.objects.get()

    answer, body = served(
        signed_in, reverse("applications:file", args=[application.key, document.key])
    )

    assert answer["Content-Type"] == "image/jpeg"
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
    served_name = said.get_filename() or ""
    assert not set("\r\n/\\") & set(served_name)
    # Nothing without a shape: no line ends, no signs that turn the reading direction.
    kinds = {unicodedata.category(sign) for sign in served_name}
    assert not [kind for kind in kinds if kind[0] == "C" or kind in {"Zl", "Zp"}]
    # Whoever saves it opens it as the picture it is.
    assert served_name.lower().endswith((".jpg", ".jpeg"))
