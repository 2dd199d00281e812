"""The verbs of an application.  Nothing else assigns its status.

Locks are taken in the order Bill, Payment, Application: a verb that needs the bill locks it first.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from applications import notices, rules, status
from applications.deciding import NotReleasable, drop_prepared, prepare, release
from applications.editing import editing
from applications.models import (
    Application,
    Guidelines,
    Intake,
    Offering,
    PaperKind,
    ReferenceCounter,
    RevisionRequest,
)
from applications.moving import MoveNotAllowed, ReasonMissing, moving, tell
from applications.status import FeeBasis, Status
from applications.wizard import changing, flow
from notifications.telling import notify
from payments import lifecycle as payments
from portal.queue import enqueue

__all__ = [
    "AlreadyApplied",
    "Incomplete",
    "IntakeClosed",
    "MoveNotAllowed",
    "NotReleasable",
    "ReasonMissing",
    "change_offering",
    "expire",
    "prepare",
    "put_back",
    "queue",
    "release",
    "reopen",
    "resubmit",
    "return_for_revision",
    "start",
    "submit",
    "take",
    "undo_withdraw",
    "withdraw",
]


class IntakeClosed(Exception):  # noqa: N818 - a refusal is a fact
    """The intake does not take applications at this moment."""


class AlreadyApplied(Exception):  # noqa: N818 - a refusal is a fact
    """This person has a live application in this intake; ``application`` is it."""

    def __init__(self, application: Application) -> None:
        super().__init__(application.reference)
        self.application = application


class Incomplete(Exception):  # noqa: N818 - a refusal is a fact
    """Something is missing; ``step`` is the slug of the first step that is not complete."""

    def __init__(self, step: str) -> None:
        super().__init__(step)
        self.step = step


def start(
    offering: Offering, *, by: User, guidelines: Guidelines | None, now: datetime | None = None
) -> Application:
    """Begin a draft for this offering.  Raises IntakeClosed or AlreadyApplied."""
    if not rules.can_apply(offering, now):
        raise IntakeClosed(offering.intake.code)
    if existing := rules.live_application(by, offering.intake):
        raise AlreadyApplied(existing)
    with _one_of_the_intake(by, offering.intake), transaction.atomic():
        return Application.objects.create(
            reference=_next_reference(offering.intake.year),
            applicant=by,
            intake=offering.intake,
            offering=offering,
            guidelines=guidelines,
            created_at=now or timezone.now(),
        )


def change_offering(
    application: Application, offering: Offering, *, by: User, now: datetime | None = None
) -> None:
    """Let a draft be for another programme; what was typed stays.

    Raises Locked, IntakeClosed or AlreadyApplied.
    """
    if not rules.can_apply(offering, now):
        raise IntakeClosed(offering.intake.code)
    other = rules.live_application(by, offering.intake)
    if other and other.pk != application.pk:
        raise AlreadyApplied(other)
    with (
        _one_of_the_intake(by, offering.intake),
        editing(application, lambda it: it.is_editable, by=by),
    ):
        changing.carry_over(application, offering)


@contextmanager
def _one_of_the_intake(by: User, intake: Intake) -> Iterator[None]:
    """Of two at once the database keeps one; the other learns of it.  Raises AlreadyApplied."""
    try:
        yield
    except IntegrityError:
        if existing := rules.live_application(by, intake):
            raise AlreadyApplied(existing) from None
        raise


def _next_reference(year: int) -> str:
    ReferenceCounter.objects.get_or_create(year=year)
    counter = ReferenceCounter.objects.select_for_update().get(year=year)
    counter.last += 1
    counter.save()
    return f"{settings.REFERENCE_PREFIX}-{year}-{counter.last:06}"


def submit(application: Application, *, by: User, now: datetime | None = None) -> None:
    """Lock the answers, open the bill for the fee and tell the applicant what to pay.

    Where the intake has no fee, the application enters the queue in the same transaction.
    Raises Incomplete, IntakeClosed or MoveNotAllowed.
    """
    with transaction.atomic():
        with moving(application, status.SUBMIT, by=by, now=now) as at:
            if not application.intake.is_open(at):
                raise IntakeClosed(application.intake.code)
            if missing := flow.first_incomplete(application):
                raise Incomplete(missing.slug)
            application.submitted_at = at
            # From here on the office may ask future applicants otherwise, not this one.
            application.questions = application.intake.questions
            application.required_documents = flow.required_documents(application)
            if rules.fee_is_due(application):
                _ask_for_fee(application, at)
            enqueue("applications.tasks.make_pdf", application.pk, PaperKind.FORM.value)
        if not rules.fee_is_due(application):
            queue(application, by=None, basis=FeeBasis.NONE, now=now)


def _ask_for_fee(application: Application, at: datetime) -> None:
    programme = application.offering.programme
    application.bill = payments.open_bill(
        payer=application.applicant,
        fen=application.intake.fee_fen,
        title_en=f"Application fee, {programme.name_en} ({application.reference})",
        title_zh=f"报名费：{programme.name_zh}（{application.reference}）",
        return_path=application.get_absolute_url(),
        due_at=rules.payment_due_at(application.intake, at),
    )
    notify(
        notices.SUBMITTED,
        to=application.applicant,
        link=application.bill.get_absolute_url(),
        application=application,
        bill=application.bill,
    )


def queue(
    application: Application, *, by: User | None, basis: FeeBasis, now: datetime | None = None
) -> None:
    """The fee is settled: hand the application to the office.  Raises MoveNotAllowed."""
    bill = application.bill
    with moving(application, status.QUEUE, by=by, now=now) as at:
        application.fee_settled_at = at
        application.fee_basis = basis
        if basis == FeeBasis.NONE:
            tell(notices.QUEUED, application)
        else:
            settled = notices.FEE_RECEIVED if basis == FeeBasis.PAID else notices.FEE_WAIVED
            tell(settled, application, bill=bill)


def take(application: Application, *, by: User, now: datetime | None = None) -> None:
    """Give the file an owner.  Raises MoveNotAllowed."""
    with moving(application, status.TAKE, by=by, now=now):
        application.owner = by


def put_back(application: Application, *, by: User, now: datetime | None = None) -> None:
    """Back into the queue, for anybody.  Raises MoveNotAllowed."""
    with moving(application, status.PUT_BACK, by=by, now=now) as at:
        drop_prepared(application, at=at)
        application.owner = None


def return_for_revision(
    application: Application, *, by: User, request: RevisionRequest, now: datetime | None = None
) -> None:
    """Ask the applicant to change what ``request`` names.

    ``request`` is unsaved, with its unsaved items in ``request.new_items``: both are written here,
    so that nothing is open before the applicant is told.  Raises MoveNotAllowed.
    """
    with moving(application, status.RETURN, by=by, now=now) as at:
        request.application, request.asked_by, request.asked_at = application, by, at
        request.save()
        for item in getattr(request, "new_items", ()):
            item.request = request
            item.save()
        drop_prepared(application, at=at)
        application.owner = by
        tell(notices.RETURNED, application, request=request)


def resubmit(application: Application, *, by: User, now: datetime | None = None) -> None:
    """Send the changes back to the office.  Raises Incomplete or MoveNotAllowed."""
    with moving(application, status.RESUBMIT, by=by, now=now) as at:
        if missing := flow.first_incomplete(application):
            raise Incomplete(missing.slug)
        application.revision_requests.filter(answered_at__isnull=True).update(answered_at=at)
        tell(notices.ANSWERED, application)
        enqueue("applications.tasks.make_pdf", application.pk, PaperKind.FORM.value)


@contextmanager
def _with_bill(application: Application) -> Iterator[None]:
    """Lock the bill before the application, as everybody does."""
    with transaction.atomic():
        if application.bill:
            payments.lock_bill(application.bill)
        yield


def withdraw(application: Application, *, by: User, now: datetime | None = None) -> None:
    """The applicant gives up; an open bill is closed.  Raises MoveNotAllowed."""
    with _with_bill(application), moving(application, status.WITHDRAW, by=by, now=now) as at:
        if application.bill:
            payments.close_bill(application.bill)
        tell(notices.WITHDRAWN, application, undo_until=at + rules.UNDO_WITHDRAW_FOR)


def undo_withdraw(application: Application, *, by: User, now: datetime | None = None) -> None:
    """Back to where it was, within 15 minutes.  Raises MoveNotAllowed or AlreadyApplied."""
    withdrawal = rules.undoable_withdrawal(application, now)
    if withdrawal is None:
        raise MoveNotAllowed("undo_withdraw after 15 minutes")
    if other := rules.live_application(application.applicant, application.intake):
        raise AlreadyApplied(other)
    before = Status(withdrawal.source)
    with _with_bill(application):
        with moving(application, status.UNDO_WITHDRAW, by=by, to=before, now=now):
            if before == Status.SUBMITTED and application.bill:
                payments.reopen_bill(application.bill, due_at=application.bill.due_at)
            tell(notices.RESTORED, application)
        _use_late_payment(application)


def _use_late_payment(application: Application) -> None:
    """Money that arrived while the application was closed pays its fee now that it is open."""
    if application.bill and application.fee_settled_at is None:
        payments.use_late_payment(application.bill)
        application.refresh_from_db()


def expire(application: Application, *, cause: str, now: datetime | None = None) -> None:
    """Close what was not submitted or not paid in time.  Raises MoveNotAllowed."""
    with (
        _with_bill(application),
        moving(application, status.EXPIRE, by=None, reason=cause, now=now),
    ):
        if application.bill:
            payments.close_bill(application.bill)
        tell(notices.EXPIRED, application, cause=cause)


def reopen(application: Application, *, by: User, reason: str, now: datetime | None = None) -> None:
    """Open a closed application again, as far as its fee allows.  Raises MoveNotAllowed."""
    to = _reopened(application)
    with _with_bill(application):
        with moving(application, status.REOPEN, by=by, to=to, reason=reason, now=now) as at:
            if application.bill and application.fee_settled_at is None:
                payments.reopen_bill(
                    application.bill, due_at=rules.payment_due_at(application.intake, at)
                )
            drop_prepared(application, at=at)
            application.decided_at = None
            tell(notices.REOPENED, application, reason=reason)
        _use_late_payment(application)


def _reopened(application: Application) -> Status:
    if application.fee_settled_at:
        return Status.IN_REVIEW
    return Status.SUBMITTED if application.bill else Status.DRAFT
