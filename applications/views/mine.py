"""An applicant's own applications: all of them, one of them, withdrawing and its undo."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from applications import lifecycle, papers, rules
from applications.filters import open_offerings
from applications.models import Application, BasicInformation, PaperKind
from applications.standing import open_request, standing, with_standing
from applications.status import LIVE, WITHDRAW, Status
from applications.timeline import timeline
from applications.wizard import flow
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
    own = with_standing(Application.objects.of(request.user).with_catalogue())
    applications = [(application, standing(application)) for application in own]
    context = {
        "live": [
            (application, stands, _steps(application))
            for application, stands in applications
            if application.status in LIVE
        ],
        "earlier": [pair for pair in applications if pair[0].status not in LIVE],
        "notices": InboxItem.objects.of(request.user)[:_LATEST],
    }
    return render(request, "applications/mine/mine.html", context)


def _steps(application: Application) -> Any:
    """The seven bars, while the form is being filled in."""
    return flow.step_bar(application) if application.is_editable else None


def _own(request: HttpRequest, key: str) -> Application:
    """This person's application; a stranger's does not exist."""
    own = with_standing(Application.objects.of(request.user).with_catalogue())
    return get_object_or_404(own, key=key)


@require_safe
@login_required
def status(request: HttpRequest, key: str) -> HttpResponse:
    """Where one application stands, what to do first, what has happened and what comes."""
    application = _own(request, key)
    context = {
        "application": application,
        "standing": standing(application),
        "timeline": timeline(application),
        "request_for_changes": open_request(application),
        "messages_sent": _told(application),
        "documents": application.documents.count(),
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


def _told(application: Application) -> Any:
    """The latest notices about this application."""
    links = [application.get_absolute_url()]
    if application.bill:
        links.append(application.bill.get_absolute_url())
    return InboxItem.objects.of(application.applicant).filter(link__in=links)[:_LATEST]


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
