"""Fields for numbers, typed as text: a browser's own box for numbers drops what it cannot read."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.wizard.letters import MISSING, narrow

_SAID = {
    "required": MISSING,
    "min_value": _("Write 0 or more."),
    "max_value": _("This number is too large."),
    "max_whole_digits": _("This number is too large."),
    "max_digits": _("This number has too many digits. Round it."),
    "max_decimal_places": _("Round it: %(max)s digits after the point fit here."),
}


class Whole(forms.IntegerField):
    """A whole number, 0 or more."""

    default_error_messages = {**_SAID, "invalid": _("Write a whole number in digits.")}

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "numeric", "size": 10})
        super().__init__(min_value=0, widget=widget, **kwargs)


class Measured(forms.DecimalField):
    """A number with a fraction, 0 or more; half of the world writes a comma before it."""

    default_error_messages = {**_SAID, "invalid": _("Write a number, for example 7.5.")}

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "size": 10})
        super().__init__(min_value=0, widget=widget, **kwargs)

    def to_python(self, value: Any) -> Any:
        """Read the number in the form people type it."""
        if isinstance(value, str):
            value = narrow(value).replace(",", ".")
        return super().to_python(value)
