"""Answers as they are read: label and value, in the words of the form that asked."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.db.models import Model
from django.utils.translation import gettext as _

from applications.wizard.fields import OneOf
from applications.wizard.forms import Asking, RowForm
from portal import times
from portal.fields import MonthField


@dataclass(frozen=True)
class Fact:
    """A label and a value.

    ``note`` stands below the value, as a reproach if it is ``wrong``.  ``url`` makes the value a
    link; ``links`` are several files, each with its name and address.
    """

    label: str
    value: str
    name: str = ""
    note: str = ""
    wrong: bool = False
    url: str = ""
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Group:
    """Facts that belong together: a part of a form, or one record."""

    title: str
    facts: list[Fact]


def words(field: forms.Field, value: Any) -> str:
    """An answer as a person says it, in the reader's language; empty where there is none."""
    if value is None or value == "":
        return ""
    if isinstance(field, forms.BooleanField):
        return _("Yes") if value else ""
    if isinstance(field, OneOf):
        return field.source().get(str(value), str(value))
    if isinstance(field, forms.ChoiceField):
        choices = cast(Iterable[tuple[Any, Any]], field.choices)
        return str({str(key): label for key, label in choices}.get(str(value), value))
    return _plain_words(field, value)


def _plain_words(field: forms.Field, value: Any) -> str:
    if isinstance(value, date):
        return times.month(value) if isinstance(field, MonthField) else times.day(value)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(getattr(value, "as_international", value))


def told(form: Asking) -> list[Group]:
    """What was typed, whether it was accepted or not; what is missing is named, too."""
    return _groups(form, form.fields, lambda name: _typed_fact(form, name))


def kept(form_class: type[Asking], row: Model | None) -> list[Group]:
    """What was accepted, from its table."""
    if row is None:
        return []
    fields: dict[str, forms.Field] = form_class.base_fields  # type: ignore[attr-defined]
    return _groups(form_class, fields, lambda name: _kept_fact(fields[name], name, row))


def record(row: RowForm, title: str) -> Group:
    """One record as it was typed."""
    return Group(title, [fact for group in told(row) for fact in group.facts])


def kept_record(form_class: type[RowForm], row: Model, title: str) -> Group:
    """One record from its table."""
    return Group(title, [fact for group in kept(form_class, row) for fact in group.facts])


def _groups(
    form: Asking | type[Asking],
    fields: Mapping[str, forms.Field],
    fact_of: Callable[[str], Fact | None],
) -> list[Group]:
    groups = []
    for part in form.parts:
        facts = [fact for fact in map(fact_of, _present(part.flat(), fields)) if fact]
        if facts:
            groups.append(Group(str(part.title), facts))
    return groups


def _present(names: Iterator[str], fields: Mapping[str, forms.Field]) -> Iterator[str]:
    return (name for name in names if name in fields)


def _typed_fact(form: Asking, name: str) -> Fact | None:
    bound = form[name]
    if name in form.errors:
        typed = bound.value()
        shown = words(form.fields[name], typed) if isinstance(typed, str | bool) else ""
        return Fact(
            str(bound.label), shown, name, note=" ".join(map(str, bound.errors)), wrong=True
        )
    value = words(form.fields[name], form.cleaned_data.get(name))
    return Fact(str(bound.label), value, name, note=form.notes.get(name, "")) if value else None


def _kept_fact(field: forms.Field, name: str, row: Model) -> Fact | None:
    value = words(field, getattr(row, name, None))
    return Fact(str(field.label), value, name) if value else None
