"""What every page of our own in the admin needs: the application, if this person may read it."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from accounts.models import User
from applications import reading
from applications.models import Application
from applications.models.application import ApplicationQuerySet

LIST = "admin:applications_application_changelist"
ONE = "admin:applications_application_change"
MOVE = "admin:applications_application_move"


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


def page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """A page in the frame of the admin, the whole width of it."""
    frame = {**admin.site.each_context(request), "is_nav_sidebar_enabled": False}
    return render(request, template, {**frame, **context})
