"""What happened to an application, in the office's words: its moves, and decisions prepared."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.models import Application, Decision, StatusChange

_SAID = {
    "submit": gettext_lazy("Submitted by the applicant"),
    "queue": gettext_lazy("Fee settled, in the queue"),
    "take": gettext_lazy("Taken by %(by)s"),
    "put_back": gettext_lazy("Put back into the queue by %(by)s"),
    "return_for_revision": gettext_lazy("Returned for revision by %(by)s"),
    "resubmit": gettext_lazy("Changes sent back by the applicant"),
    "admit": gettext_lazy("Admitted by %(by)s"),
    "refuse": gettext_lazy("Not admitted, decided by %(by)s"),
    "waitlist": gettext_lazy("Put on the waiting list by %(by)s"),
    "withdraw": gettext_lazy("Withdrawn by the applicant"),
    "undo_withdraw": gettext_lazy("Withdrawal taken back by the applicant"),
    "expire": gettext_lazy("Closed by the system"),
    "reopen": gettext_lazy("Opened again by %(by)s"),
}


def sentence(change: StatusChange) -> str:
    """``Taken by Zhou Min``."""
    said = _SAID.get(change.move)
    return str(said) % {"by": change.by or _("the system")} if said else change.move


@dataclass(frozen=True)
class Event:
    """One line of the history."""

    at: datetime
    said: str
    reason: str = ""


def told(application: Application) -> list[Event]:
    """Everything that happened, the latest first."""
    moves = [Event(one.at, sentence(one), one.reason) for one in application.changes.all()]
    prepared = [Event(one.prepared_at, _prepared(one)) for one in application.decisions.all()]
    return sorted([*prepared, *moves], key=lambda event: event.at)[::-1]


def _prepared(decision: Decision) -> str:
    return _("Decision prepared by %(by)s: %(outcome)s") % {
        "by": decision.prepared_by,
        "outcome": decision.get_outcome_display(),
    }
