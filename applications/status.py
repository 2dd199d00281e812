"""Every status of an application, every move between them, and who may make it."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_stubs_ext import StrPromise


class Status(TextChoices):
    """Where an application stands, in the words an applicant reads."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Fee due")
    QUEUED = "queued", _("In the queue")
    IN_REVIEW = "in_review", _("In review")
    RETURNED = "returned", _("Returned for revision")
    WAITLISTED = "waitlisted", _("On the waiting list")
    ADMITTED = "admitted", _("Admitted")
    REFUSED = "refused", _("Not admitted")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Expired")


class FeeBasis(TextChoices):
    """Why the fee counts as settled."""

    PAID = "paid", _("Paid")
    WAIVED = "waived", _("Waived")
    NONE = "none", _("No fee")


class Actor(TextChoices):
    """Who makes a move."""

    APPLICANT = "applicant", _("applicant")
    OFFICER = "officer", _("officer")
    FINANCE = "finance", _("finance")
    ADMINISTRATOR = "administrator", _("administrator")
    SYSTEM = "system", _("system")


# The permission that makes a member of the office an actor.
PERMISSION = {
    Actor.OFFICER: "applications.review_application",
    Actor.FINANCE: "payments.waive_bill",
    Actor.ADMINISTRATOR: "applications.reopen_application",
}

EDITABLE = frozenset({Status.DRAFT})
REVIEWED = frozenset(
    {
        Status.QUEUED,
        Status.IN_REVIEW,
        Status.RETURNED,
        Status.WAITLISTED,
        Status.ADMITTED,
        Status.REFUSED,
    }
)
# Where a decision can be prepared and released.
DECIDABLE = frozenset({Status.IN_REVIEW, Status.WAITLISTED})
FINAL = frozenset({Status.ADMITTED, Status.REFUSED, Status.WITHDRAWN, Status.EXPIRED})
# One person has at most one application of these in one intake.
LIVE = frozenset(Status) - {Status.REFUSED, Status.WITHDRAWN, Status.EXPIRED}


@dataclass(frozen=True)
class Tone:
    """How a status looks: the voice of its badge and the sign beside its word."""

    voice: str
    icon: str = ""


TONES = {
    Status.DRAFT: Tone("ochre", "pen"),
    Status.SUBMITTED: Tone("ochre", "clock"),
    Status.QUEUED: Tone("river"),
    Status.IN_REVIEW: Tone("river"),
    Status.RETURNED: Tone("ochre", "pen"),
    Status.WAITLISTED: Tone("river"),
    Status.ADMITTED: Tone("jade", "check"),
    Status.REFUSED: Tone("grey"),
    Status.WITHDRAWN: Tone("grey"),
    Status.EXPIRED: Tone("grey"),
}


@dataclass(frozen=True)
class Move:
    """One thing that can happen to an application.

    ``targets`` has one status, or several among which the verb chooses.  ``verb`` is the function
    of the life cycle that makes it.
    """

    name: str
    label: StrPromise
    actors: frozenset[Actor]
    sources: frozenset[Status]
    targets: frozenset[Status]
    verb: str
    needs_reason: bool = False

    @property
    def target(self) -> Status:
        """The one status it leads to."""
        (target,) = self.targets
        return target


def _move(
    name: str,
    label: StrPromise,
    actors: set[Actor],
    sources: set[Status],
    targets: set[Status],
    *,
    verb: str = "",
    needs_reason: bool = False,
) -> Move:
    return Move(
        name,
        label,
        frozenset(actors),
        frozenset(sources),
        frozenset(targets),
        verb or name,
        needs_reason,
    )


S, A = Status, Actor

SUBMIT = _move("submit", _("Submit"), {A.APPLICANT}, {S.DRAFT}, {S.SUBMITTED})
QUEUE = _move("queue", _("Queue"), {A.SYSTEM, A.FINANCE}, {S.SUBMITTED}, {S.QUEUED})
TAKE = _move("take", _("Take"), {A.OFFICER}, {S.QUEUED}, {S.IN_REVIEW})
PUT_BACK = _move("put_back", _("Put back"), {A.OFFICER}, {S.IN_REVIEW}, {S.QUEUED})
RETURN = _move(
    "return_for_revision",
    _("Return for revision"),
    {A.OFFICER},
    {S.QUEUED, S.IN_REVIEW},
    {S.RETURNED},
)
RESUBMIT = _move("resubmit", _("Send back"), {A.APPLICANT}, {S.RETURNED}, {S.QUEUED})
# A decision is released; each outcome is a move of its own.
ADMIT = _move("admit", _("Admit"), {A.OFFICER}, set(DECIDABLE), {S.ADMITTED}, verb="release")
REFUSE = _move(
    "refuse",
    pgettext_lazy("decision", "Refuse"),
    {A.OFFICER},
    set(DECIDABLE),
    {S.REFUSED},
    verb="release",
    needs_reason=True,
)
WAITLIST = _move(
    "waitlist",
    _("Put on the waiting list"),
    {A.OFFICER},
    {S.IN_REVIEW},
    {S.WAITLISTED},
    verb="release",
)
WITHDRAW = _move(
    "withdraw",
    _("Withdraw"),
    {A.APPLICANT},
    {S.DRAFT, S.SUBMITTED, S.QUEUED, S.IN_REVIEW, S.RETURNED, S.WAITLISTED},
    {S.WITHDRAWN},
)
UNDO_WITHDRAW = _move(
    "undo_withdraw", _("Undo"), {A.APPLICANT}, {S.WITHDRAWN}, set(WITHDRAW.sources)
)
EXPIRE = _move("expire", _("Expire"), {A.SYSTEM}, {S.DRAFT, S.SUBMITTED}, {S.EXPIRED})
REOPEN = _move(
    "reopen",
    _("Reopen"),
    {A.ADMINISTRATOR},
    {S.REFUSED, S.WITHDRAWN, S.EXPIRED, S.ADMITTED},
    {S.IN_REVIEW, S.SUBMITTED, S.DRAFT},
    needs_reason=True,
)

MOVES = (
    SUBMIT,
    QUEUE,
    TAKE,
    PUT_BACK,
    RETURN,
    RESUBMIT,
    ADMIT,
    REFUSE,
    WAITLIST,
    WITHDRAW,
    UNDO_WITHDRAW,
    EXPIRE,
    REOPEN,
)
