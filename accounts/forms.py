"""Forms of registration, sign-in and passwords, in the order and with the labels of the manual."""

import secrets
from typing import Any

from allauth.account import forms as allauth_forms
from allauth.account.utils import has_verified_email
from allauth.core import context
from crispy_forms.helper import FormHelper
from django import forms
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import asking, consent, limits, passwords, time_zones
from accounts.captcha import VerifyCodeField
from accounts.models import LANGUAGES, User
from accounts.rules import person_called
from portal import round_trip
from portal.widgets import KeptSelect

_AS_TYPED = {"autocapitalize": "none", "spellcheck": "false"}
_WRONG_CODE = {
    "wrong": _(
        "The code does not match the picture. Here is a new one; "
        "only the password has to be typed again."
    )
}
_TOO_MANY_CODES = _(
    "Too many codes were asked for. Wait fifteen minutes, or use Forgotten password."
)


class AccountForm(forms.Form):
    """A form whose page draws the buttons, and which shows again what a visitor typed before."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
            if (
                field.error_messages.get("required")
                == forms.Field.default_error_messages["required"]
            ):
                field.error_messages["required"] = _("Fill in this field.")
        request = context.request
        if request is not None and not self.is_bound:
            self.initial = {**self.initial, **round_trip.take(request)}


def name_or_email() -> forms.CharField:
    """The box in which one says who one is."""
    return forms.CharField(
        label=_("User Name (or e-mail)"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", **_AS_TYPED}),
    )


def _new_password(label: Any) -> allauth_forms.SetPasswordField:
    field = allauth_forms.SetPasswordField(label=label, max_length=passwords.LONGEST, help_text="")
    field.widget = passwords.NewPasswordInput({"autocomplete": "new-password"})
    field.widget.is_required = True
    return field


def _repeated_password() -> allauth_forms.PasswordField:
    return allauth_forms.PasswordField(label=_("Confirm Password"), autocomplete="new-password")


class SignupForm(AccountForm, allauth_forms.SignupForm):
    """Register."""

    field_order = ("username", "password1", "password2", "email", "verify_code")
    verify_code = VerifyCodeField(form="register", error_messages=_WRONG_CODE)
    time_zone = forms.CharField(required=False, widget=time_zones.BrowsersZone)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name, email, password = (self.fields[one] for one in ("username", "email", "password1"))
        name.label = _("User Name")
        name.help_text = _("Letters, digits, dot or hyphen. You sign in with it.")
        name.widget.attrs |= _AS_TYPED
        email.label = _("E-mail")
        email.help_text = _(
            "Use an address you read often. It is the only way to get your password back."
        )
        email.error_messages["invalid"] = _("Enter the whole address, for example name@mail.com.")
        password.widget = _new_password("").widget
        password.help_text = ""
        self.fields["password2"].label = _("Confirm Password")

    def signup(self, request: HttpRequest, user: User) -> None:
        """Called by allauth as soon as the account exists."""
        consent.record(request, user)
        user.time_zone = time_zones.known(self.cleaned_data["time_zone"])
        user.save(update_fields=["time_zone"])

    def _rehearse(self, request: HttpRequest) -> None:
        """Do for a taken address what is done for a free one, and undo it.

        So neither the time that passes nor what is left in the session tells them apart.
        """
        taken = self.cleaned_data["email"]
        self.account_already_exists = False
        self.cleaned_data["email"] = f"{secrets.token_hex(8)}@nobody.invalid"
        with transaction.atomic():
            self.save(request)
            transaction.set_rollback(True)
        self.account_already_exists, self.cleaned_data["email"] = True, taken

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """The new account; or the way back, where somebody took the name a moment ago."""
        if self.account_already_exists:
            self._rehearse(request)
        try:
            with transaction.atomic():
                user, response = super().try_save(request)
        except IntegrityError:
            round_trip.keep(request, request.path)
            messages.warning(request, gettext("Two registrations met. Send yours once more."))
            return None, HttpResponseRedirect(request.get_full_path())
        return user, response


class LoginForm(AccountForm, allauth_forms.LoginForm):
    """Sign in.  A wrong code is found before the password is looked at."""

    field_order = ("login", "password", "verify_code")
    verify_code = VerifyCodeField(form="sign-in", error_messages=_WRONG_CODE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = name_or_email()
        self.fields["password"].label = _("Password")
        self.fields["password"].help_text = ""
        self.order_fields(self.field_order)
        if not limits.wants_verify_code(self.request, self.data.get("login", "")):
            del self.fields["verify_code"]

    def user_credentials(self) -> dict[str, str]:
        """By user name or by e-mail: a user name has no @."""
        login = self.cleaned_data["login"]
        name = "email" if "@" in login else "username"
        return {name: login, "password": self.cleaned_data["password"]}


class AskForCodeForm(AccountForm, allauth_forms.RequestLoginCodeForm):
    """Sign in by a code sent by e-mail, for those who can't read a picture."""

    email = name_or_email()

    def clean_email(self) -> str:
        """Where to send the code; what was typed, where there is nobody to send it to."""
        login: str = self.cleaned_data["email"]
        key = limits.here(context.request, limits.person_key(login))
        if not limits.take(context.request, "request_login_code", key):
            raise forms.ValidationError(_TOO_MANY_CODES, code="too_many")
        person = person_called(login)
        knows = person is not None and person.is_active and has_verified_email(person)
        self._user = person if knows else None
        return person.email if person and knows else login


class SignInCodeForm(AccountForm, allauth_forms.ConfirmLoginCodeForm):
    """The code from the mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code = self.fields["code"]
        code.label = _("Code in the mail")
        code.help_text = _("Eight letters. Capital or small, with or without the hyphen.")
        code.widget.attrs |= _AS_TYPED


class ResetPasswordForm(AccountForm, allauth_forms.ResetPasswordForm):
    """Forgotten password, by user name or e-mail."""

    email = name_or_email()
    verify_code = VerifyCodeField(form="reset")

    def clean_email(self) -> str:
        """What was typed.  Whether it is somebody's is not looked up here."""
        return str(self.cleaned_data["email"]).strip()

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Leave it to a worker."""
        asking.reset_link(self.cleaned_data["email"])
        return str(self.cleaned_data["email"])


class ResetPasswordKeyForm(AccountForm, allauth_forms.ResetPasswordKeyForm):
    """A new password, from the mailed link."""

    password1 = _new_password(_("New Password"))
    password2 = _repeated_password()


class ChangePasswordForm(AccountForm, allauth_forms.ChangePasswordForm):
    """Change the password, knowing the old one."""

    oldpassword = allauth_forms.PasswordField(
        label=_("Old Password"), autocomplete="current-password"
    )
    password1 = _new_password(_("New Password"))
    password2 = _repeated_password()


class ReauthenticateForm(AccountForm, allauth_forms.ReauthenticateForm):
    """The password once more, before something that keeps the account safe is changed."""

    password = allauth_forms.PasswordField(label=_("Password"), autocomplete="current-password")


class NewAddressForm(AccountForm, allauth_forms.AddEmailForm):
    """Another e-mail for the account."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("New e-mail")


class ResendActivationForm(AccountForm):
    """Ask for the activation mail again."""

    login = name_or_email()
    verify_code = VerifyCodeField(form="resend")

    def save(self) -> None:
        """Leave it to a worker to look whether there is somebody to activate."""
        asking.activation(self.cleaned_data["login"])


class ProfileForm(AccountForm, forms.ModelForm[User]):
    """How a person is called, written to, and told the time."""

    # Not ``language``: the language button of the page posts this form under that name.
    reads = forms.ChoiceField(
        label=_("Language"),
        choices=LANGUAGES,
        help_text=_("Pages and mails are in this language."),
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        required=False,
        widget=KeptSelect(key="time_zones"),
        help_text=_("Deadlines are meant in Beijing. Your own time is shown beside them."),
        error_messages={"invalid_choice": _("Choose one from the list.")},
    )
    field_order = ("last_name", "first_name", "reads", "time_zone")

    class Meta:
        model = User
        fields = ("last_name", "first_name", "time_zone")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        surname, given = self.fields["last_name"], self.fields["first_name"]
        surname.label, given.label = _("Surname"), _("Given names")
        surname.widget.attrs["autocomplete"] = "family-name"
        given.widget.attrs["autocomplete"] = "given-name"
        self.fields["time_zone"].choices = time_zones.choices()  # type: ignore[attr-defined]
        self.initial.setdefault("reads", self.instance.language)

    def save(self, commit: bool = True) -> User:  # noqa: FBT001, FBT002 - Django's
        """The person, who is written to in this language from now on."""
        self.instance.language = self.cleaned_data["reads"]
        person: User = super().save(commit)
        return person


class CloseAccountForm(AccountForm):
    """Nobody closes an account by a slip of the finger: the user name is typed."""

    username = forms.CharField(
        label=_("Type your user name to confirm"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off", **_AS_TYPED}),
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        self.person = person
        super().__init__(*args, **kwargs)

    def clean_username(self) -> str:
        """The person's own, in any spelling that would sign them in."""
        typed_name: str = self.cleaned_data["username"]
        if typed_name.casefold() != self.person.username.casefold():
            raise forms.ValidationError(_("This is not your user name."), code="other_name")
        return typed_name
