"""The second factor: under what name it stands in people's phones and keys, and its forms."""

from typing import Any
from urllib.parse import urlsplit

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm, BaseAuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.forms import AccountForm
from portal.models import SiteProfile

_LONGEST_NAME = 60
_DIGITS = {"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": "20"}


class SecondFactorAdapter(DefaultMFAAdapter):
    """Phones and keys know the university by its name and its configured address."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code is not right, or it was used before. Type the next one."),
    }

    def get_totp_issuer(self) -> str:
        """The name above the six digits."""
        return SiteProfile.current().name_en or "Ruxue"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """A key is good for the configured site, never for what the Host header says."""
        return {
            "id": urlsplit(settings.SITE_URL).hostname or "localhost",
            "name": self.get_totp_issuer(),
        }

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:  # noqa: A002 - allauth's
        """A name to begin with."""
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return gettext("Key %(number)s") % {"number": number}


class _CodeForm(AccountForm, BaseAuthenticateForm):
    """One box for a code of the app or a recovery code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code")
        self.fields["code"].help_text = _(
            "Six digits from your authenticator app, or one of your recovery codes."
        )
        self.fields["code"].widget.attrs |= _DIGITS


class SignInCodeForm(_CodeForm, AuthenticateForm):
    """The second step of signing in."""


class ConfirmCodeForm(_CodeForm, ReauthenticateForm):
    """A code in place of the password, before something that keeps the account safe changes."""


class ActivateAppForm(AccountForm, ActivateTOTPForm):
    """The first code of a new authenticator app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Authenticator code")
        self.fields["code"].help_text = _("The six digits the app shows now.")
        self.fields["code"].widget.attrs |= _DIGITS


class _KeyForm(AccountForm):
    """A security key and its name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = self.fields["name"]
        name.label = _("Name of the key")
        name.help_text = _("So that you can tell your keys apart.")
        name.widget.attrs["maxlength"] = str(_LONGEST_NAME)
        name.validators.append(MaxLengthValidator(_LONGEST_NAME))


class AddKeyForm(_KeyForm, AddWebAuthnForm):
    """A new security key or passkey."""


class RenameKeyForm(_KeyForm, EditWebAuthnForm):
    """Another name for a key."""
