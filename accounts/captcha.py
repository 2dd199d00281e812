"""The verify code of the manual: five letters in a picture, good for one try."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from captcha.conf import settings as captcha_settings
from captcha.models import CaptchaStore
from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Answer(NamedTuple):
    """What was typed, and which picture it answers."""

    key: str
    letters: str


class VerifyCodeInput(forms.Widget):
    """A picture and one labelled box.  Every time it is shown, it is a new picture."""

    template_name = "accounts/widgets/verify_code.html"

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
        key = CaptchaStore.generate_key()
        return {
            **super().get_context(name, None, attrs),
            "key": key,
            "picture": reverse("captcha-image", args=(key,)),
            "sound": reverse("captcha-audio", args=(key,))
            if captcha_settings.CAPTCHA_FLITE_PATH
            else "",
            "refresh": reverse("captcha-refresh"),
        }


class VerifyCodeField(forms.Field):
    """Right only if its picture was shown by us, has not been answered before, and matches."""

    widget = VerifyCodeInput
    default_error_messages = {
        "required": _("Type the letters in the picture."),
        "wrong": _(
            "The code does not match the picture. Here is a new one; what you typed is still here."
        ),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Verify Code"))
        kwargs.setdefault(
            "help_text",
            _("Type the five letters in the picture. Capital or small makes no difference."),
        )
        super().__init__(**kwargs)

    def clean(self, value: Answer) -> str:
        """Use the picture up and compare."""
        letters = "".join(value.letters.split()).lower()
        if not letters:
            raise ValidationError(self.error_messages["required"], code="required")
        if not _uses_up(value.key, letters):
            raise ValidationError(self.error_messages["wrong"], code="wrong")
        return letters


def _uses_up(key: str, letters: str) -> bool:
    """Whether these letters answer the picture; right or wrong, it can't be answered again.

    Of two posts at once only one hits the row it deletes, and only that one counts.
    """
    if "\x00" in key:  # which no database looks for
        return False
    row = CaptchaStore.objects.filter(hashkey=key, expiration__gt=timezone.now()).first()
    if row is None:
        return False
    deleted, _by_model = CaptchaStore.objects.filter(pk=row.pk).delete()
    return deleted == 1 and bool(row.response == letters)
