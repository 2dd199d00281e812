"""What was typed into a step, exactly as it was posted."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Protocol, TypedDict

from django.http import QueryDict

from applications.models import Application, Document, DocumentRequirement

_BOX = re.compile(r"_(year|month|day)$")
_ROW_NUMBER = re.compile(r"[0-9]{1,3}")
Fields = dict[str, list[str]]


class Typed(TypedDict):
    """The posted strings of a step, its rows included."""

    fields: Fields
    rows: dict[str, list[Fields]]


def nothing_typed() -> Typed:
    """A step nobody has begun."""
    return {"fields": {}, "rows": {}}


class Paper(Protocol):
    """Everything typed into one application; a step may look at what an earlier one says."""

    application: Application

    def value(self, slug: str, name: str) -> Any:
        """The answer to one question of a step, or None while it has none."""

    def has_photo(self) -> bool:
        """Whether a photo was accepted."""

    @property
    def documents(self) -> list[Document]:
        """The files that came."""

    @property
    def wanted_documents(self) -> list[DocumentRequirement]:
        """What the intake asks for."""

    def missing_documents(self) -> list[DocumentRequirement]:
        """The required documents of which there is no file yet."""


class Knowing(Protocol):
    """A kind of form that can say whether it asks for something."""

    def knows(self, name: str) -> bool:
        """Whether it asks for something posted under this name."""


def read(posted: QueryDict, form: Knowing, rows: Mapping[str, tuple[Knowing, int]]) -> Typed:
    """Take from a post what the step asks for; whatever else was sent is dropped.

    ``rows`` gives for each prefix the kind of record and how many there may be.
    """
    typed = nothing_typed()
    for name in posted:
        if form.knows(name):
            typed["fields"][name] = _strings(posted.getlist(name))
    for prefix, (row, maximum) in rows.items():
        typed["rows"][prefix] = _read_rows(posted, prefix, row)[:maximum]
    return typed


def question_of(name: str) -> str:
    """The question behind a posted name: a date comes in several boxes."""
    return _BOX.sub("", name)


def part_of(fields: Fields, question: str) -> Fields:
    """What was posted for one question; an empty box says as much as none."""
    return {
        name: values
        for name, values in fields.items()
        if question_of(name) == question and any(values)
    }


def began(row: Fields) -> tuple[int, ...]:
    """When a record began, as far as that was typed; the undated ones come last."""
    boxes = [next(iter(row.get(f"start_{part}", ())), "") for part in ("year", "month")]
    known = [int(box) for box in boxes if box.isdecimal()]
    return (0, *known) if known else (1,)


def _read_rows(posted: QueryDict, prefix: str, row: Knowing) -> list[Fields]:
    found: dict[int, Fields] = {}
    for name in posted:
        kind, _hyphen, rest = name.partition("-")
        number, _hyphen, key = rest.partition("-")
        if kind == prefix and _ROW_NUMBER.fullmatch(number) and row.knows(key):
            found.setdefault(int(number), {})[key] = _strings(posted.getlist(name))
    return [found[number] for number in sorted(found)]


def _strings(values: Sequence[str]) -> list[str]:
    # No database keeps the sign with the number zero.
    return [value.replace("\x00", "") for value in values]
