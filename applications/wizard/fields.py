"""Which form field asks for which column, and how typed text is cleaned."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField
from phonenumber_field.modelfields import PhoneNumberField as PhoneColumn

from applications.models.fields import LanguageField, MonthField, NameField
from applications.wizard import lists
from applications.wizard.letters import MISSING, Line, Name, Paragraphs
from applications.wizard.numbers import Measured, Whole
from applications.wizard.telephone import Phone
from portal import fields as boxes
from portal.widgets import DateBoxes, KeptSelect

CHOOSE = _("Choose one.")
NOT_IN_LIST = _("Choose one from the list.")
_FIRST_YEAR, _MOST_YEARS_AHEAD = 1900, 80
_RADIOS = 3  # up to so many choices stand beside each other


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

    default_error_messages = {"required": CHOOSE, "invalid_choice": NOT_IN_LIST}

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
    field.error_messages |= {"required": CHOOSE, "invalid_choice": NOT_IN_LIST}
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
        "max_length": Line.default_error_messages["max_length"],
    }
    return field


def _number(largest: int) -> Callable[..., forms.Field]:
    def make(db_field: models.Field[Any, Any], **common: Any) -> forms.Field:
        return Whole(max_value=largest, **common)

    return make


def _decimal(db_field: models.Field[Any, Any], **common: Any) -> forms.Field:
    column = cast(models.DecimalField[Any, Any], db_field)
    digits = {"max_digits": column.max_digits, "decimal_places": column.decimal_places}
    return Measured(**digits, **common)


def _phone(db_field: models.Field[Any, Any], **common: Any) -> forms.Field:
    return Phone(**common)


def _month(db_field: models.Field[Any, Any], **common: Any) -> forms.Field:
    return boxes.MonthField(validators=[_refuse_far_years], **common)


def _day(db_field: models.Field[Any, Any], **common: Any) -> forms.Field:
    return boxes.DateBoxesField(
        widget=DateBoxes(is_birthday=db_field.name == "date_of_birth"),
        validators=[_refuse_far_years],
        **common,
    )


def _refuse_far_years(day: date) -> None:
    """In the life of an applicant, or of a passport, nothing lies so far away."""
    if not _FIRST_YEAR <= day.year <= timezone.localdate().year + _MOST_YEARS_AHEAD:
        raise ValidationError(gettext("Check the year: %(year)s."), params={"year": day.year})


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
    (models.DecimalField, _decimal),
    (models.CharField, _text(Line)),
    (models.TextField, _text(Paragraphs)),
    (MonthField, _month),
    (models.DateField, _day),
    (models.BooleanField, _check),
)
