"""Nobody fills the store: so many files, so much in all, so many in a few minutes."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from applications.models import Document
from applications.wizard import files
from portal.stored_files import verify
from tests.applications.hostile import JPEG, picture
from tests.applications.pages import text
from tests.applications.security.conftest import upload
from tests.factories.applications import ApplicationFactory, DocumentRequirementFactory
from tests.factories.typed import keep_document
from tests.payments.test_locking import at_once

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


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite locks the whole file.")
@pytest.mark.django_db(transaction=True)
def test_uploads_all_at_once_stay_within_the_room_and_leave_nothing_behind(
    application, slot, monkeypatch
):
    room, many = 5, 24
    monkeypatch.setattr(files, "MOST_FILES_OF_ONE", room)
    tabs, answers, before = [Client() for _ in range(many)], [], orphans()
    for tab in tabs:
        tab.force_login(application.applicant)
    scans = [picture(size=(360 + number, 480)) for number in range(many)]

    at_once(
        *[
            lambda tab=tab, scan=scan: answers.append(send(tab, application, slot, scan))
            for tab, scan in zip(tabs, scans, strict=True)
        ]
    )

    assert Document.objects.count() == room
    assert sum("There is no room for more" in text(answer) for answer in answers) == many - room
    assert orphans() == before


def orphans():
    """Files of the store of which no row speaks."""
    return {one.name for one in verify(timezone.now() + timedelta(days=1))}
