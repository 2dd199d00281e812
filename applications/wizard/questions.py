"""The fields of one form: copies of those of its class."""

from typing import Any, TypeVar

from django import forms

Thing = TypeVar("Thing")


class Questions(dict[str, forms.Field]):
    """Fields of a class, of which every form takes its own copies.

    What a form may change of a field is its own: the field, its widget and attributes, its
    sentences and validators.  Entries are shared.  The framework copies these, too, and takes
    eight times as long; a step has forty fields and is filled in with every request.
    """

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, forms.Field]:
        return {name: _own(field) for name, field in self.items()}


def _own(field: forms.Field) -> forms.Field:
    own = _copied(field)
    own.widget = _copied(field.widget)
    own.widget.attrs = field.widget.attrs.copy()
    own.error_messages = field.error_messages.copy()
    own.validators = field.validators[:]
    return own


def _copied(thing: Thing) -> Thing:
    copy: Thing = object.__new__(type(thing))
    copy.__dict__.update(thing.__dict__)
    return copy
