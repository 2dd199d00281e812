"""Registration and sign-in: allauth's pages behind our agreement, with a picture to change."""

from collections.abc import Callable
from functools import wraps

from allauth.account import views as allauth_views
from allauth.account.stages import LoginStage, LoginStageController
from allauth.core.ratelimit import consume_or_429
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from accounts import consent
from accounts.correcting import CorrectAddressForm
from accounts.forms import ResendActivationForm
from accounts.models import Agreement
from accounts.stages import AgreementStage
from portal import round_trip

View = Callable[[HttpRequest], HttpResponseBase]


def with_another_code(view: View) -> View:
    """The page again with a new picture and what was typed, when "Another code" was pressed."""

    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponseBase:
        if request.method == "POST" and "another_code" in request.POST:
            return _again(request)
        return view(request)

    return answer


def _again(request: HttpRequest) -> HttpResponse:
    round_trip.keep(request, request.path)
    return HttpResponseRedirect(request.get_full_path())


@require_http_methods(["GET", "POST"])
@never_cache
def agreement(request: HttpRequest) -> HttpResponse:
    """The terms of the version in force, before registering or at sign-in: Accept or Decline."""
    current = Agreement.current()
    stage = LoginStageController.enter(request, AgreementStage.key)
    if current is None and stage is not None:
        signed_in: HttpResponse = stage.exit()
        return signed_in
    if current is None or request.user.is_authenticated:
        return redirect("account_signup")
    if "decline" in request.POST:
        return _declined(request, stage)
    if "accept" in request.POST and request.POST.get("version") == str(current.version):
        return _accepted(request, current, stage)
    words = {"agreement": current, "signing_in": stage is not None}
    return render(request, "accounts/agreement.html", words)


def _accepted(request: HttpRequest, current: Agreement, stage: LoginStage | None) -> HttpResponse:
    if stage is None:
        consent.give(request, current)
        return redirect("account_signup")
    consent.renew(request, stage.login.user, current)
    resumed: HttpResponse = stage.exit()
    return resumed


def _declined(request: HttpRequest, stage: LoginStage | None) -> HttpResponse:
    if stage is None:
        messages.info(request, _("You declined the registration agreement. No account was made."))
    else:
        stage.abort()
        messages.info(
            request,
            _("You declined the new version, so you are not signed in. Your account stays."),
        )
    return redirect("home")


@sensitive_post_parameters("password1", "password2")
@with_another_code
def signup(request: HttpRequest) -> HttpResponseBase:
    """Register, once the agreement is accepted.  Account, consent and mail are written together."""
    if not request.user.is_authenticated and consent.is_missing(request):
        if request.method == "POST":
            round_trip.keep(request, request.path)
        return redirect("account_agreement")
    with transaction.atomic():
        response: HttpResponseBase = allauth_views.signup(request)
    return response


@sensitive_post_parameters("password")
@with_another_code
def login(request: HttpRequest) -> HttpResponseBase:
    """Sign in by user name or e-mail."""
    response: HttpResponseBase = allauth_views.login(request)
    return response


@never_cache
@with_another_code
def reset_password(request: HttpRequest) -> HttpResponseBase:
    """Forgotten password."""
    response: HttpResponseBase = allauth_views.password_reset(request)
    return response


@require_http_methods(["GET", "POST"])
@never_cache
@with_another_code
def resend_activation(request: HttpRequest) -> HttpResponse:
    """Send the activation mail again.  The answer is the same for every name."""
    form = ResendActivationForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        refused: HttpResponse | None = consume_or_429(request, action="resend_activation")
        if refused is not None:
            return refused
        form.save()
        return redirect("account_resend_activation_done")
    return render(request, "accounts/resend_activation.html", {"form": form})


@require_GET
@never_cache
def resend_activation_done(request: HttpRequest) -> HttpResponse:
    """What happens now, whoever asked."""
    return render(request, "accounts/resend_activation_done.html")


@require_http_methods(["GET", "POST"])
@never_cache
@sensitive_post_parameters("password")
@with_another_code
def correct_address(request: HttpRequest) -> HttpResponse:
    """A mistyped address, before activation.  The answer is the same for every address."""
    form = CorrectAddressForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        form.save()
        return redirect("account_email_verification_sent")
    return render(request, "accounts/correct_address.html", {"form": form})
