"""Every status × every move × every kind of person, and what each verb leaves behind."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from applications import lifecycle, status
from applications.deciding import CONSEQUENCES
from applications.models import Decision, RevisionItem, RevisionRequest, StatusChange
from applications.status import Actor, FeeBasis, Status
from notifications.models import InboxItem
from payments import lifecycle as payments
from payments.models import Bill
from payments.status import BillStatus
from tests.factories.accounts import UserFactory
from tests.factories.applications import ApplicationFactory

pytestmark = pytest.mark.django_db

PEOPLE = {
    Actor.APPLICANT: lambda application: application.applicant,
    Actor.OFFICER: lambda application: UserFactory(officer=True),
    Actor.FINANCE: lambda application: UserFactory(finance=True),
    Actor.ADMINISTRATOR: lambda application: UserFactory(administrator=True),
    Actor.SYSTEM: lambda application: None,
}


def make(application, move, by):
    """Call the verb of a move with what it needs besides the person."""
    for outcome, consequence in CONSEQUENCES.items():
        if move is consequence.move:
            decision = Decision.objects.create(
                application=application,
                outcome=outcome,
                reason_en="All places are taken.",
                prepared_by=by or application.applicant,
            )
            return lifecycle.release(decision, by=by)
    if move is status.QUEUE:
        return lifecycle.queue(application, by=by, basis=FeeBasis.PAID)
    if move is status.EXPIRE:
        return lifecycle.expire(application, cause="the intake closed before submission")
    if move is status.REOPEN:
        return lifecycle.reopen(application, by=by, reason="Proof arrived late.")
    if move is status.RETURN:
        request = RevisionRequest(due_at=timezone.now() + timedelta(days=14))
        request.new_items = [RevisionItem(step="study-plan", reason_en="Too short.")]
        return lifecycle.return_for_revision(application, by=by, request=request)
    return getattr(lifecycle, move.verb)(application, by=by)


def acts(actor, move):
    """Officers' permissions belong to administrators too; expire is called by nobody else."""
    if move is status.EXPIRE:
        return True
    also = {Actor.ADMINISTRATOR: {Actor.OFFICER}}
    return bool({actor, *also.get(actor, ())} & move.actors)


@pytest.mark.parametrize("actor", Actor, ids=str)
@pytest.mark.parametrize("move", status.MOVES, ids=lambda move: move.name)
@pytest.mark.parametrize("source", Status, ids=str)
def test_move(source, move, actor):
    application = ApplicationFactory(complete=True, status=source)
    if source == Status.WITHDRAWN:
        StatusChange.objects.create(
            application=application, move="withdraw", source=Status.DRAFT, target=source
        )
    before = application.changes.count()
    allowed = source in move.sources and acts(actor, move)

    if allowed:
        make(application, move, PEOPLE[actor](application))
    else:
        with pytest.raises(lifecycle.MoveNotAllowed):
            make(application, move, PEOPLE[actor](application))

    application.refresh_from_db()
    # Where no fee is due, entering the queue follows submission at once.
    assert application.changes.count() - before == (1 if allowed else 0)
    assert application.status in (move.targets if allowed else {source})


# What the office does among itself is nothing the applicant is told about.
QUIET = {"take", "put_back"}


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("move", status.MOVES, ids=lambda move: move.name)
def test_applicant_is_told_of_every_move_that_concerns_them(move, language):
    source = min(move.sources)
    application = ApplicationFactory(complete=True, status=source, applicant__language=language)
    if source == Status.WITHDRAWN:
        StatusChange.objects.create(
            application=application, move="withdraw", source=Status.DRAFT, target=source
        )
    actor = min(actor for actor in move.actors if actor != Actor.SYSTEM or len(move.actors) == 1)

    make(application, move, PEOPLE[actor](application))

    told = InboxItem.objects.of(application.applicant)
    assert told.count() == (0 if move.name in QUIET else 1)
    for item in told:
        assert application.reference in item.subject + item.body
        assert bool(re.search("[一-鿿]", item.subject)) is (language == "zh-hans")


def test_submit_opens_the_bill_and_tells_what_to_pay():
    application = ApplicationFactory(complete=True)

    lifecycle.submit(application, by=application.applicant)

    assert application.status == Status.SUBMITTED
    assert application.bill.fen == application.intake.fee_fen
    assert application.bill.payer == application.applicant
    assert application.fee_settled_at is None
    assert (
        InboxItem.objects.get(user=application.applicant).link
        == application.bill.get_absolute_url()
    )


def test_submit_without_a_fee_enters_the_queue_at_once():
    application = ApplicationFactory(complete=True, intake__fee_fen=0)

    lifecycle.submit(application, by=application.applicant)

    assert application.status == Status.QUEUED
    assert application.fee_basis == FeeBasis.NONE
    assert [change.move for change in application.changes.all()] == ["submit", "queue"]
    assert not Bill.objects.exists()


def test_submit_refuses_what_is_incomplete():
    application = ApplicationFactory()

    with pytest.raises(lifecycle.Incomplete) as refusal:
        lifecycle.submit(application, by=application.applicant)

    assert refusal.value.step == "basic-information"
    application.refresh_from_db()
    assert application.status == Status.DRAFT


def test_submit_refuses_a_closed_intake():
    application = ApplicationFactory(complete=True)
    after = application.intake.closes_at

    with pytest.raises(lifecycle.IntakeClosed):
        lifecycle.submit(application, by=application.applicant, now=after)

    assert not Bill.objects.exists()


def test_a_refused_verb_leaves_the_object_as_it_was():
    application = ApplicationFactory(complete=True, status=Status.QUEUED)

    with pytest.raises(lifecycle.MoveNotAllowed):
        lifecycle.take(application, by=application.applicant)

    assert application.status == Status.QUEUED
    assert application.owner is None


def test_submitting_twice_opens_one_bill():
    application = ApplicationFactory(complete=True)
    lifecycle.submit(application, by=application.applicant)

    with pytest.raises(lifecycle.MoveNotAllowed):
        lifecycle.submit(application, by=application.applicant)

    assert Bill.objects.count() == 1


def test_waiving_the_fee_queues_the_application():
    application = ApplicationFactory(complete=True)
    lifecycle.submit(application, by=application.applicant)
    finance = UserFactory(finance=True)

    payments.waive(application.bill, by=finance, reason="Partner university")

    application.refresh_from_db()
    assert application.status == Status.QUEUED
    assert application.fee_basis == FeeBasis.WAIVED
    assert application.changes.last().by == finance


def test_withdrawing_closes_the_bill_and_can_be_undone_for_a_while():
    application = ApplicationFactory(complete=True)
    lifecycle.submit(application, by=application.applicant)

    lifecycle.withdraw(application, by=application.applicant)
    application.bill.refresh_from_db()
    assert application.bill.status == BillStatus.CLOSED

    lifecycle.undo_withdraw(application, by=application.applicant)
    application.bill.refresh_from_db()
    assert (application.status, application.bill.status) == (Status.SUBMITTED, BillStatus.OPEN)


def test_withdrawing_cannot_be_undone_later():
    application = ApplicationFactory(complete=True)
    lifecycle.withdraw(application, by=application.applicant)

    with pytest.raises(lifecycle.MoveNotAllowed):
        lifecycle.undo_withdraw(
            application, by=application.applicant, now=timezone.now() + timedelta(minutes=16)
        )


def test_references_count_within_a_year_of_entry():
    first, second = ApplicationFactory(), ApplicationFactory()
    offering = first.offering
    newcomer = UserFactory()

    application = lifecycle.start(offering, by=newcomer, guidelines=None)
    other = lifecycle.start(second.offering, by=newcomer, guidelines=None)

    assert application.reference == f"RX-{offering.intake.year}-000001"
    assert other.reference == f"RX-{second.intake.year}-000002"


def test_a_second_live_application_in_one_intake_is_refused_with_the_first():
    first = ApplicationFactory()

    with pytest.raises(lifecycle.AlreadyApplied) as refusal:
        lifecycle.start(first.offering, by=first.applicant, guidelines=None)

    assert refusal.value.application == first
