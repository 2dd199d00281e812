"""The verify code of the manual: five letters in a picture.

It is good for one try, in the browser and in the form for which it was drawn.
"""

import secrets
from collections.abc import Mapping
from typing import Any, NamedTuple

from allauth.core import context, ratelimit
from captcha.conf import settings as captcha_settings
from captcha.models import CaptchaStore
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"  # without I, O and Q, which are taken for L, 0 and O
LENGTH = 5
_KEY_LETTERS = 40  # what the column of the package holds
_WRONG = "wrong_verify_code"  # the limit's name in ACCOUNT_RATE_LIMITS


def five_letters() -> tuple[str, str]:
    """What the picture shows, and the answer.  The package's own choice can be foretold."""
    shown = "".join(secrets.choice(LETTERS) for _place in range(LENGTH))
    return shown, shown.lower()


class Challenge(NamedTuple):
    """A picture in a form: what is posted with the answer, where to see it, where to hear it."""

    key: str
    picture: str
    sound: str

    @classmethod
    def new(cls, request: HttpRequest, form: str) -> "Challenge":
        """A picture that can be answered from this browser and in this form only."""
        key = secrets.token_urlsafe(16)
        shown, answer = five_letters()
        row = CaptchaStore.objects.create(
            hashkey=_row_of(request, form, key), challenge=shown, response=answer
        )
        picture = reverse("verify_code_picture", args=(row.hashkey,))
        sound = reverse("verify_code_sound", args=(row.hashkey,)) if can_be_heard() else ""
        return cls(key, picture, sound)


class Answer(NamedTuple):
    """What was typed, and which picture it answers."""

    key: str
    letters: str


class VerifyCodeInput(forms.Widget):
    """A picture and one labelled box.  Every time it is shown, it is a new picture."""

    template_name = "accounts/widgets/verify_code.html"
    form = ""

    class Media:
        css = {"all": ("css/captcha.css",)}
        js = (forms.Script("js/captcha.js", type="module"),)

    def value_from_datadict(
        self, data: Mapping[str, Any], files: Mapping[str, Any], name: str
    ) -> Answer:
        """The letters under ``name``, the picture's key under ``<name>_key``."""
        return Answer(str(data.get(f"{name}_key", "")), str(data.get(name, "")))

    def value_omitted_from_data(
        self, data: Mapping[str, Any], files: Mapping[str, Any], name: str
    ) -> bool:
        """Whether the box was not posted."""
        return name not in data

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Adds the new picture.  What was typed is for the old one and is not shown again."""
        return {
            **super().get_context(name, None, attrs),
            "challenge": Challenge.new(context.request, self.form),
            "refresh": reverse("verify_code", args=(self.form,)),
        }


class VerifyCodeField(forms.Field):
    """Right only if its picture was shown to this browser in this form, once, and matches."""

    widget = VerifyCodeInput
    default_error_messages = {
        "required": _("Type the letters in the picture."),
        "wrong": _(
            "The code does not match the picture. Here is a new one; what you typed is still here."
        ),
        "too_many": _(
            "Too many wrong codes came from your network. Wait ten minutes; "
            "what you typed is still here."
        ),
    }

    def __init__(self, *, form: str, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Verify Code"))
        kwargs.setdefault(
            "help_text",
            _("Type the five letters in the picture. Capital or small makes no difference."),
        )
        super().__init__(**kwargs)
        self.form = self.widget.form = form

    @property
    def can_be_heard(self) -> bool:
        """Whether the letters are also read out."""
        return can_be_heard()

    def clean(self, value: Answer) -> str:
        """Use the picture up and compare."""
        letters = "".join(value.letters.split()).lower()
        if not letters:
            raise ValidationError(self.error_messages["required"], code="required")
        request = context.request
        if not ratelimit.consume(request, action=_WRONG, dry_run=True):
            raise ValidationError(self.error_messages["too_many"], code="too_many")
        if not _uses_up(_row_of(request, self.form, value.key), letters):
            ratelimit.consume(request, action=_WRONG)
            raise ValidationError(self.error_messages["wrong"], code="wrong")
        return letters


def can_be_heard() -> bool:
    """Whether this machine has the program that reads the letters out."""
    return bool(captcha_settings.CAPTCHA_FLITE_PATH)


def _row_of(request: HttpRequest, form: str, key: str) -> str:
    """Under which name the picture is kept.

    Made from the browser's own secret and the form, so that the same key leads nowhere from
    another browser or in another form, and nothing is kept about visitors who only look.
    """
    get_token(request)
    browser = request.META["CSRF_COOKIE"]
    digest = salted_hmac("accounts.captcha", f"{browser}:{form}:{key}", algorithm="sha256")
    return digest.hexdigest()[:_KEY_LETTERS]


def _uses_up(hashkey: str, letters: str) -> bool:
    """Whether these letters answer the picture; right or wrong, it can't be answered again.

    Of two posts at once only one hits the row it deletes, and only that one counts.
    """
    row = CaptchaStore.objects.filter(hashkey=hashkey, expiration__gt=timezone.now()).first()
    if row is None:
        return False
    deleted, _by_model = CaptchaStore.objects.filter(pk=row.pk).delete()
    return deleted == 1 and bool(row.response == letters)
