"""One page per move: left what will happen, right what the applicant will read.  One verb each.

Decisions have pages of their own, because they are prepared before they are made.
"""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django_stubs_ext import StrPromise

from accounts.models import User
from applications import lifecycle, rules, status
from applications.admin import desk, labels
from applications.admin.forms import MoveForm, PutBackForm, ReopenForm, TakeForm
from applications.admin.rehearsal import Reading, rehearse
from applications.admin.revision import ReturnForm
from applications.models import Application

_FORMS: tuple[type[MoveForm], ...] = (TakeForm, ReturnForm, PutBackForm, ReopenForm)
FORMS = {form.move.name: form for form in _FORMS}
PREVIEW = "preview"


@dataclass(frozen=True)
class Button:
    """A move on the page of an application."""

    label: StrPromise
    url: str


def buttons(application: Application, user: User) -> list[Button]:
    """The moves this person may make now; the first is the main one."""
    return [
        Button(move.label, reverse(desk.MOVE, args=[application.pk, move.name]))
        for move in sorted(status.MOVES, key=_position)
        if move.name in FORMS
        and application.status in move.sources
        and rules.may(user, move, application)
    ]


def _position(move: status.Move) -> int:
    names = list(FORMS)
    return names.index(move.name) if move.name in names else len(names)


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Show the move, show once more what the applicant will read, or make it."""
    application = desk.find(request, pk)
    form_class = FORMS.get(name)
    if form_class is None:
        raise Http404
    if not rules.may(desk.officer(request), form_class.move, application):
        raise PermissionDenied
    if application.status not in form_class.move.sources:
        return desk.too_late(request, application)
    form = form_class(application, request.POST if request.method == "POST" else None)
    try:
        if form.is_bound and PREVIEW not in request.POST and form.is_valid():
            return _make(request, form)
        return _show(request, form)
    except lifecycle.MoveNotAllowed:
        return desk.too_late(request, application)


def _make(request: HttpRequest, form: MoveForm) -> HttpResponse:
    application = form.application
    form.make(application, desk.officer(request))
    messages.success(
        request,
        _("%(reference)s: %(status)s.")
        % {"reference": application, "status": application.get_status_display()},
    )
    return desk.to_one(application)


def _show(request: HttpRequest, form: MoveForm) -> HttpResponse:
    return desk.page(
        request,
        form.template,
        {
            "title": form.move.label,
            "application": form.application,
            "name": labels.full_name(form.application),
            "form": form,
            "reading": _preview(request, form),
        },
    )


def _preview(request: HttpRequest, form: MoveForm) -> Reading | None:
    """The applicant's words, as soon as enough is said for the move to be made."""
    trial = form if form.is_bound else type(form)(form.application, {})
    if not trial.is_valid():
        return None
    by = desk.officer(request)
    return rehearse(form.application, lambda application: trial.make(application, by))
