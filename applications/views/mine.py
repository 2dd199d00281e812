"""An applicant's own applications: all of them, one of them, withdrawing and its undo."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from applications import lifecycle, papers, rules
from applications.models import Application, BasicInformation, PaperKind
from applications.search import open_offerings
from applications.standing import rows_of, standing
from applications.status import LIVE, WITHDRAW, Status
from applications.timeline import timeline
from notifications.models import InboxItem

_LATEST = 3
# Statuses whose page is not the ordinary one.
_PAGES = {
    Status.ADMITTED: "applications/mine/admitted.html",
    Status.REFUSED: "applications/mine/refused.html",
}


@require_safe
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """What is under way, what to do next, and what was before."""
    own = rows_of(Application.objects.of(request.user))
    applications = [(application, standing(application)) for application in own]
    notices: list[Any] = list(InboxItem.objects.of(request.user).with_unread()[:_LATEST])
    context = {
        "live": [pair for pair in applications if pair[0].status in LIVE],
        "earlier": [pair for pair in applications if pair[0].status not in LIVE],
        "notices": notices,
        # For the masthead, which would ask once more.
        "unread_count": notices[0].unread if notices else 0,
    }
    return render(request, "applications/mine/mine.html", context)


def _own(request: HttpRequest, key: str) -> Application:
    """This person's application; a stranger's does not exist."""
    return get_object_or_404(Application.objects.of(request.user).with_catalogue(), key=key)


@require_safe
@login_required
def status(request: HttpRequest, key: str) -> HttpResponse:
    """Where one application stands, what to do first, what has happened and what comes."""
    application = _to_show(request, key)
    stands = standing(application)
    context: dict[str, Any] = {
        "application": application,
        "standing": stands,
        "timeline": timeline(application, stands),
        "request_for_changes": application.open_request,
        **_told(application),
        "documents": application.documents.count,
        "decision": rules.decision_of(application),
        "has_form": papers.due_since(application, PaperKind.FORM) is not None,
        "has_notice": papers.due_since(application, PaperKind.ADMISSION_NOTICE) is not None,
        "may_withdraw": application.status in WITHDRAW.sources,
    }
    if application.status == Status.ADMITTED:
        context["name"] = _name(application)
    if application.status == Status.REFUSED:
        context["elsewhere"] = _elsewhere(application)
    template = _PAGES.get(Status(application.status), "applications/mine/status.html")
    return render(request, template, context)


def _to_show(request: HttpRequest, key: str) -> Application:
    """The same with everything its page says, from few questions."""
    found = rows_of(Application.objects.of(request.user).filter(key=key))
    if not found:
        raise Http404
    application = found[0]
    application.applicant = _person(request)
    prefetch_related_objects([application], "changes")
    return application


def _told(application: Application) -> dict[str, Any]:
    """The latest notices about this application, and how many of all are unread."""
    links = [application.get_absolute_url()]
    if application.bill:
        links.append(application.bill.get_absolute_url())
    told: list[Any] = list(
        InboxItem.objects.of(application.applicant).with_unread().about_first(links)[:_LATEST]
    )
    return {
        "messages_sent": [item for item in told if item.is_about],
        "unread_count": told[0].unread if told else 0,
    }


def _name(application: Application) -> str:
    """The name to congratulate: the given names of the passport, which often shouts."""
    row = BasicInformation.objects.filter(application=application).first()
    name = row.passport_given_names if row else str(application.applicant)
    return name.title() if name.isupper() else name


def _elsewhere(application: Application) -> Any:
    """The same programme in another intake that is still open."""
    return (
        open_offerings()
        .filter(programme=application.offering.programme)
        .exclude(intake=application.intake)
        .select_related("intake__funding_category", "intake__admission_type")
        .order_by("intake__closes_at")[:_LATEST]
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def withdraw(request: HttpRequest, key: str) -> HttpResponse:
    """Ask once more, then withdraw."""
    application = _own(request, key)
    context = {"application": application, "area": "applications"}
    if request.method != "POST" and application.status in WITHDRAW.sources:
        return render(request, "applications/mine/withdraw.html", context)
    if request.method != "POST" or not _withdrawn(application, by=_person(request)):
        messages.info(request, _("This application cannot be withdrawn any more."))
    return redirect(application)


def _withdrawn(application: Application, *, by: User) -> bool:
    try:
        lifecycle.withdraw(application, by=by)
    except lifecycle.MoveNotAllowed:
        return False
    return True


@require_POST
@login_required
def undo(request: HttpRequest, key: str) -> HttpResponse:
    """Take a withdrawal back."""
    application = _own(request, key)
    try:
        lifecycle.undo_withdraw(application, by=_person(request))
    except lifecycle.AlreadyApplied as refusal:
        messages.info(
            request,
            _("You have another application in this intake now: %(reference)s.")
            % {"reference": refusal.application.reference},
        )
    except lifecycle.MoveNotAllowed:
        messages.info(request, _("The withdrawal can no longer be undone."))
    else:
        messages.success(request, _("The withdrawal is undone. Everything is as it was."))
    return redirect(application)


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - behind login_required
    return request.user
