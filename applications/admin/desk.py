"""What every page of our own in the admin needs: the application, if this person may read it."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from applications import reading
from applications.models import Application
from applications.models.application import ApplicationQuerySet

LIST = "admin:applications_application_changelist"
ONE = "admin:applications_application_change"
MOVE = "admin:applications_application_move"
PREPARE = "admin:applications_application_prepare"
RELEASE = "admin:applications_application_release"
RELEASE_MANY = "admin:applications_application_release_many"


def officer(request: HttpRequest) -> User:
    """Who is signed in; the admin has seen to it that it is somebody of the office."""
    user: User = request.user  # type: ignore[assignment]
    return user


def find(request: HttpRequest, pk: int, among: ApplicationQuerySet | None = None) -> Application:
    """This application, or 404 where it is not paid or not for this person."""
    if among is None:
        among = reading.readable_by(officer(request)).select_related(
            "basic_information", "applicant", "owner", "offering__programme", "intake"
        )
    return get_object_or_404(among, pk=pk)


def to_one(application: Application) -> HttpResponse:
    """Back to its page."""
    return redirect(reverse(ONE, args=[application.pk]))


def too_late(request: HttpRequest, application: Application) -> HttpResponse:
    """Somebody was quicker: say where it stands now."""
    application.refresh_from_db(fields=("status",))
    messages.error(
        request,
        _("Nothing was changed: this is not possible while the application is “%(status)s”.")
        % {"status": application.get_status_display()},
    )
    return to_one(application)


def page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """A page in the frame of the admin, the whole width of it."""
    frame = {**admin.site.each_context(request), "is_nav_sidebar_enabled": False}
    return render(request, template, {**frame, **context})
