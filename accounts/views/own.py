"""One's own account: profile, everything held on oneself, and closing it."""

from allauth.account.decorators import reauthentication_required
from allauth.core.ratelimit import consume_or_429
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import lifecycle
from accounts.forms import CloseAccountForm, ProfileForm
from accounts.models import User
from accounts.rules import can_close_account
from portal import personal_data as register
from portal.language import remember_language

_is_fresh = reauthentication_required(app="allauth.account")


def _person(request: HttpRequest) -> User:
    """Whoever is signed in, as the database has them: a form that is refused changes nobody."""
    return User.objects.get(username=request.user.get_username())


@login_required
@require_http_methods(["GET", "POST"])
@never_cache
def profile(request: HttpRequest) -> HttpResponse:
    """Name, language and time zone, and the ways to everything else of one's account."""
    person = _person(request)
    form = ProfileForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        person = form.save()
        remember_language(request, person.language)
        with override(person.language):
            messages.success(request, _("Your profile is saved."))
        return redirect("account_profile")
    return render(request, "accounts/profile.html", {"form": form, "person": person})


@login_required
@require_http_methods(["GET", "POST"])
@never_cache
@_is_fresh
def personal_data(request: HttpRequest) -> HttpResponseBase:
    """Everything held on this person, as a ZIP once the button is pressed."""
    if request.method == "GET":
        return render(request, "accounts/personal_data.html")
    refused: HttpResponse | None = consume_or_429(
        request, action="personal_data", user=request.user
    )
    if refused is not None:
        return refused
    name = f"{request.user.get_username()}-personal-data.zip"
    return FileResponse(register.archive(_person(request)), as_attachment=True, filename=name)


@login_required
@require_http_methods(["GET", "POST"])
@never_cache
@_is_fresh
def close(request: HttpRequest) -> HttpResponse:
    """Close the account, having read what becomes of everything."""
    person = _person(request)
    if not can_close_account(person):
        raise PermissionDenied
    form = CloseAccountForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        lifecycle.close(person)
        language = get_language()
        logout(request)
        remember_language(request, str(language))
        messages.success(request, _("Your account is closed."))
        return redirect("home")
    context = {"form": form, "parting": register.parting(person)}
    return render(request, "accounts/close.html", context)
