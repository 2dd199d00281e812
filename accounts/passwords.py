"""What a password must be, and passwords that we choose ourselves."""

import secrets
import string
from collections.abc import Callable, Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from zxcvbn import zxcvbn

from portal.models import SiteProfile

LONGEST = 128
_LENGTH_WE_CHOOSE = 16
_JUDGED_LETTERS = 72  # the estimator's time grows with the square of the length
_WEAKEST_ACCEPTED = 2
_OWN_WORDS = ("ruxue", "admission", "university", "student", "college")

_COMPOSITION: tuple[tuple[str, Callable[[str], bool], Any], ...] = (
    ("upper", str.isupper, gettext_lazy("Add an upper-case letter.")),
    ("lower", str.islower, gettext_lazy("Add a lower-case letter.")),
    ("digit", str.isdigit, gettext_lazy("Add a digit.")),
)


class CompositionValidator:
    """The rule of the manual: upper case, lower case and a digit."""

    def validate(self, password: str, user: object = None) -> None:
        """Refuse with one sentence for each thing missing."""
        missing = [
            ValidationError(sentence, code=f"password_no_{name}")
            for name, is_kind, sentence in _COMPOSITION
            if not any(map(is_kind, password))
        ]
        if missing:
            raise ValidationError(missing)

    def get_help_text(self) -> str:
        """The rule in one sentence."""
        return _("Your password has an upper-case letter, a lower-case letter and a digit.")


class StrengthValidator:
    """Refuses what a guessing program finds soon: common words, names, rows of keys."""

    def validate(self, password: str, user: object = None) -> None:
        """Judge the password as somebody would who knows the person and the university."""
        known = [word for word in _words_around(user) if word]
        judged = zxcvbn(password[:_JUDGED_LETTERS], user_inputs=known)
        if judged["score"] < _WEAKEST_ACCEPTED:
            raise ValidationError(
                _(
                    "This password is easy to guess. Add one or two words that have nothing "
                    "to do with each other."
                ),
                code="password_too_weak",
            )

    def get_help_text(self) -> str:
        """The rule in one sentence."""
        return _("Your password is not easy to guess.")


class NewPasswordInput(forms.PasswordInput):
    """A box for a new password with the rules below it; a script ticks them as one types."""

    template_name = "accounts/widgets/new_password.html"

    class Media:
        js = (forms.Script("js/password.js", type="module"),)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Lets the box be described by its rules."""
        context = super().get_context(name, value, attrs)
        attributes = context["widget"]["attrs"]
        rules = f"{attributes.get('id', name)}_rules"
        described = attributes.get("aria-describedby", "")
        attributes["aria-describedby"] = f"{described} {rules}".strip()
        return {**context, "rules_id": rules}


def random_password() -> str:
    """A password for somebody who will choose another one."""
    letters = string.ascii_letters + string.digits
    while True:
        password = "".join(secrets.choice(letters) for _place in range(_LENGTH_WE_CHOOSE))
        if all(any(map(is_kind, password)) for _name, is_kind, _sentence in _COMPOSITION):
            return password


def _words_around(user: object) -> Iterator[str]:
    """What a stranger would try first."""
    yield from _OWN_WORDS
    profile = SiteProfile.current()
    yield from f"{profile.name_en} {profile.name_zh}".lower().split()
    for name in ("username", "first_name", "last_name"):
        yield str(getattr(user, name, "") or "")
    yield from str(getattr(user, "email", "") or "").replace("@", ".").split(".")
