"""What has happened to an application, where it is now, and what comes: at most seven entries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from applications import rules
from applications.models import Application, StatusChange
from applications.standing import Standing, Turn
from applications.status import FeeBasis, Status
from portal import times
from portal.templatetags.ruxue import yuan

LONGEST = 7
# What these moves began is said under "now" as long as it lasts.
_IS_NOW = {
    "take": Status.IN_REVIEW,
    "return_for_revision": Status.RETURNED,
    "waitlist": Status.WAITLISTED,
}


@dataclass(frozen=True)
class Entry:
    """One dot on the line.  ``state`` is done, now-you, now-us or ahead."""

    title: str
    state: str
    note: str = ""
    url: str = ""
    link: str = ""


def timeline(application: Application, stands: Standing) -> list[Entry]:
    """The line from the first move to the decision."""
    rest = [] if stands.turn == Turn.NOBODY else [*_now(application), *_ahead(application)]
    done = [
        entry
        for change in _that_count(list(application.changes.all()))
        if (entry := _done(application, change))
    ]
    # What was long ago gives way; where it began stays.
    room = LONGEST - len(rest)
    if len(done) > room:
        done = [done[0], *done[-(room - 1) :]]
    return [*done, *rest]


def _that_count(changes: Sequence[StatusChange]) -> list[StatusChange]:
    """Without what was undone: a withdrawal taken back, a file put back into the queue."""
    undone = {"undo_withdraw": "withdraw", "put_back": "take"}
    kept: list[StatusChange] = []
    for change in changes:
        if kept and kept[-1].move == undone.get(change.move):
            kept.pop()
        elif change.move not in undone:
            kept.append(change)
    return kept


def _done(application: Application, change: StatusChange) -> Entry | None:
    if change.move == "queue":
        return _fee(application, change)
    if _IS_NOW.get(change.move) == application.status:
        return None
    titles = {
        "submit": _("Submitted"),
        "take": _("Read by the admissions office"),
        "return_for_revision": _("Changes asked for"),
        "resubmit": _("Changes sent back"),
        "admit": _("Decision: admitted"),
        "refuse": _("Decision: not admitted"),
        "waitlist": _("Put on the waiting list"),
        "withdraw": _("Withdrawn by you"),
        "expire": _("Closed"),
        "reopen": _("Opened again"),
    }
    return Entry(titles.get(change.move, change.move), "done", times.instant(change.at))


def _fee(application: Application, change: StatusChange) -> Entry | None:
    if application.fee_basis == FeeBasis.NONE or application.bill is None:
        return None
    if application.fee_basis == FeeBasis.WAIVED:
        return Entry(_("Fee waived"), "done", times.instant(change.at))
    return Entry(
        _("Fee paid, %(amount)s") % {"amount": yuan(application.bill.fen)},
        "done",
        times.instant(change.at),
        reverse("payments:receipt", args=[application.bill.key]),
        pgettext("payment", "Receipt"),
    )


def _now(application: Application) -> list[Entry]:
    status = application.status
    if status == Status.DRAFT:
        return [_yours(_("With you: fill in and submit"), application.intake.closes_at)]
    if status == Status.SUBMITTED and application.bill:
        return [_yours(_("With you: pay the fee"), application.bill.due_at)]
    if status == Status.RETURNED:
        return [_asked_for(application)]
    titles = {
        Status.QUEUED: _("In the queue"),
        Status.IN_REVIEW: _("With the admissions office"),
        Status.WAITLISTED: _("On the waiting list"),
    }
    texts = {
        Status.QUEUED: _("the office reads in the order in which fees arrived"),
        Status.IN_REVIEW: _("your application is being read"),
        Status.WAITLISTED: _("we write to you as soon as a place is free"),
    }
    if status in titles:
        return [Entry(titles[Status(status)], "now-us", texts[Status(status)])]
    return []


def _yours(title: str, until: datetime) -> Entry:
    return Entry(title, "now-you", _("until %(instant)s") % {"instant": times.beijing(until)})


def _asked_for(application: Application) -> Entry:
    request = application.open_request
    if request is None:
        return Entry(_("With you: changes asked for"), "now-you")
    count = len(request.wanted)
    return _yours(
        ngettext(
            "With you: %(count)s change asked for", "With you: %(count)s changes asked for", count
        )
        % {"count": count},
        request.due_at,
    )


def _ahead(application: Application) -> list[Entry]:
    fee = Entry(_("Application fee"), "ahead", _("due after you submit"))
    reading = Entry(_("The office reads your application"), "ahead")
    again = Entry(_("The office reads it again"), "ahead", _("no further fee is due"))
    decision = Entry(_("Decision"), "ahead", _("by mail and on this page"))
    lines = {
        Status.DRAFT: [*([fee] if rules.fee_is_due(application) else []), reading, decision],
        Status.SUBMITTED: [reading, decision],
        Status.QUEUED: [reading, decision],
        Status.RETURNED: [again, decision],
        Status.IN_REVIEW: [decision],
        Status.WAITLISTED: [decision],
    }
    return lines.get(Status(application.status), [])
