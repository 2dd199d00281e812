"""Sessions end after a while, and staff reach the office only with a second factor."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import sessions

Respond = Callable[[HttpRequest], HttpResponse]


class SessionLifeMiddleware:
    """Sign out whoever has been away for too long; the page then asks to sign in again."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Look before the page does."""
        if request.user.is_authenticated:
            if sessions.is_over(request, request.user):
                logout(request)
                messages.info(
                    request,
                    _("You were away for a while, so you are signed out. What you saved is kept."),
                )
            else:
                sessions.note_click(request, request.user)
        return self.get_response(request)


class StaffSecondFactorMiddleware:
    """Send staff without a second factor from office and files to where they set one up."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let everybody else pass."""
        if (
            settings.STAFF_SECOND_FACTOR
            and request.path.startswith((reverse("admin:index"), reverse("applications:mine")))
            and request.user.is_authenticated
            and request.user.is_staff
            and not is_mfa_enabled(request.user)
        ):
            return redirect("mfa_index")
        return self.get_response(request)
