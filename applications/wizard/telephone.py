"""Telephone numbers with their country code, and what is wrong with one, in a sentence."""

import re
from typing import Any

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from phonenumber_field.formfields import PhoneNumberField
from phonenumber_field.phonenumber import PhoneNumber
from phonenumbers import ValidationResult

from applications.wizard.letters import MISSING, narrow


class Phone(PhoneNumberField):
    """A telephone number with its country code; ``00`` is read as ``+``."""

    default_error_messages = {
        "required": MISSING,
        "invalid": gettext_lazy(
            "Start with + and the country code, for example +234 803 000 0000."
        ),
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

    def run_validators(self, value: Any) -> None:
        """Say what is wrong with a number whose country is known."""
        if value and value.country_code and not value.is_valid():
            raise ValidationError(_fault(value), code="invalid")
        super().run_validators(value)


def _fault(number: PhoneNumber) -> str:
    words = {
        ValidationResult.TOO_SHORT: _("This number is too short for the country code %(code)s."),
        ValidationResult.TOO_LONG: _("This number is too long for the country code %(code)s."),
    }.get(
        phonenumbers.is_possible_number_with_reason(number),
        _("There is no such number with the country code %(code)s. Check the digits."),
    )
    return words % {"code": f"+{number.country_code}"}
