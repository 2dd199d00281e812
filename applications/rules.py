"""Questions about applications that write nothing."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_noop

from accounts.models import User
from applications.models import (
    Application,
    Decision,
    DocumentRequirement,
    Intake,
    Offering,
    Photo,
    RevisionItem,
    StatusChange,
)
from applications.status import LIVE, PERMISSION, WITHDRAW, Actor, Move, Status

# Why an application expired; said to the applicant in their language.
NOT_SUBMITTED = gettext_noop("the intake closed before submission")
NOT_PAID = gettext_noop("the fee was not paid in time")
UNDO_WITHDRAW_FOR = timedelta(minutes=15)
DOCUMENTS = "documents"  # the step of the uploads


def may(user: User | None, move: Move, application: Application) -> bool:
    """Whether this person is one of those who make this move.  None stands for the system."""
    if user is None:
        return Actor.SYSTEM in move.actors
    if Actor.APPLICANT in move.actors and application.applicant_id == user.pk:
        return True
    return any(
        actor in move.actors and user.is_staff and user.has_perm(permission)
        for actor, permission in PERMISSION.items()
    )


def live_application(user: User, intake: Intake) -> Application | None:
    """The application this person already has in this intake, if it is still going somewhere."""
    return Application.objects.of(user).filter(intake=intake, status__in=LIVE).first()


def can_apply(offering: Offering, now: datetime | None = None) -> bool:
    """Whether this offering takes applications at this moment."""
    return offering.intake.is_open(now)


def payment_due_at(intake: Intake, now: datetime) -> datetime:
    """Until when the fee of an application submitted now may be paid; may lie after closing."""
    return now + timedelta(days=intake.payment_days)


def fee_is_due(application: Application) -> bool:
    """Whether this application's intake asks for a fee."""
    return application.intake.fee_fen > 0


def undoable_withdrawal(
    application: Application, now: datetime | None = None
) -> StatusChange | None:
    """The withdrawal that can still be undone: the last move, a moment ago."""
    last = application.changes.last()
    if last is None or last.move != WITHDRAW.name:
        return None
    return last if (now or timezone.now()) - last.at < UNDO_WITHDRAW_FOR else None


def photo_waits(application: Application) -> bool:
    """Whether somebody of the office has still to look at the photo."""
    photo: Photo | None = getattr(application, "photo", None)
    return photo is not None and photo.waits_for_a_look


def decision_of(application: Application) -> Decision | None:
    """What was decided and still counts.  What is only prepared is nobody's to read yet."""
    if application.decided_at is None:
        return None
    return application.decisions.filter(released_at__isnull=False).first()


def open_items(application: Application) -> list[RevisionItem]:
    """What the office wants changed at this moment."""
    if application.status != Status.RETURNED:
        return []
    return list(
        RevisionItem.objects.filter(
            request__application=application, request__answered_at__isnull=True
        ).select_related("requirement")
    )


def can_edit_step(application: Application, slug: str) -> bool:
    """Whether the answers of this step may change: in a draft, or where the office asks for it."""
    return application.is_editable or any(item.step == slug for item in open_items(application))


def can_edit_slot(application: Application, requirement: DocumentRequirement) -> bool:
    """Whether the files of this document may change."""
    return application.is_editable or any(
        item.requirement_id == requirement.pk or item.step == DOCUMENTS
        for item in open_items(application)
    )
