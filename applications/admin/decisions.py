"""What the pages of a decision share: who may open them, and what the applicant will read."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from applications import lifecycle, rules, status
from applications.admin import desk, labels
from applications.admin.moves import Button
from applications.admin.rehearsal import Reading, rehearse
from applications.models import Application, Decision
from applications.status import DECIDABLE


def may_decide(application: Application, user: User) -> bool:
    """Whether this person prepares and releases decisions."""
    return rules.may(user, status.ADMIT, application)


def buttons(application: Application, user: User, prepared: Decision | None) -> list[Button]:
    """The ways to a decision; the first is the main one."""
    if application.status not in DECIDABLE or not may_decide(application, user):
        return []
    ways = [Button(gettext_lazy("Prepare decision"), reverse(desk.PREPARE, args=[application.pk]))]
    if prepared:
        url = reverse(desk.RELEASE, args=[application.pk])
        ways.insert(0, Button(gettext_lazy("Release decision"), url))
    return ways


def find(request: HttpRequest, pk: int) -> Application:
    """This application, if this person may decide on it."""
    application = desk.find(request, pk)
    if not may_decide(application, desk.officer(request)):
        raise PermissionDenied
    return application


def read(application: Application, by: User, **words: Any) -> Reading:
    """What the applicant will read once this is released, whenever and by whomever that is."""

    def make(again: Application) -> None:
        lifecycle.release(lifecycle.prepare(again, by=by, **words), by=by)

    return rehearse(application, make)


def page(
    request: HttpRequest, template: str, application: Application, **words: Any
) -> HttpResponse:
    """A page about one application."""
    who = {"application": application, "name": labels.full_name(application)}
    return desk.page(request, template, {**who, **words})


def released(request: HttpRequest, decision: Decision) -> HttpResponse:
    """Say where the application stands now."""
    application = decision.application
    messages.success(
        request,
        _("%(reference)s: %(status)s.")
        % {"reference": application, "status": application.get_status_display()},
    )
    return desk.to_one(application)
