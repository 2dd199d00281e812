"""Step 7: everything as the office will read it, the declaration, and Submit."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from applications import lifecycle
from applications.editing import Locked
from applications.lifecycle import Incomplete, IntakeClosed, MoveNotAllowed
from applications.models import Application
from applications.status import Status
from applications.views.page import frame, person, refuse_locked, version_in
from applications.wizard import drafts, flow, summary
from applications.wizard.drafts import Conflict, Saved
from applications.wizard.flow import ApplicationPaper
from portal.language import choose_language
from portal.times import beijing


def page(request: HttpRequest, application: Application) -> HttpResponse:
    """Read everything; declare; submit after being asked once more."""
    if request.method != "POST":
        paper = ApplicationPaper(application, flow.PRE_REVIEW.shows)
        return _show(request, application, paper)
    if "send_back" in request.POST:
        return _send_back(request, application)
    if "confirm" in request.POST:
        return _submit(request, application)
    try:
        return _declare(request, application)
    except Locked:
        return refuse_locked(request, application.key)
    except Conflict:
        # Declared in another window: nothing but ticks and a name, so that one is shown.
        return redirect(flow.address(application, flow.PRE_REVIEW))


def _show(
    request: HttpRequest, application: Application, paper: ApplicationPaper, *, saved: bool = False
) -> HttpResponse:
    """Everything by section; ``saved`` shows what is missing in the declaration, too."""
    sections = summary.preview(application, paper)
    blockers = flow.blockers(application, paper)
    filled = paper.filled(flow.PRE_REVIEW)
    problems = filled.problems if saved else []
    if not saved:
        filled.hide_missing()
    context: dict[str, Any] = frame(application, flow.PRE_REVIEW, paper)
    context |= {
        "sections": sections,
        "blockers": blockers,
        "advice": flow.advice(application, paper),
        "form": filled.form,
        "problems": problems,
        "photo": paper.photo,
        "is_open": application.intake.is_open(),
        "done": _("Read it once more, then send it back at the end of the page.")
        if application.status == Status.RETURNED
        else "",
        "is_returned": application.status == Status.RETURNED,
    }
    return render(request, "applications/wizard/pre_review.html", context)


def _declare(request: HttpRequest, application: Application) -> HttpResponse:
    """Keep the declaration, then ask once more."""
    saved = _saved(request, application)
    if "language" in request.POST:
        choose_language(request)
        return redirect(flow.address(application, flow.PRE_REVIEW))
    if not saved.filled.is_accepted or flow.blockers(application, saved.paper):
        return _show(request, application, saved.paper, saved=True)
    return _ask_once_more(request, application, saved.paper)


def _ask_once_more(
    request: HttpRequest, application: Application, paper: ApplicationPaper | None = None
) -> HttpResponse:
    """What is submitted, and what it costs."""
    context = frame(application, flow.PRE_REVIEW, paper or ApplicationPaper(application))
    return render(request, "applications/wizard/confirm.html", context)


def _saved(request: HttpRequest, application: Application) -> Saved:
    typed = flow.PRE_REVIEW.read(request.POST)
    version = version_in(request.POST)
    return drafts.save(application, flow.PRE_REVIEW, typed, version=version, by=person(request))


def _submit(request: HttpRequest, application: Application) -> HttpResponse:
    """Submit, once.  A second press finds it done and shows where it stands."""
    here = flow.address(application, flow.PRE_REVIEW)
    fee = str(application.intake.fee_fen)
    if application.is_editable and request.POST.get("fee", fee) != fee:
        words = _("The application fee has changed since you opened this page. Look at it again.")
        messages.warning(request, words)
        return _ask_once_more(request, application)
    try:
        lifecycle.submit(application, by=person(request))
    except Incomplete:
        return redirect(here)
    except IntakeClosed:
        words = _("This intake closed on %(instant)s. Nothing was sent.")
        messages.error(request, words % {"instant": beijing(application.intake.closes_at)})
        return redirect(here)
    except MoveNotAllowed:
        return redirect(application)
    return redirect(application.bill or application)


def _send_back(request: HttpRequest, application: Application) -> HttpResponse:
    """Return what the office wanted changed."""
    try:
        lifecycle.resubmit(application, by=person(request))
    except Incomplete:
        return redirect(flow.address(application, flow.PRE_REVIEW))
    except MoveNotAllowed:
        pass
    return redirect(application)
