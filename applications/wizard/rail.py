"""The records of a step in their order, closed or open, with the gaps between them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.forms.boundfield import BoundField
from django_stubs_ext import StrPromise

from applications.wizard import facts
from applications.wizard.forms import Problem, RowForm
from applications.wizard.step import Filled, RowSet
from applications.wizard.stretches import Stretch


@dataclass(frozen=True)
class Record:
    """One record: its form, and what stands for it while it is closed."""

    form: RowForm
    name: str
    when: str
    title: str
    line: str
    is_open: bool
    state: str  # complete, wrong, begun


@dataclass(frozen=True)
class Gap:
    """Months without a record, and the field that explains them."""

    title: str
    field: BoundField


@dataclass(frozen=True)
class Rail:
    """The records of one kind, with everything a page says about them."""

    row_set: RowSet
    entries: list[Record | Gap]
    problems: list[Problem]
    may_grow: bool

    @property
    def is_disordered(self) -> bool:
        """Whether a record stands before one that began earlier."""
        records = [entry for entry in self.entries if isinstance(entry, Record)]
        starts = [one.form.cleaned_data.get("start") for one in records]
        known = [start for start in starts if start]
        return known != sorted(known)

    @property
    def title(self) -> StrPromise:
        """What is recorded here."""
        return self.row_set.title


def rails(filled: Filled, *, opened: str = "") -> list[Rail]:
    """The records of a step; ``opened`` names one that was just added."""
    return [
        Rail(
            row_set,
            list(_entries(filled, row_set, opened)),
            filled.row_errors.get(row_set.prefix, []),
            len(filled.rows[row_set.prefix]) < row_set.maximum,
        )
        for row_set in filled.step.row_sets
    ]


def _entries(filled: Filled, row_set: RowSet, opened: str) -> Iterator[Record | Gap]:
    gaps = list(getattr(filled.form, "gaps", ())) if row_set.has_gaps else []
    for number, row in enumerate(filled.rows[row_set.prefix]):
        start = row.cleaned_data.get("start")
        while gaps and isinstance(start, date) and gaps[0].last < start:
            yield _gap(filled, gaps.pop(0))
        name = f"{row_set.prefix}-{number}"
        yield _record(row, name, row_set.name_of(number), is_open=name == opened)
    yield from (_gap(filled, gap) for gap in gaps)


def _gap(filled: Filled, gap: Stretch) -> Gap:
    bound = filled.form[gap.name]
    return Gap(str(bound.label), bound)


def _record(row: RowForm, name: str, title: str, *, is_open: bool) -> Record:
    said = [_said(row, one) for one in row.names]
    when = [_said(row, one) for one in row.times if _said(row, one)]
    return Record(
        form=row,
        name=name,
        when=" – ".join(when),
        title=said[0] or title,
        line=said[1],
        is_open=is_open or not row.is_complete,
        state="wrong" if row.errors else "complete" if row.is_complete else "begun",
    )


def _said(row: RowForm, name: str) -> str:
    return facts.words(row.fields[name], row.cleaned_data.get(name))
