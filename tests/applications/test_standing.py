"""One sentence for every status: who acts next, by when, with which button."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from applications import lifecycle
from applications.models import RevisionItem, RevisionRequest, StatusChange
from applications.standing import Turn, standing
from applications.status import FeeBasis, Status
from applications.wizard import flow
from tests.factories.accounts import UserFactory
from tests.factories.applications import ApplicationFactory, DocumentRequirementFactory

pytestmark = pytest.mark.django_db


def returned(application, **items):
    """An open request for the study plan and one document."""
    request = RevisionRequest.objects.create(
        application=application,
        asked_by=UserFactory(),
        due_at=timezone.now() + timedelta(days=9),
    )
    RevisionItem.objects.create(request=request, step="study-plan", reason_en="Too short.", **items)
    RevisionItem.objects.create(
        request=request,
        requirement=DocumentRequirementFactory(intake=application.intake, code="passport"),
        reason_en="Cut off.",
    )
    return request


@pytest.mark.parametrize("status", Status, ids=str)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_standing_says_something_in_every_status(status, language):
    application = ApplicationFactory(status=status)

    with translation.override(language):
        stands = standing(application)

    assert stands.sentence
    assert stands.turn in Turn
    assert bool(stands.action_label) == bool(stands.action_url)
    assert stands.action_label == "" or stands.is_yours


def test_draft_counts_the_steps_and_leads_to_the_first():
    application = ApplicationFactory()

    stands = standing(application)

    assert stands.sentence == "Your application is not sent yet. 7 steps are left."
    assert stands.turn == Turn.YOU
    assert stands.until == application.intake.closes_at
    assert stands.action_url == f"/applications/{application.key}/basic-information/"


def test_draft_names_the_steps_when_few_are_left():
    application = ApplicationFactory()
    steps = ("basic-information", "study-plan", "education-employment", "additional-information")
    for step in (*steps, "contact-information"):
        application.drafts.create(step=step, is_complete=True)

    stands = standing(application)

    assert stands.sentence == (
        "Your application is not sent yet. 2 steps are left: Upload Documents, Pre-review."
    )
    assert stands.action_label == "Continue with Upload Documents"


def test_draft_that_is_complete_is_still_not_sent():
    application = ApplicationFactory()
    for step in flow.STEPS:
        application.drafts.create(step=step.slug, is_complete=True)

    stands = standing(application)

    assert stands.sentence == "Everything is filled in, but your application is not sent yet."
    assert stands.action_url == f"/applications/{application.key}/pre-review/"


def test_draft_of_a_closed_intake_is_over():
    application = ApplicationFactory(intake__closed=True)

    assert standing(application).turn == Turn.NOBODY
    assert not standing(application).action_url


def test_submitted_asks_for_the_fee_until_it_is_due():
    application = ApplicationFactory(status=Status.SUBMITTED)
    bill = application.bill

    stands = standing(application)

    assert (stands.turn, stands.until) == (Turn.YOU, bill.due_at)
    assert (stands.action_label, stands.action_url) == ("Pay ¥800.00", bill.get_absolute_url())
    assert standing(application, now=bill.due_at).turn == Turn.NOBODY


@pytest.mark.parametrize(
    ("basis", "sentence"),
    [
        (FeeBasis.PAID, "Fee received. Your application waits for review."),
        (FeeBasis.WAIVED, "Your application waits for review."),
        (FeeBasis.NONE, "Your application waits for review."),
    ],
)
def test_queued_thanks_for_the_fee_where_one_was_paid(basis, sentence):
    application = ApplicationFactory(status=Status.QUEUED, fee_basis=basis)

    assert standing(application).sentence == sentence
    assert standing(application).turn == Turn.OFFICE


def test_queued_after_changes_says_that_they_arrived():
    application = ApplicationFactory(status=Status.QUEUED)
    StatusChange.objects.create(
        application=application, move="resubmit", source=Status.RETURNED, target=Status.QUEUED
    )

    assert standing(application).sentence == "Your changes have arrived; they are being checked."


def test_returned_counts_what_is_asked_and_leads_to_the_next_open_item():
    application = ApplicationFactory(status=Status.RETURNED)
    request = returned(application, answered_at=timezone.now())

    stands = standing(application)

    assert stands.sentence.startswith("Please change 2 things by ")
    assert stands.until == request.due_at
    assert stands.action_url == f"/applications/{application.key}/documents/#slot-passport"


def test_returned_leads_to_the_last_page_when_everything_is_done():
    application = ApplicationFactory(status=Status.RETURNED)
    returned(application).items.update(answered_at=timezone.now())

    assert standing(application).action_url == f"/applications/{application.key}/pre-review/"


def test_returned_without_a_request_still_stands():
    assert standing(ApplicationFactory(status=Status.RETURNED)).turn == Turn.YOU


def test_withdrawn_says_until_when_it_can_be_undone_and_then_when_it_was():
    application = ApplicationFactory()
    lifecycle.withdraw(application, by=application.applicant)

    soon = standing(application)
    later = standing(application, now=timezone.now() + timedelta(minutes=16))

    assert "You can undo this until" in soon.sentence
    assert later.sentence.startswith("Withdrawn by you on ")
    assert later.until is None


def test_expired_says_why():
    application = ApplicationFactory()
    lifecycle.expire(application, cause="the intake closed before submission")

    assert standing(application).sentence == ("Closed because the intake closed before submission.")
