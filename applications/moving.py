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
        application.refresh_from_db(
            from_queryset=Application.objects.select_for_update(of=("self",))
        )
        target = to or move.target
        if application.status not in move.sources or target not in move.targets:
            raise MoveNotAllowed(f"{move.name} from {application.status}")
        if not rules.may(by, move, application):
            raise MoveNotAllowed(f"{move.name} by {by}")
        if move.needs_reason and not reason.strip():
            raise ReasonMissing(move.name)
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
