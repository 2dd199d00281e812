"""A decision is prepared first and released later, often by somebody else.

Preparing changes no status and tells nobody.  What is released is exactly the row that was
prepared; the life cycle passes both verbs on.
"""

from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from applications import notices, reasons, rules, status
from applications.models import Application, Decision, Outcome, PaperKind
from applications.moving import MoveNotAllowed, check, lock, moving, tell
from applications.status import Move
from notifications.notice import Notice
from portal.queue import enqueue


class Consequence(NamedTuple):
    """What releasing an outcome does."""

    move: Move
    notice: Notice
    paper: PaperKind | None = None


CONSEQUENCES = {
    Outcome.ADMIT: Consequence(status.ADMIT, notices.ADMITTED, PaperKind.ADMISSION_NOTICE),
    Outcome.REFUSE: Consequence(status.REFUSE, notices.REFUSED),
    Outcome.WAITLIST: Consequence(status.WAITLIST, notices.WAITLISTED),
}


class Obstacle(TextChoices):
    """Why a decision cannot be released now, or not by this person."""

    NOTHING_PREPARED = "nothing_prepared", _("No decision is prepared.")
    ELSEWHERE = "elsewhere", _("The application has gone elsewhere meanwhile.")
    SECOND_PERSON = (
        "second_person",
        _("You have prepared it; with this reason a second person releases it."),
    )
    TOO_EARLY = "too_early", _("It is meant to be released on a later day.")
    PHOTO = (
        "photo",
        _(
            "The photo waits to be looked at. Accept it with a reason, or return the application "
            "for another photo."
        ),
    )


class NotReleasable(MoveNotAllowed):
    """The decision stays what it is: prepared, or gone.  ``obstacle`` says why."""

    def __init__(self, obstacle: Obstacle) -> None:
        super().__init__(str(obstacle.value))
        self.obstacle = obstacle


def prepared(application: Application) -> Decision | None:
    """The decision that waits to be released."""
    return (
        Decision.objects.prepared()
        .filter(application=application)
        .select_related("application", "prepared_by")
        .first()
    )


def obstacle(
    decision: Decision | None, *, by: User, now: datetime | None = None
) -> Obstacle | None:
    """What keeps this person from releasing it now."""
    if decision is None or decision.released_at or decision.dropped_at:
        return Obstacle.NOTHING_PREPARED
    if decision.application.status not in CONSEQUENCES[Outcome(decision.outcome)].move.sources:
        return Obstacle.ELSEWHERE
    if decision.reason_code in reasons.SECOND_PERSON and decision.prepared_by_id == by.pk:
        return Obstacle.SECOND_PERSON
    if decision.release_at and decision.release_at > (now or timezone.now()):
        return Obstacle.TOO_EARLY
    return photo_obstacle(decision.application, Outcome(decision.outcome))


def photo_obstacle(application: Application, outcome: Outcome) -> Obstacle | None:
    """Nobody is admitted with a photo of which nobody has said that it can be used."""
    is_held = outcome == Outcome.ADMIT and rules.photo_waits(application)
    return Obstacle.PHOTO if is_held else None


def prepare(
    application: Application,
    *,
    by: User,
    outcome: Outcome,
    reason_en: str = "",
    reason_zh: str = "",
    reason_code: str = "",
    release_at: datetime | None = None,
    now: datetime | None = None,
) -> Decision:
    """Write down a decision that waits to be released; one that waited before is dropped.

    Raises MoveNotAllowed, NotReleasable or ReasonMissing, as releasing it would.
    """
    at = now or timezone.now()
    move = CONSEQUENCES[outcome].move
    with transaction.atomic():
        lock(application)
        check(application, move, by=by, to=move.target, reason=reason_en or reason_zh)
        if why := photo_obstacle(application, outcome):
            raise NotReleasable(why)
        drop_prepared(application, at=at)
        return Decision.objects.create(
            application=application,
            outcome=outcome,
            reason_code=reason_code,
            reason_en=reason_en,
            reason_zh=reason_zh,
            prepared_by=by,
            prepared_at=at,
            release_at=release_at,
        )


def drop_prepared(application: Application, *, at: datetime) -> None:
    """What was prepared no longer counts.  The row stays, for whoever asks what was meant."""
    application.decisions.filter(released_at__isnull=True, dropped_at__isnull=True).update(
        dropped_at=at
    )


def release(decision: Decision, *, by: User, now: datetime | None = None) -> None:
    """Make a prepared decision one, and tell the applicant that there is a result.

    Raises NotReleasable, MoveNotAllowed.
    """
    application = decision.application
    move, notice, paper = CONSEQUENCES[Outcome(decision.outcome)]
    reason = (decision.reason_en or decision.reason_zh) if move.needs_reason else ""
    with moving(application, move, by=by, reason=reason, now=now) as at:
        # Whoever prepares another one holds the same lock.
        decision.refresh_from_db(fields=("released_at", "dropped_at"))
        if why := obstacle(decision, by=by, now=at):
            raise NotReleasable(why)
        decision.approved_by, decision.released_at = by, at
        decision.save(update_fields=("approved_by", "released_at"))
        application.decided_at = at
        tell(notice, application)
        if paper:
            enqueue("applications.tasks.make_pdf", application.pk, paper.value)
