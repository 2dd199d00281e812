"""A mistyped address, corrected before the account is activated."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.fields import EmailField, PasswordField
from allauth.account.models import EmailAddress
from allauth.account.utils import has_verified_email
from allauth.core import context
from django import forms
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts import limits
from accounts.asking import mail_activation_link
from accounts.captcha import VerifyCodeField
from accounts.forms import AccountForm, name_or_email
from accounts.models import User
from accounts.rules import person_called


class CorrectAddressForm(AccountForm):
    """Who one is, by the password, and where one really reads mail."""

    login = name_or_email()
    password = PasswordField(label=_("Password"), autocomplete="current-password")
    email = EmailField(
        label=_("The right e-mail"),
        error_messages={"invalid": _("Enter the whole address, for example name@mail.com.")},
    )
    verify_code = VerifyCodeField(form="correct-address")

    person: User

    def clean_email(self) -> str:
        """In the spelling in which all addresses are kept."""
        return str(get_adapter().clean_email(self.cleaned_data["email"].lower()))

    def clean(self) -> dict[str, Any]:
        """Only who knows the password corrects anything; tries are counted as at sign-in."""
        typed: dict[str, Any] = super().clean() or {}
        if self.errors:
            return typed
        adapter, request = get_adapter(context.request), context.request
        name = "email" if "@" in typed["login"] else "username"
        person = adapter.authenticate(request, **{name: typed["login"]}, password=typed["password"])
        if person is None:
            raise adapter.validation_error("invalid_login")
        if has_verified_email(person) or not person.is_active:
            raise forms.ValidationError(_ACTIVATED, code="activated")
        if not limits.take(request, "correct_address", limits.person_key(person.username)):
            raise forms.ValidationError(_TOO_OFTEN, code="too_often")
        self.person = person
        return typed

    def save(self) -> None:
        """From now on only the link in the mail to the new address works."""
        correct(self.person, self.cleaned_data["email"])


_ACTIVATED = _("This account is activated already. Sign in; you can change the e-mail there.")
_TOO_OFTEN = _("The address was corrected too often today. Try again tomorrow.")


def correct(person: User, email: str) -> None:
    """Give an account that is not activated another address, and mail the link there.

    Older links die with the address they were for.  Where the address has an account already,
    its owner is told, and nothing changes: whoever asked can't tell.
    """
    try:
        with transaction.atomic():
            if email != person.email.lower():
                _replace_address(person, email)
            mail_activation_link(person)
    except IntegrityError:
        get_adapter().send_account_already_exists_mail(email)


def _replace_address(person: User, email: str) -> None:
    owner = person_called(email)
    if owner is not None and owner != person:
        raise IntegrityError
    EmailAddress.objects.filter(user=person).delete()
    person.email = email
    person.save(update_fields=["email"])
