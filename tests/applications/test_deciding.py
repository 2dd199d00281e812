"""Decisions: prepared without a trace for the applicant, released by the rules, once."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from applications import deciding, lifecycle
from applications.deciding import Obstacle
from applications.models import (
    Application,
    Decision,
    Outcome,
    RevisionItem,
    RevisionRequest,
    StatusChange,
)
from applications.status import DECIDABLE, Status
from applications.wizard.photos import accept_anyway
from notifications.models import InboxItem, Mail
from tests.factories.accounts import UserFactory
from tests.factories.applications import ApplicationFactory
from tests.factories.typed import doubt_photo

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return UserFactory(officer=True)


@pytest.fixture
def application():
    return ApplicationFactory(status=Status.IN_REVIEW)


def refuse(application, by, **more):
    words = {"reason_en": "All places are taken.", "reason_zh": "本专业名额已满。"}
    return lifecycle.prepare(application, by=by, outcome=Outcome.REFUSE, **{**words, **more})


def test_preparing_changes_no_status_and_tells_nobody(application, officer):
    decision = refuse(application, officer)

    application.refresh_from_db()
    assert application.status == Status.IN_REVIEW
    assert application.decided_at is None
    assert (decision.prepared_by, decision.released_at) == (officer, None)
    assert not StatusChange.objects.exists()
    assert not InboxItem.objects.exists()
    assert not Mail.objects.exists()


@pytest.mark.parametrize("status", [status for status in Status if status not in DECIDABLE])
def test_preparing_needs_a_file_in_review(officer, status):
    with pytest.raises(lifecycle.MoveNotAllowed):
        refuse(ApplicationFactory(status=status), officer)

    assert not Decision.objects.exists()


@pytest.mark.parametrize("role", ["department_reader", "finance", None])
def test_preparing_is_for_those_who_review(application, role):
    person = UserFactory(**{role: True}) if role else application.applicant

    with pytest.raises(lifecycle.MoveNotAllowed):
        refuse(application, person)


def test_who_is_on_the_waiting_list_cannot_be_put_there(officer):
    with pytest.raises(lifecycle.MoveNotAllowed):
        lifecycle.prepare(
            ApplicationFactory(status=Status.WAITLISTED), by=officer, outcome=Outcome.WAITLIST
        )


def test_refusing_needs_a_reason(application, officer):
    with pytest.raises(lifecycle.ReasonMissing):
        refuse(application, officer, reason_en=" ", reason_zh="")

    assert not Decision.objects.exists()


def test_another_decision_replaces_the_one_that_waits_and_keeps_its_row(application, officer):
    first = refuse(application, officer)
    second = lifecycle.prepare(application, by=officer, outcome=Outcome.ADMIT)

    first.refresh_from_db()
    assert first.dropped_at == second.prepared_at
    assert deciding.prepared(application) == second
    with pytest.raises(lifecycle.NotReleasable) as refusal:
        lifecycle.release(first, by=officer)
    assert refusal.value.obstacle == Obstacle.NOTHING_PREPARED
    application.refresh_from_db()
    assert application.status == Status.IN_REVIEW


def test_database_keeps_one_prepared_decision(application, officer):
    refuse(application, officer)

    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(application=application, outcome=Outcome.ADMIT, prepared_by=officer)


def test_releasing_says_who_and_when(application, officer):
    decision = refuse(application, officer)
    colleague, now = UserFactory(officer=True), timezone.now() + timedelta(hours=1)

    lifecycle.release(decision, by=colleague, now=now)

    application.refresh_from_db()
    assert (application.status, application.decided_at) == (Status.REFUSED, now)
    assert (decision.approved_by, decision.released_at) == (colleague, now)
    change = application.changes.get()
    assert (change.move, change.by, change.reason) == ("refuse", colleague, decision.reason_en)


def test_releasing_twice_is_refused_and_told_once(application, officer):
    decision = refuse(application, officer)
    again = Decision.objects.get(pk=decision.pk)
    lifecycle.release(decision, by=officer)

    with pytest.raises(lifecycle.MoveNotAllowed):
        lifecycle.release(again, by=officer)

    assert InboxItem.objects.of(application.applicant).count() == 1


def test_false_documents_want_a_second_person(application, officer):
    decision = refuse(application, officer, reason_code="false_documents")

    with pytest.raises(lifecycle.NotReleasable) as refusal:
        lifecycle.release(decision, by=officer)
    application.refresh_from_db()
    assert refusal.value.obstacle == Obstacle.SECOND_PERSON
    assert application.status == Status.IN_REVIEW

    lifecycle.release(decision, by=UserFactory(officer=True))
    application.refresh_from_db()
    assert application.status == Status.REFUSED


def test_nobody_is_admitted_with_a_photo_that_waits_for_a_look(application, officer):
    decision = lifecycle.prepare(application, by=officer, outcome=Outcome.ADMIT)
    photo = doubt_photo(application)

    with pytest.raises(lifecycle.NotReleasable) as release:
        lifecycle.release(Decision.objects.get(pk=decision.pk), by=officer)
    with pytest.raises(lifecycle.NotReleasable) as prepare:
        lifecycle.prepare(
            Application.objects.get(pk=application.pk), by=officer, outcome=Outcome.ADMIT
        )
    assert release.value.obstacle == prepare.value.obstacle == Obstacle.PHOTO
    assert deciding.prepared(application) == decision

    accept_anyway(photo, "Pale wall, well visible.", by=officer)
    lifecycle.release(Decision.objects.get(pk=decision.pk), by=officer)
    application.refresh_from_db()
    assert application.status == Status.ADMITTED


def test_refusing_does_not_wait_for_the_photo(application, officer):
    doubt_photo(application)

    lifecycle.release(refuse(application, officer), by=officer)

    application.refresh_from_db()
    assert application.status == Status.REFUSED


def test_released_is_not_before_its_day(application, officer):
    day = timezone.now() + timedelta(days=3)
    decision = refuse(application, officer, release_at=day)

    with pytest.raises(lifecycle.NotReleasable) as refusal:
        lifecycle.release(decision, by=officer)
    assert refusal.value.obstacle == Obstacle.TOO_EARLY

    lifecycle.release(decision, by=officer, now=day)
    application.refresh_from_db()
    assert application.status == Status.REFUSED


def ask_for_changes(application, officer):
    request = RevisionRequest(due_at=timezone.now() + timedelta(days=14))
    request.new_items = [RevisionItem(step="study-plan", reason_en="Too short.")]
    lifecycle.return_for_revision(application, by=officer, request=request)


@pytest.mark.parametrize(
    "go",
    [lambda one, officer: lifecycle.put_back(one, by=officer), ask_for_changes],
    ids=["put back", "returned"],
)
def test_what_was_prepared_is_dropped_when_the_file_goes_elsewhere(application, officer, go):
    decision = refuse(application, officer)

    go(application, officer)

    decision.refresh_from_db()
    assert decision.dropped_at is not None


def test_what_was_prepared_outlives_a_withdrawal_that_is_undone(application, officer):
    decision = refuse(application, officer)

    lifecycle.withdraw(application, by=application.applicant)
    assert deciding.prepared(application) is None
    with pytest.raises(lifecycle.MoveNotAllowed):
        lifecycle.release(decision, by=officer)

    lifecycle.undo_withdraw(application, by=application.applicant)
    assert deciding.prepared(application) == decision


def test_what_was_prepared_does_not_come_back_with_reopening(application, officer):
    refuse(application, officer)
    lifecycle.withdraw(application, by=application.applicant)

    lifecycle.reopen(application, by=UserFactory(administrator=True), reason="By telephone.")

    assert application.status == Status.IN_REVIEW
    assert deciding.prepared(application) is None


def pages_of(client, application):
    """Everything the applicant can read about it, without what is new at every request."""
    urls = [
        application.get_absolute_url(),
        reverse("applications:mine"),
        reverse("notifications:inbox"),
        reverse("applications:step", args=[application.key, "pre-review"]),
    ]
    fresh = re.compile(r'nonce="[^"]*"|name="csrfmiddlewaretoken" value="[^"]*"|csrf[^"]*"[^"]*"')
    return [fresh.sub("", client.get(url).content.decode()) for url in urls]


@pytest.mark.parametrize("status", sorted(DECIDABLE))
def test_applicant_cannot_tell_that_a_decision_is_prepared(client, officer, status):
    application = ApplicationFactory(status=status, complete=True)
    client.force_login(application.applicant)
    before = pages_of(client, application)

    refuse(application, officer, reason_en="Not to be read yet.")

    after = pages_of(client, application)
    assert after == before
    assert not any("prepared" in page for page in after)
