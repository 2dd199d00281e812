"""Nobody reaches a stored file by guessing where it lies."""

from pathlib import Path

import pytest
from django.urls import reverse

from applications.models import Document
from tests.applications.hostile import PDF
from tests.applications.security.conftest import upload
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def test_stored_files_have_no_public_address(application, slot, signed_in, client):
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


def test_files_lie_outside_every_folder_that_is_served(application, slot, signed_in, settings):
    where = reverse("applications:upload", args=[application.key, slot.code])
    signed_in.post(where, {"file-scan": upload("scan.pdf", PDF)})

    path = Path(Document.objects.get().file.path)

    served = [settings.STATIC_ROOT, *settings.STATICFILES_DIRS]
    folders = [Path(one[1] if isinstance(one, tuple) else one) for one in served]
    assert settings.MEDIA_URL in ("", "/")
    assert not any(path.is_relative_to(folder) for folder in folders)


def test_link_of_one_applicant_is_nothing_for_another(application, slot, signed_in, client):
    where = reverse("applications:upload", args=[application.key, slot.code])
    signed_in.post(where, {"file-scan": upload("scan.pdf", PDF)})
    link = reverse("applications:file", args=[application.key, Document.objects.get().key])

    client.force_login(UserFactory())

    assert client.get(link).status_code == 404


def test_name_in_the_store_cannot_be_guessed(application, slot, signed_in):
    where = reverse("applications:upload", args=[application.key, slot.code])
    signed_in.post(where, {"file-scan": upload("scan.pdf", PDF)})

    _folder, name = Document.objects.get().file.name.split("/")

    assert len(name.removesuffix(".pdf")) >= 22  # 128 random bits
