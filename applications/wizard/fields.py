"""Which form field asks for which column, and how typed text is cleaned."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField
from phonenumber_field.formfields import PhoneNumberField
from phonenumber_field.modelfields import PhoneNumberField as PhoneColumn

from applications.models.fields import LanguageField, MonthField, NameField
from applications.wizard import lists
from portal import fields as boxes
from portal.widgets import DateBoxes, KeptSelect

MISSING = _("Fill in this field.")
CHOOSE = _("Choose one.")
_RADIOS = 3  # up to so many choices stand beside each other
_NAME_SIGNS = frozenset(" -'.’ʼ`")
_ASCII_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


def narrow(text: str) -> str:
    """Full-width digits and letters as their plain ones; for numbers and codes, never for names."""
    return text.translate(_ASCII_WIDTH)


class Line(forms.CharField):
    """One line of text: kept as typed, in NFC, with single spaces and no control characters."""

    # Arabic, Persian and Hebrew are written from the right.
    widget = forms.TextInput(attrs={"dir": "auto"})
    default_error_messages = {"required": MISSING}

    def to_python(self, value: Any) -> str:
        """Fold the line breaks and spaces a copied text brings along."""
        text = unicodedata.normalize("NFC", super().to_python(value) or "")
        text = " ".join(text.split())
        refuse_control_characters(text)
        return text


class Paragraphs(forms.CharField):
    """Text of any length; line breaks are kept."""

    widget = forms.Textarea(attrs={"rows": 12, "dir": "auto"})
    default_error_messages = {"required": MISSING}

    def to_python(self, value: Any) -> str:
        """Line breaks as one sign, no spaces at the ends."""
        text = unicodedata.normalize("NFC", super().to_python(value) or "")
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        refuse_control_characters(text.replace("\n", "").replace("\t", ""))
        return text


class Name(Line):
    """A name in Latin letters, with whatever marks the passport prints."""

    widget = forms.TextInput()

    def to_python(self, value: Any) -> str:
        """Refuse other scripts with a sentence that says where they go."""
        text = super().to_python(value)
        if wrong := next((sign for sign in text if not _may_be_in_name(sign)), ""):
            raise ValidationError(
                _("Use Latin letters only, as in the passport; “%(sign)s” is not one of them."),
                code="not_latin",
                params={"sign": wrong},
            )
        return text


class Phone(PhoneNumberField):
    """A telephone number with its country code; ``00`` is read as ``+``."""

    default_error_messages = {
        "required": MISSING,
        "invalid": _("Start with + and the country code, for example +234 803 000 0000."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "size": 24})
        self.error_messages["invalid"] = self.default_error_messages["invalid"]

    def to_python(self, value: Any) -> Any:
        """Read the number in the form people type it."""
        if isinstance(value, str):
            value = re.sub(r"^\s*00", "+", narrow(value))
        return super().to_python(value)


class Shared(forms.ChoiceField):
    """A choice whose entries every copy of the field shares: they are never changed in place."""

    def __deepcopy__(self, memo: dict[int, Any]) -> "Shared":
        # Not as a ChoiceField, which copies every entry for every page.
        copy: Shared = forms.Field.__deepcopy__(self, memo)  # type: ignore[attr-defined]
        return copy


class OneOfFew(Shared, forms.TypedChoiceField):
    """One entry of a short list."""


class OneOf(Shared):
    """One entry of a long list, which is looked up and never copied."""

    default_error_messages = {"required": CHOOSE, "invalid_choice": _("Choose one from the list.")}

    def __init__(self, *, source: Callable[[], Mapping[str, str]], key: str, **kwargs: Any) -> None:
        self.source = source
        super().__init__(choices=self._entries, widget=KeptSelect(key=key), **kwargs)

    def _entries(self) -> list[tuple[str, str]]:
        return [("", gettext("Choose")), *self.source().items()]

    def valid_value(self, value: Any) -> bool:
        """One look-up instead of a walk through the list."""
        return str(value) in self.source()


def country(db_field: models.Field[Any, Any], **kwargs: Any) -> OneOf:
    """Any country."""
    return OneOf(source=lists.countries, key="countries", **kwargs)


def language(db_field: models.Field[Any, Any], **kwargs: Any) -> OneOf:
    """Any language."""
    return OneOf(source=lists.languages, key="languages", **kwargs)


def form_field(db_field: models.Field[Any, Any], **kwargs: Any) -> forms.Field:
    """The form field for a column; ``Meta.formfield_callback`` of every form of the wizard."""
    common = {
        "label": db_field.verbose_name,
        "required": not db_field.blank,
        "help_text": db_field.help_text,
        **{name: value for name, value in kwargs.items() if name in ("label", "help_text")},
    }
    field = _made(db_field, common) or cast(forms.Field, db_field.formfield(**kwargs))
    field.error_messages |= kwargs.get("error_messages") or {}
    return field


def _made(db_field: models.Field[Any, Any], common: dict[str, Any]) -> forms.Field | None:
    if db_field.choices and not isinstance(db_field, CountryField):
        return _choice(db_field, common)
    for column, make in _MAKERS:
        if isinstance(db_field, column):
            return make(db_field, **common)
    return None


def _choice(db_field: models.Field[Any, Any], common: dict[str, Any]) -> forms.Field:
    options = list(db_field.flatchoices)
    is_yes_no = isinstance(db_field, models.BooleanField)
    # What was chosen among radios cannot be taken back, so an optional question has a list.
    if not db_field.blank and (is_yes_no or len(options) <= _RADIOS):
        widget: forms.Widget = forms.RadioSelect()
    else:
        options = [("", _("Choose")), *options]
        widget = KeptSelect(key=str(db_field))
    field = OneOfFew(
        choices=options,
        coerce=_truth if is_yes_no else str,
        empty_value=None if is_yes_no else "",
        widget=widget,
        **common,
    )
    field.error_messages |= {"required": CHOOSE, "invalid_choice": _("Choose one from the list.")}
    return field


def _truth(value: Any) -> bool:
    return str(value) == "True"


def _text(kind: type[forms.CharField]) -> Callable[..., forms.Field]:
    def make(db_field: models.Field[Any, Any], **common: Any) -> forms.Field:
        return kind(max_length=db_field.max_length, **common)

    return make


def _email(db_field: models.Field[Any, Any], **common: Any) -> forms.Field:
    field = forms.EmailField(max_length=db_field.max_length, **common)
    field.error_messages |= {
        "required": MISSING,
        "invalid": _("Write an e-mail address like name@example.org."),
    }
    return field


def _number(largest: int) -> Callable[..., forms.Field]:
    def make(db_field: models.Field[Any, Any], **common: Any) -> forms.Field:
        field = forms.IntegerField(min_value=0, max_value=largest, **common)
        field.error_messages["max_value"] = _("This number is too large.")
        return field

    return make


def _phone(db_field: models.Field[Any, Any], **common: Any) -> forms.Field:
    return Phone(**common)


def _month(db_field: models.Field[Any, Any], **common: Any) -> forms.Field:
    return boxes.MonthField(**common)


def _day(db_field: models.Field[Any, Any], **common: Any) -> forms.Field:
    return boxes.DateBoxesField(
        widget=DateBoxes(is_birthday=db_field.name == "date_of_birth"), **common
    )


def _check(db_field: models.Field[Any, Any], **common: Any) -> forms.Field:
    return forms.BooleanField(**{**common, "required": False})


# The first that fits; subclasses before their bases.
_MAKERS: tuple[tuple[type[models.Field[Any, Any]], Callable[..., forms.Field]], ...] = (
    (CountryField, country),
    (LanguageField, language),
    (PhoneColumn, _phone),
    (NameField, _text(Name)),
    (models.EmailField, _email),
    # As large as the columns are on every database.
    (models.PositiveSmallIntegerField, _number(2**15 - 1)),
    (models.PositiveIntegerField, _number(2**31 - 1)),
    (models.CharField, _text(Line)),
    (models.TextField, _text(Paragraphs)),
    (MonthField, _month),
    (models.DateField, _day),
    (models.BooleanField, _check),
)


def refuse_control_characters(text: str) -> None:
    """Signs without a shape do not belong into an answer, except the joiners of some scripts."""
    if _HIDDEN.search(text):
        raise ValidationError(
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
