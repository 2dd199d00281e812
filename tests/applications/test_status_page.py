"""The page of one application, in every status."""

from datetime import timedelta

import pytest
from django.utils import timezone

from applications import lifecycle
from applications.models import Decision, Outcome, RevisionItem, RevisionRequest
from applications.status import Status
from tests.factories.accounts import UserFactory
from tests.factories.applications import (
    ApplicationFactory,
    DocumentRequirementFactory,
    OfferingFactory,
)
from tests.factories.notifications import InboxItemFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client):
    """The page of an application as its applicant reads it."""

    def read(application):
        client.force_login(application.applicant)
        response = client.get(application.get_absolute_url())
        assert response.status_code == 200
        return response.content.decode()

    return read


def decided(application, outcome, **words):
    """A decision that was released."""
    return Decision.objects.create(
        application=application,
        outcome=outcome,
        prepared_by=UserFactory(),
        released_at=timezone.now(),
        **words,
    )


@pytest.mark.parametrize("status", Status, ids=str)
def test_status_page_opens_in_every_status(page, status):
    application = ApplicationFactory(status=status)

    text = page(application)

    assert application.reference in text
    assert str(status.label) in text
    assert "Who acts next" in text


def test_status_page_asks_to_sign_in(client):
    assert client.get(ApplicationFactory().get_absolute_url()).status_code == 302


def test_draft_goes_on_where_it_stopped(page):
    text = page(ApplicationFactory())

    assert "Finish and submit your application" in text
    assert "Continue with" in text
    assert "With you: fill in and submit" in text


def test_submitted_puts_the_fee_first(page):
    application = ApplicationFactory(status=Status.SUBMITTED)

    text = page(application)

    assert "The application fee is due" in text
    assert application.bill.get_absolute_url() in text
    assert "Without the fee we cannot read your application." in text


def test_returned_lists_what_is_asked_in_the_words_of_the_office(page):
    application = ApplicationFactory(status=Status.RETURNED)
    request = RevisionRequest.objects.create(
        application=application, asked_by=UserFactory(), due_at=timezone.now() + timedelta(days=9)
    )
    RevisionItem.objects.create(request=request, step="study-plan", reason_en="Far too short.")
    RevisionItem.objects.create(
        request=request,
        requirement=DocumentRequirementFactory(intake=application.intake, name_en="Diploma"),
        reason_en="Cut off.",
        answered_at=timezone.now(),
    )

    text = page(application)

    assert "Please change 2 things by" in text
    assert "Far too short." in text
    assert f"/applications/{application.key}/study-plan/" in text
    assert "Diploma" in text
    assert "Look again" in text


def test_messages_are_those_about_this_application(page):
    application = ApplicationFactory(status=Status.SUBMITTED)
    told = {"user": application.applicant}
    InboxItemFactory(**told, subject="Please pay", link=application.bill.get_absolute_url())
    InboxItemFactory(**told, subject="We have it", link=application.get_absolute_url())
    InboxItemFactory(**told, subject="Something else", link="/accounts/")

    text = page(application)

    assert "Please pay" in text
    assert "We have it" in text
    assert "Something else" not in text


def test_withdraw_is_offered_only_where_it_is_possible(page):
    assert "Withdraw this application" in page(ApplicationFactory(status=Status.IN_REVIEW))
    assert "Withdraw this application" not in page(ApplicationFactory(status=Status.EXPIRED))


def test_admitted_congratulates_and_says_what_to_do(page):
    application = ApplicationFactory(status=Status.ADMITTED, applicant__first_name="Adaeze")
    decided(application, Outcome.ADMIT)

    text = page(application)

    assert "Congratulations, Adaeze" in text
    assert application.offering.programme.name_en in text
    assert "What to do now" in text


def test_not_admitted_says_why_and_what_one_can_do(page):
    application = ApplicationFactory(status=Status.REFUSED)
    decided(application, Outcome.REFUSE, reason_en="All places are taken.")
    other = OfferingFactory(programme=application.offering.programme)

    text = page(application)

    assert "We cannot offer you a place this time" in text
    assert "All places are taken." in text
    assert f"?offering={other.pk}" in text
    assert "Write to the office" in text


def test_not_admitted_points_to_other_programmes_where_this_one_is_closed(page):
    application = ApplicationFactory(status=Status.REFUSED)
    decided(application, Outcome.REFUSE, reason_en="All places are taken.")

    assert "Apply for another programme" in page(application)


def test_a_decision_that_is_not_released_is_not_there(page):
    application = ApplicationFactory(status=Status.IN_REVIEW)
    Decision.objects.create(
        application=application,
        outcome=Outcome.REFUSE,
        reason_en="A secret until it is released.",
        prepared_by=UserFactory(),
    )

    assert "A secret" not in page(application)


def test_a_decision_that_was_reopened_is_no_longer_there(page):
    application = ApplicationFactory(status=Status.REFUSED)
    decided(application, Outcome.REFUSE, reason_en="All places were taken.")

    lifecycle.reopen(application, by=UserFactory(administrator=True), reason="A place is free.")

    assert "All places were taken." not in page(application)


def test_on_the_waiting_list_reads_the_words_of_the_office(page):
    application = ApplicationFactory(status=Status.WAITLISTED)
    decided(application, Outcome.WAITLIST, reason_en="All places are taken for now.")

    assert "All places are taken for now." in page(application)
