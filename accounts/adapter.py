"""How allauth behaves in this house: its mails are our notices, its links start at SITE_URL."""

import unicodedata
from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, RegexValidator
from django.forms import BaseForm
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts import limits, notices
from accounts.addressee import Addressee
from accounts.models import LANGUAGES, User
from accounts.rules import person_called
from notifications.notice import Notice
from notifications.telling import notify

_WRONG_LOGIN = _("User name or password is not right. You can try again.")
_PASSWORD_LETTERS = ("password_changed", "password_reset", "password_set")

# No @: a user name must never look like somebody's e-mail.
_username_letters = RegexValidator(
    r"^[\w.-]+\Z", _("Use letters, digits, dot, hyphen or underscore only.")
)


class AccountAdapter(DefaultAccountAdapter):
    """Registration and sign-in as this house wants them."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _WRONG_LOGIN,
        "email_password_mismatch": _WRONG_LOGIN,
        "invalid_login": _WRONG_LOGIN,
        "too_many_login_attempts": _(
            "Too many wrong passwords. Wait five minutes, or use Forgotten password: "
            "a new password works at once."
        ),
        "username_taken": _("This user name is taken. Choose another one."),
        "incorrect_code": _("This is not the code in the mail."),
        "enter_current_password": _("This is not your present password."),
        "incorrect_password": _("This is not your password."),
    }

    # Registration ----------------------------------------------------------------------------
    def clean_username(self, username: str, shallow: bool = False) -> str:  # noqa: FBT001, FBT002 - allauth's
        """One spelling of each name, without an @."""
        username = unicodedata.normalize("NFKC", username)
        if not shallow:
            _username_letters(username)
        return str(super().clean_username(username, shallow=shallow))

    def clean_email(self, email: str) -> str:
        """One spelling of each address: full-width letters in a domain are the plain ones."""
        email = unicodedata.normalize("NFKC", str(super().clean_email(email)))
        # Django's pattern lets the dotless i pass, which upper case makes an I.
        if not email.partition("@")[0].isascii():
            raise ValidationError(EmailValidator.message, code="invalid")
        return email

    def save_user(
        self,
        request: HttpRequest,
        user: User,
        form: BaseForm,
        commit: bool = True,  # noqa: FBT001, FBT002 - allauth's
    ) -> User:
        """A new person's language is the one they read when they registered."""
        language = get_language()
        if language in dict(LANGUAGES):
            user.language = str(language)
        saved: User = super().save_user(request, user, form, commit=commit)
        return saved

    def get_login_stages(self) -> list[str]:
        """After e-mail and second factor: the agreement, where a new version is in force."""
        return [*super().get_login_stages(), "accounts.stages.AgreementStage"]

    # Where people land -----------------------------------------------------------------------
    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Staff go to their desk, applicants to their applications."""
        person = request.user
        at_desk = person.is_authenticated and person.is_staff
        return resolve_url("admin:index" if at_desk else settings.LOGIN_REDIRECT_URL)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to where people start."""
        return self.get_login_redirect_url(request)

    def is_safe_url(self, url: str | None) -> bool:
        """Only paths of this site; not even its own host may be spelled out."""
        return bool(url) and str(url).startswith("/") and url_has_allowed_host_and_scheme(url, None)

    # Limits ----------------------------------------------------------------------------------
    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """One count for a person, whether the user name or the e-mail was typed."""
        return limits.here(request, limits.person_key(_typed_login(credentials)))

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the try, here and anywhere; a right password takes both back."""
        super().pre_authenticate(request, **credentials)
        self._anywhere = limits.take_anywhere(request, _typed_login(credentials))
        if not self._anywhere:
            raise self.validation_error("too_many_login_attempts")

    def _rollback_login_failed_rl_usage(self) -> None:
        """Called by allauth as soon as the password is right."""
        super()._rollback_login_failed_rl_usage()
        self._anywhere.rollback()

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """After some failures a verify code is asked for, where it isn't always."""
        limits.note_failure(request, _typed_login(credentials))

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        """Called by allauth when a new password was chosen through a mailed link."""
        super()._delete_login_attempts_cached_email(request, **credentials)
        limits.forget(request, _typed_login(credentials))

    # Letters ---------------------------------------------------------------------------------
    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        """The configured address of the site, never the Host header."""
        return f"{settings.SITE_URL}{_confirmation_path(emailconfirmation.key)}"

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The configured address of the site, never the Host header."""
        return f"{settings.SITE_URL}{_reset_path(*key.split('-', 1))}"

    def send_confirmation_mail(
        self,
        request: HttpRequest,
        emailconfirmation: Any,
        signup: bool,  # noqa: FBT001 - allauth's
    ) -> None:
        """The link that activates an account, or confirms its new address."""
        address = emailconfirmation.email_address
        person: User = address.user
        is_new = not EmailAddress.objects.filter(user=person, verified=True).exists()
        notify(
            notices.ACTIVATION if is_new else notices.CONFIRM_ADDRESS,
            to=Addressee.at(address.email, person),
            link=_confirmation_path(emailconfirmation.key),
            username=person.username,
            until=timezone.now() + timedelta(days=settings.ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS),
        )

    def send_account_already_exists_mail(self, email: str) -> None:
        """Only the owner of the address learns that it has an account."""
        person = person_called(email)
        if person is not None:
            notify(
                notices.ALREADY_REGISTERED,
                to=person,
                link=reverse("account_login"),
                username=person.username,
            )

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """The link that asks for a new password."""
        link = _reset_path(context["uid"], context["key"])
        notify(notices.PASSWORD_RESET, to=user, link=link, username=user.username)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """The one letter that allauth writes without a hook of its own: the code to sign in."""
        person = person_called(email)
        if template_prefix == "account/email/login_code" and person is not None:
            minutes = settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60
            words = {"username": person.username, "code": context["code"], "minutes": minutes}
            notify(notices.SIGN_IN_CODE, to=person, **words)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell the owner what happened to the account."""
        app, _folder, letter = template_prefix.split("/")
        if letter == "email_changed" and context:
            old = Addressee.at(email or user.email, user)
            notify(notices.EMAIL_CHANGED, to=old, new_email=masked(context["to_email"]))
        elif letter in _PASSWORD_LETTERS:
            self._tell(notices.PASSWORD_CHANGED, user)
        elif app == "mfa":
            self._tell(notices.SECOND_FACTOR_CHANGED, user)

    def _tell(self, notice: Notice, user: User) -> None:
        notify(notice, to=user, username=user.username)


def _typed_login(credentials: dict[str, Any]) -> str:
    return str(credentials.get("email") or credentials.get("username") or "")


def masked(email: str) -> str:
    """``a•••@mail.example``: enough to recognise one's own address."""
    name, _at, host = email.partition("@")
    return f"{name[:1]}•••@{host}"


def _confirmation_path(key: str) -> str:
    return reverse("account_confirm_email", args=(key,))


def _reset_path(uid: str, key: str) -> str:
    return reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": key})
