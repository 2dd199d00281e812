"""What every page of the wizard has: the applicant's own application, the bar, the side."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from applications import rules
from applications.editing import Locked
from applications.models import Application, kept
from applications.views import unsaved
from applications.wizard import flow
from applications.wizard.bar import step_bar
from applications.wizard.flow import ApplicationPaper
from applications.wizard.step import Step


def own(request: HttpRequest, key: str) -> Application:
    """The applicant's own application; a stranger's does not exist."""
    mine = Application.objects.of(request.user).select_related(
        "intake__funding_category", "intake__admission_type", "offering__programme"
    )
    return _with_what_is_known(get_object_or_404(mine, key=key), request)


def own_to_fill_in(request: HttpRequest, key: str, *shown: str) -> Application:
    """The same with what it is for from memory: enough for a step, not for submitting.

    ``shown`` names more rows that are read with it.
    """
    return _to_fill_in(request, key, Application.objects.of(request.user), shown)


@contextmanager
def own_to_save(request: HttpRequest, key: str, step: Step) -> Iterator[Application]:
    """The same, read and locked at once, while this step of it may change.  Raises Locked."""
    with transaction.atomic():
        mine = Application.objects.of(request.user).locked()
        application = _to_fill_in(request, key, mine, step.shows)
        if not rules.can_edit_step(application, step.slug):
            raise Locked(application.reference)
        yield application


def _to_fill_in(
    request: HttpRequest, key: str, mine: QuerySet[Application], shown: tuple[str, ...]
) -> Application:
    application = get_object_or_404(mine.select_related(*shown or [None]), key=key)
    kept.put_beside([application], with_areas=True)
    return _with_what_is_known(application, request)


def _with_what_is_known(application: Application, request: HttpRequest) -> Application:
    """An application's offering is one of its intake, and who asks is its applicant."""
    application.offering.intake = application.intake
    application.applicant = person(request)
    return application


def person(request: HttpRequest) -> User:
    """Who asks; every page of the wizard is behind the sign-in."""
    return cast(User, request.user)


def version_in(posted: QueryDict) -> int:
    """The version of a step that the typist saw."""
    version = posted.get("version", "")
    return int(version) if re.fullmatch(r"[0-9]{1,9}", version) else 0


def frame(application: Application, step: Step, paper: ApplicationPaper) -> dict[str, Any]:
    """The context of a step's page."""
    draft = paper.found(step.slug)
    return {
        "application": application,
        "step": step,
        "number": flow.number_of(step),
        "version": draft.version if draft else 0,
        "saved_at": draft.saved_at if draft and draft.pk else None,
        "step_bar": step_bar(application, step, paper),
        "deadline": application.intake.closes_at if application.is_editable else None,
        "other_language": _other_language(),
        "office_items": [item for item in rules.open_items(application) if item.step == step.slug],
        "area": "wizard",
    }


def refuse_locked(request: HttpRequest, key: str) -> HttpResponse:
    """Nothing was written: say so, and show where the application stands."""
    if unsaved.AUTOSAVE in request.headers:
        return JsonResponse({"locked": True}, status=423)
    messages.info(request, _("This application is locked, so nothing was changed."))
    return redirect("applications:status", key)


def one_is_enough(application: Application) -> str:
    """What somebody is told who has an application in the intake, with the way to it."""
    return format_html(
        _("You already have an application in this intake: {}. One person has one at a time."),
        format_html('<a href="{}">{}</a>', application.get_absolute_url(), application.reference),
    )


def _other_language() -> tuple[str, str]:
    """Code and own name of the language the page is not in."""
    here = (get_language() or "")[:2]
    return next(one for one in settings.LANGUAGES if one[0][:2] != here)
