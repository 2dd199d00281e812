"""The one shape of every verb: lock, check, change, record, tell."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from applications import rules
from applications.models import Application, StatusChange
from applications.status import Move, Status
from notifications.notice import Notice
from notifications.telling import notify


class MoveNotAllowed(Exception):  # noqa: N818 - a refusal is a fact
    """This move cannot be made now, or not by this person."""


class ReasonMissing(Exception):  # noqa: N818 - a refusal is a fact
    """This move has to be explained."""


@contextmanager
def moving(
    application: Application,
    move: Move,
    *,
    by: User | None,
    to: Status | None = None,
    reason: str = "",
    now: datetime | None = None,
) -> Iterator[datetime]:
    """Lock the row, refuse what the table does not allow, run the body, then record and save.

    Yields the instant of the move.  The status is set after the body, so that a refused verb
    leaves the object as it was.  ``to`` chooses where a move has several targets.
    Raises MoveNotAllowed or ReasonMissing.
    """
    at = now or timezone.now()
    with transaction.atomic():
        lock(application)
        target = to or move.target
        check(application, move, by=by, to=target, reason=reason)
        yield at
        StatusChange.objects.create(
            application=application,
            move=move.name,
            source=application.status,
            target=target,
            by=by,
            reason=reason,
            at=at,
        )
        application.status = target
        application.save()


def lock(application: Application) -> None:
    """Read the row afresh and lock it until the transaction ends."""
    application.refresh_from_db(from_queryset=Application.objects.locked())


def check(
    application: Application, move: Move, *, by: User | None, to: Status, reason: str = ""
) -> None:
    """Refuse what the table does not allow.  Raises MoveNotAllowed or ReasonMissing."""
    if application.status not in move.sources or to not in move.targets:
        raise MoveNotAllowed(f"{move.name} from {application.status}")
    if not rules.may(by, move, application):
        raise MoveNotAllowed(f"{move.name} by {by}")
    if move.needs_reason and not reason.strip():
        raise ReasonMissing(move.name)


def tell(notice: Notice, application: Application, **context: object) -> None:
    """Tell the applicant; delivered after the commit."""
    notify(
        notice,
        to=application.applicant,
        link=application.get_absolute_url(),
        application=application,
        **context,
    )
