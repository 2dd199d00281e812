"""Submitting by a direct post what may not be submitted."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from applications import lifecycle
from applications.models import Application, PhotoTry
from applications.status import Status
from tests.applications.pages import address, text
from tests.applications.test_step_photo import post_photo
from tests.factories.accounts import UserFactory
from tests.factories.applications import DocumentRequirementFactory
from tests.factories.typed import jpeg

pytestmark = pytest.mark.django_db
REVIEW = "pre-review"


def test_case_4_without_a_required_document_nothing_is_submitted(complete, client):
    DocumentRequirementFactory(intake=complete.intake, name_en="Transcript")

    client.post(address(complete, REVIEW), {"confirm": "1"})

    assert Application.objects.get().status == Status.DRAFT
    assert "Transcript" in text(client.get(address(complete, REVIEW)))


def test_case_4_without_a_photo_nothing_is_submitted(complete, client):
    complete.photo.delete()

    client.post(address(complete, REVIEW), {"confirm": "1"})

    assert Application.objects.get().status == Status.DRAFT


def test_case_4_past_the_deadline_nothing_is_submitted(complete, client):
    type(complete.intake).objects.update(closes_at=datetime.now(UTC))

    page = text(client.post(address(complete, REVIEW), {"confirm": "1"}, follow=True))

    assert "Beijing time. Nothing was sent." in page
    assert Application.objects.get().status == Status.DRAFT


def test_case_4_unpaid_is_never_reviewed(complete):
    lifecycle.submit(complete, by=complete.applicant)

    with pytest.raises(lifecycle.MoveNotAllowed):
        lifecycle.take(complete, by=UserFactory(officer=True))
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.update(status=Status.IN_REVIEW)


def test_case_4_with_a_refused_photo_nothing_is_submitted(complete, client):
    complete.photo.delete()
    post_photo(client, complete, jpeg("red"))

    client.post(address(complete, REVIEW), {"confirm": "1"})

    assert PhotoTry.objects.exists()
    assert Application.objects.get().status == Status.DRAFT
