"""Where an application stands, in one sentence: who acts next, by when, and with which button.

Reads, writes nothing.  Lists call it for every row, so they come from ``rows_of``, which reads what
it asks of related rows for all at once.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, QuerySet, TextChoices, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from applications import rules
from applications.models import (
    Application,
    RevisionItem,
    RevisionRequest,
    StatusChange,
    StepDraft,
    kept,
)
from applications.status import FeeBasis, Status
from applications.wizard import flow
from applications.wizard.bar import BarEntry, step_bar
from portal import times
from portal.templatetags.ruxue import yuan


class Turn(TextChoices):
    """Whose move it is, in the applicant's words."""

    YOU = "you", gettext_lazy("You")
    OFFICE = "office", gettext_lazy("The admissions office")
    NOBODY = "nobody", gettext_lazy("Nobody. This is closed.")


@dataclass(frozen=True)
class Standing:
    """One sentence, who acts next, until when, and the main button if there is one.

    ``steps`` are those of the form, while it is being filled in.
    """

    sentence: str
    turn: Turn
    until: datetime | None = None
    action_label: str = ""
    action_url: str = ""
    steps: Sequence[BarEntry] = ()

    @property
    def is_yours(self) -> bool:
        """Whether the applicant is asked for something."""
        return self.turn == Turn.YOU

    @property
    def complete(self) -> int:
        """How many of the steps are."""
        return sum(step.state == "complete" for step in self.steps)


def rows_of(applications: QuerySet[Application]) -> list[Application]:
    """These, with what the sentences speak of: read for all at once, and only where they do."""
    rows = list(applications.select_related("bill"))
    kept.put_beside(rows)
    editable = [row for row in rows if row.is_editable]
    prefetch_related_objects(editable, Prefetch("drafts", StepDraft.objects.defer("data")))
    prefetch_related_objects([row for row in rows if row.status in _TOLD_BY_HISTORY], "changes")
    returned = [row for row in rows if row.status == Status.RETURNED]
    requests = RevisionRequest.read_for(returned) if returned else {}
    for row in rows:
        row.open_request = requests.get(row.pk)
    return rows


def standing(application: Application, now: datetime | None = None) -> Standing:
    """Where it stands at this moment."""
    return _SAY[Status(application.status)](application, now or timezone.now())


def last_change(application: Application) -> StatusChange | None:
    """The move that brought it where it is."""
    changes = list(application.changes.all())
    return changes[-1] if changes else None


def item_url(application: Application, item: RevisionItem) -> str:
    """The step in which an item of a request is changed."""
    if item.requirement:
        return f"{flow.address(application, flow.DOCUMENTS)}#slot-{item.requirement.code}"
    return flow.address(application, flow.find(item.step) or flow.PRE_REVIEW)


def item_title(item: RevisionItem) -> str:
    """The step or the document that an item of a request is about."""
    if item.requirement:
        return item.requirement.name
    step = flow.find(item.step)
    return str(step.title) if step else item.step


def _draft(application: Application, now: datetime) -> Standing:
    steps, closes_at = step_bar(application), application.intake.closes_at
    if closes_at <= now:
        said = _("The intake closed before this application was submitted.")
        return Standing(said, Turn.NOBODY, steps=steps)
    missing = [step for step in steps if step.state != "complete"]
    if not missing:
        return Standing(
            _("Everything is filled in, but your application is not sent yet."),
            Turn.YOU,
            closes_at,
            _("Go to pre-review and submit"),
            flow.address(application, flow.PRE_REVIEW),
            steps,
        )
    return Standing(
        _not_sent(missing),
        Turn.YOU,
        closes_at,
        _("Continue with %(step)s") % {"step": missing[0].short_title},
        missing[0].url,
        steps,
    )


def _not_sent(missing: Sequence[BarEntry]) -> str:
    left = len(missing)
    if left > _NAMED:
        return ngettext(
            "Your application is not sent yet. %(count)s step is left.",
            "Your application is not sent yet. %(count)s steps are left.",
            left,
        ) % {"count": left}
    return ngettext(
        "Your application is not sent yet. %(count)s step is left: %(steps)s.",
        "Your application is not sent yet. %(count)s steps are left: %(steps)s.",
        left,
    ) % {
        "count": left,
        "steps": _(", ").join(str(step.short_title) for step in missing),
    }


def _submitted(application: Application, now: datetime) -> Standing:
    bill = application.bill
    if bill is None or bill.due_at <= now:
        return Standing(_("The fee was not paid in time."), Turn.NOBODY)
    return Standing(
        _("Submitted. Pay the application fee; we begin after payment."),
        Turn.YOU,
        bill.due_at,
        _("Pay %(amount)s") % {"amount": yuan(bill.fen)},
        bill.get_absolute_url(),
    )


def _queued(application: Application, now: datetime) -> Standing:
    change = last_change(application)
    if change and change.move == "resubmit":
        said = _("Your changes have arrived; they are being checked.")
    elif application.fee_basis == FeeBasis.PAID:
        said = _("Fee received. Your application waits for review.")
    else:
        said = _("Your application waits for review.")
    return Standing(said, Turn.OFFICE)


def _in_review(application: Application, now: datetime) -> Standing:
    return Standing(_("The university is reviewing your application."), Turn.OFFICE)


def _returned(application: Application, now: datetime) -> Standing:
    request = application.open_request
    if request is None:
        return Standing(_("Changes are needed."), Turn.YOU)
    items = request.wanted
    todo = [item for item in items if item.answered_at is None]
    said = ngettext(
        "Please change %(count)s thing by %(day)s. Everything else is fine.",
        "Please change %(count)s things by %(day)s. Everything else is fine.",
        len(items),
    ) % {"count": len(items), "day": times.day_and_month(request.due_at)}
    return Standing(
        said,
        Turn.YOU,
        request.due_at,
        _("Change what was asked") if todo else _("Go to pre-review and send back"),
        item_url(application, todo[0]) if todo else flow.address(application, flow.PRE_REVIEW),
    )


def _waitlisted(application: Application, now: datetime) -> Standing:
    return Standing(
        _("You are on the waiting list. We write to you as soon as a place is free."), Turn.OFFICE
    )


def _admitted(application: Application, now: datetime) -> Standing:
    return Standing(
        _("You are admitted. Congratulations!"),
        Turn.YOU,
        None,
        _("See what to do now"),
        application.get_absolute_url(),
    )


def _refused(application: Application, now: datetime) -> Standing:
    return Standing(_("We cannot offer you a place this time."), Turn.NOBODY)


def _withdrawn(application: Application, now: datetime) -> Standing:
    change = last_change(application)
    if change is None:
        return Standing(_("Withdrawn by you."), Turn.NOBODY)
    until = change.at + rules.UNDO_WITHDRAW_FOR
    if change.move == "withdraw" and now < until:
        return Standing(
            _("Your application is withdrawn. You can undo this until %(time)s Beijing time.")
            % {"time": times.clock(until)},
            Turn.NOBODY,
            until,
        )
    return Standing(_("Withdrawn by you on %(day)s.") % {"day": times.day(change.at)}, Turn.NOBODY)


def _expired(application: Application, now: datetime) -> Standing:
    change = last_change(application)
    if change is None or not change.reason:
        return Standing(_("This application is closed."), Turn.NOBODY)
    # The sweep wrote the cause as one of its own sentences; here it is said in this language.
    return Standing(_("Closed because %(cause)s.") % {"cause": _(change.reason)}, Turn.NOBODY)


# Of these the sentence needs the last move.
_TOLD_BY_HISTORY = (Status.QUEUED, Status.WITHDRAWN, Status.EXPIRED)
_NAMED = 3  # steps that are left are named only when they are few
_SAY: dict[Status, Callable[[Application, datetime], Standing]] = {
    Status.DRAFT: _draft,
    Status.SUBMITTED: _submitted,
    Status.QUEUED: _queued,
    Status.IN_REVIEW: _in_review,
    Status.RETURNED: _returned,
    Status.WAITLISTED: _waitlisted,
    Status.ADMITTED: _admitted,
    Status.REFUSED: _refused,
    Status.WITHDRAWN: _withdrawn,
    Status.EXPIRED: _expired,
}
