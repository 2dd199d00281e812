"""Nobody fills the store: so many files, so much in all, so many in a few minutes."""

import pytest
from django.urls import reverse

from applications.models import Document
from applications.wizard import files
from tests.applications.hostile import JPEG, picture
from tests.applications.pages import text
from tests.applications.security.conftest import upload
from tests.factories.applications import ApplicationFactory, DocumentRequirementFactory
from tests.factories.typed import keep_document

pytestmark = pytest.mark.django_db


def send(client, application, slot, data=JPEG):
    where = reverse("applications:upload", args=[application.key, slot.code])
    return client.post(where, {"file-scan": upload("scan.jpg", data)})


@pytest.mark.parametrize(("limit", "most"), [("MOST_FILES_OF_ONE", 1), ("MOST_BYTES_OF_ONE", 1000)])
def test_person_has_room_for_so_much_in_all_applications(
    application, slot, signed_in, monkeypatch, limit, most
):
    monkeypatch.setattr(files, limit, most)
    elsewhere = ApplicationFactory(applicant=application.applicant)
    keep_document(elsewhere, DocumentRequirementFactory(intake=elsewhere.intake))

    response = send(signed_in, application, slot)

    assert "There is no room for more" in text(response)
    assert Document.objects.filter(application=application).count() == 0


def test_nobody_sends_hundreds_of_files_in_a_minute(application, slot, signed_in, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "upload": "1/5m/user"}
    send(signed_in, application, slot)

    response = send(signed_in, application, slot, picture(colour="red"))

    assert "Wait five minutes and go on." in text(response)
    assert Document.objects.count() == 1


def test_file_is_replaced_where_there_is_no_room_for_one_more(
    application, slot, signed_in, monkeypatch
):
    monkeypatch.setattr(files, "MOST_FILES_OF_ONE", 1)
    send(signed_in, application, slot)
    where = reverse("applications:replace", args=[application.key, Document.objects.get().key])

    signed_in.post(where, {"replacement": upload("new.jpg", picture(colour="red"))})

    assert Document.objects.get().original_name == "new.jpg"
