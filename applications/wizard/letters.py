"""Text fields: how what was typed is cleaned, and what is said to what cannot stand there."""

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

MISSING = _("Fill in this field.")
_NAME_SIGNS = frozenset(" -'.’ʼ`")
_ASCII_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
# Where a line may be broken, or may not: copied along, never seen, and missing from no word.
_UNSEEN = dict.fromkeys((0x00AD, 0x200B, 0x2060, 0xFEFF))


def narrow(text: str) -> str:
    """Full-width digits and letters as their plain ones; for numbers and codes, never for names."""
    return text.translate(_ASCII_WIDTH)


class _Text(forms.CharField):
    """What lines and paragraphs have in common."""

    default_error_messages = {
        "required": MISSING,
        "max_length": _(
            "This is %(show_value)s letters long; %(limit_value)s fit here. Shorten it."
        ),
    }

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """How long an answer may be decides how wide its box is.

        The browser is not told to stop there: it would cut what is pasted, and say nothing.
        """
        attributes = super().widget_attrs(widget)
        longest = attributes.pop("maxlength", None)
        return attributes | (
            {"size": longest} if longest and isinstance(widget, forms.TextInput) else {}
        )

    def to_python(self, value: Any) -> str:
        """Composed letters, without what nobody sees."""
        text: str = super().to_python(value) or ""
        return unicodedata.normalize("NFC", text.translate(_UNSEEN))


class Line(_Text):
    """One line of text: kept as typed, in NFC, with single spaces and no control characters."""

    # Arabic, Persian and Hebrew are written from the right.
    widget = forms.TextInput(attrs={"dir": "auto"})

    def to_python(self, value: Any) -> str:
        """Fold the line breaks and spaces a copied text brings along."""
        text = " ".join(super().to_python(value).split())
        refuse_control_characters(text)
        return text


class Paragraphs(_Text):
    """Text of any length; line breaks are kept."""

    widget = forms.Textarea(attrs={"rows": 12, "dir": "auto"})

    def to_python(self, value: Any) -> str:
        """Line breaks as one sign, no spaces at the ends."""
        text = super().to_python(value).replace("\r\n", "\n").replace("\r", "\n")
        refuse_control_characters(text.replace("\n", "").replace("\t", ""))
        return text


class Name(Line):
    """A name in Latin letters, with whatever marks the passport prints."""

    widget = forms.TextInput()

    def to_python(self, value: Any) -> str:
        """Refuse other scripts with a sentence that says where they go."""
        text = super().to_python(value)
        if wrong := next((sign for sign in text if not _may_be_in_name(sign)), ""):
            if not wrong.isprintable():
                raise _hidden_sign()
            raise ValidationError(
                _("Use Latin letters only, as in the passport; “%(sign)s” is not one of them."),
                code="not_latin",
                params={"sign": wrong},
            )
        return text


def refuse_control_characters(text: str) -> None:
    """Signs without a shape do not belong into an answer, except the joiners of some scripts."""
    if _HIDDEN.search(text):
        raise _hidden_sign()


def _hidden_sign() -> ValidationError:
    return ValidationError(
        _("This text contains a hidden sign. Type it again instead of copying it."),
        code="control",
    )


_HIDDEN = re.compile(
    # Control signs, halves of signs, signs for private use: Unicode's Cc, Cs and Co.
    "[\x00-\x1f\x7f-\x9f\ud800-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd"
    # They turn the direction of what follows and are used to disguise names.
    "\u202a-\u202e\u2066-\u2069]"
)


def _may_be_in_name(sign: str) -> bool:
    if sign in _NAME_SIGNS or unicodedata.combining(sign):
        return True
    return sign.isalpha() and unicodedata.name(sign, "").startswith("LATIN")
