"""The landing page: what needs this person now, and what waits for others."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Min, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.models import User
from applications import reading
from applications.admin import desk, history, labels, taking
from applications.admin.filters import (
    EVERY,
    LOOKED_AT,
    MINE,
    NOBODY,
    PREPARED,
    SOMEBODY,
    TO_BE_LOOKED_AT,
)
from applications.models import Application, Decision, Photo, StatusChange
from applications.status import Status
from portal.desk import OTHERS, OURS, Part, Row, Table
from portal.sites import RuxueAdminSite

RECENT = 5
_WAITING = (
    Status.SUBMITTED,
    Status.QUEUED,
    Status.IN_REVIEW,
    Status.RETURNED,
    Status.WAITLISTED,
)
_CAME_BACK = Q(status=Status.QUEUED, owner__isnull=False)
_COUNTED = {
    "untaken": Q(status=Status.QUEUED, owner__isnull=True),
    "came_back": _CAME_BACK,
    "in_review": Q(status=Status.IN_REVIEW),
    "waitlisted": Q(status=Status.WAITLISTED),
    "returned": Q(status=Status.RETURNED),
    "unpaid": Q(status=Status.SUBMITTED),
}


def provide(request: HttpRequest) -> Part:
    """What applications add to the landing page; nothing for those who may not read them."""
    user = desk.officer(request)
    if not user.has_perm("applications.view_application"):
        return Part()
    facts = _facts(user)
    tables = (
        Table(_("For you and the office"), _ours(facts), OURS),
        Table(_("Waiting for others"), _theirs(facts), OTHERS),
    )
    return Part(tables, {"take_next": _take_next(user), "recent_moves": _recent(user)})


def _take_next(user: User) -> dict[str, str] | None:
    """What the button would take; nothing at all for those who do not review."""
    if not taking.may_take(user):
        return None
    application = taking.next_for(user)
    if application is None or application.fee_settled_at is None:
        return {}
    ago = labels.days_ago(application.fee_settled_at)
    return {"reference": application.reference, "ago": ago}


def _facts(user: User) -> dict[str, Any]:
    """Every number of the page, in four queries."""
    waiting = reading.within_departments(Application.objects.filter(status__in=_WAITING), user)
    numbers: dict[str, Any] = {}
    for name, kind in _COUNTED.items():
        numbers[name] = Count("pk", filter=kind)
        numbers[f"{name}_yours"] = Count("pk", filter=kind & Q(owner=user))
        numbers[f"{name}_since"] = Min("fee_settled_at", filter=kind)
    return {
        **waiting.aggregate(**numbers),
        **_prepared(user),
        **_photos(user),
        "came_back_since": _came_back_since(user),
    }


def _prepared(user: User) -> dict[str, Any]:
    """The decisions that wait to be released; few, so they are counted from their own side."""
    waiting = Decision.objects.prepared().filter(application__in=reading.readable_by(user))
    return waiting.aggregate(
        prepared=Count("pk"),
        prepared_yours=Count("pk", filter=Q(application__owner=user)),
        prepared_since=Min("prepared_at"),
    )


def _photos(user: User) -> dict[str, Any]:
    """The photos somebody has to look at; few, so they are counted from their own side."""
    readable = reading.readable_by(user).filter(status__in=LOOKED_AT)
    waiting = Photo.objects.waiting_for_a_look().filter(application__in=readable)
    return waiting.aggregate(
        photo=Count("pk"),
        photo_yours=Count("pk", filter=Q(application__owner=user)),
        photo_since=Min("application__fee_settled_at"),
    )


def _came_back_since(user: User) -> datetime | None:
    """When the longest waiting answer to a revision request arrived."""
    answers = Max("changes__at", filter=Q(changes__move="resubmit"))
    came_back = reading.readable_by(user).filter(_CAME_BACK).annotate(answered_at=answers)
    since: datetime | None = came_back.aggregate(since=Min("answered_at"))["since"]
    return since


def _ours(facts: dict[str, Any]) -> list[Row]:
    return [
        _row(
            facts,
            "untaken",
            _("Paid, nobody has taken it"),
            _("Oldest fee first"),
            {"status": Status.QUEUED, "officer": NOBODY},
        ),
        _row(
            facts,
            "came_back",
            _("Revision came back"),
            _("The applicant has answered"),
            {"status": Status.QUEUED, "officer": SOMEBODY},
        ),
        _row(
            facts,
            "in_review",
            _("In review"),
            _("Taken and not decided"),
            {"status": Status.IN_REVIEW},
        ),
        _row(
            facts,
            "photo",
            _("Photo to be looked at"),
            _("The check refused it, the applicant asks for a person"),
            {"status": EVERY, "photo": TO_BE_LOOKED_AT},
        ),
        _row(
            facts,
            "prepared",
            _("Decision to be checked"),
            _("Prepared and not released"),
            {"status": EVERY, "decision": PREPARED},
        ),
        _row(
            facts,
            "waitlisted",
            _("On the waiting list"),
            _("Decided when a place is free, or when none will be"),
            {"status": Status.WAITLISTED},
        ),
    ]


def _row(facts: dict[str, Any], name: str, what: str, hint: str, query: dict[str, str]) -> Row:
    return Row(
        count=facts[name],
        what=what,
        hint=hint,
        url=_list(query),
        yours=facts[f"{name}_yours"],
        yours_url=_list({**query, "officer": MINE}) if facts[f"{name}_yours"] else "",
        longest=labels.wait(facts[f"{name}_since"]),
    )


def _list(query: dict[str, str]) -> str:
    return f"{reverse(desk.LIST)}?{urlencode({key: str(value) for key, value in query.items()})}"


def _theirs(facts: dict[str, Any]) -> list[Row]:
    """Only how many: what is not paid cannot be looked at."""
    return [
        Row(
            facts["returned"],
            _("With the applicant"),
            _("Changes asked for"),
            yours=facts["returned_yours"],
        ),
        Row(facts["unpaid"], _("Fee not paid"), _("Cannot be read or decided")),
    ]


def _recent(user: User) -> list[tuple[StatusChange, str]]:
    """The last things this person did, where they may still be read."""
    changes = (
        StatusChange.objects.filter(by=user, application__in=reading.readable_by(user))
        .select_related("application", "by")
        .order_by("-pk")[:RECENT]
    )
    return [(change, history.sentence(change)) for change in changes]


RuxueAdminSite.desk.append(provide)
