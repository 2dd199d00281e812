"""What a step of the form is.

A step is stateless.  What was typed into it is filled in, which gives a ``Filled`` step: bound
forms that accept the answers or say what is missing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django_stubs_ext import StrPromise

from applications.models import Application
from applications.wizard import facts
from applications.wizard.facts import Group
from applications.wizard.forms import AskedOnce, Asking, Problem, RowForm
from applications.wizard.tables import put, put_rows
from applications.wizard.typed import Fields, Paper, Typed, part_of, read


@dataclass(frozen=True)
class RowSet:
    """Records of one kind: schools, employers, family."""

    prefix: str
    form_class: type[RowForm]
    title: StrPromise
    row_title: StrPromise
    add_label: StrPromise
    lead: StrPromise | str = ""
    # How many are shown to begin with, and how many there may be.
    minimum: int = 0
    maximum: int = 20
    # Whether the months between the records are asked for.
    has_gaps: bool = False

    def fill(self, rows: Sequence[Fields]) -> list[RowForm]:
        """A bound form for each record, and blank ones up to the first few."""
        blank: list[Fields] = [{}] * max(0, self.minimum - len(rows))
        return [
            self.form_class(
                MultiValueDict({f"{self.prefix}-{number}-{name}": row[name] for name in row}),
                prefix=f"{self.prefix}-{number}",
            )
            for number, row in enumerate([*rows, *blank])
        ]

    def name_of(self, number: int) -> str:
        """How the record is called in a list of what is missing, counted from 0."""
        return _("%(record)s %(number)s") % {"record": self.row_title, "number": number + 1}


@dataclass
class Filled:
    """A step with what was typed into it."""

    step: "Step"
    typed: Typed
    form: AskedOnce
    rows: dict[str, list[RowForm]]
    row_errors: dict[str, list[Problem]] = field(default_factory=dict)
    # What is missing beside answers: a photo, a document.
    others: list[Problem] = field(default_factory=list)

    @property
    def forms(self) -> list[Asking]:
        """The records and the form itself."""
        return [*(row for rows in self.rows.values() for row in rows), self.form]

    @property
    def is_accepted(self) -> bool:
        """Whether nothing is missing and nothing is wrong."""
        return not self.problems

    @cached_property
    def problems(self) -> list[Problem]:
        """Everything that is missing or wrong, in the order of the page."""
        for form in self.forms:
            form.full_clean()
        self.step.check(self)
        for form in self.forms:
            form.is_complete = not form.errors and not form.is_blank
        found = list(self.others)
        for row_set in self.step.row_sets:
            found += self.row_errors.get(row_set.prefix, [])
            for number, row in enumerate(self.rows[row_set.prefix]):
                found += row.problems(within=row_set.name_of(number))
        return found + self.form.problems()

    @property
    def advice(self) -> list[Problem]:
        """What is worth a second look, in the order of the page; none of it stops anybody."""
        _judged = self.problems
        found: list[Problem] = []
        for row_set in self.step.row_sets:
            for number, row in enumerate(self.rows[row_set.prefix]):
                found += row.advice(within=row_set.name_of(number))
        return found + self.form.advice()

    def refuse(self, prefix: str, sentence: str, *, is_gap: bool = False) -> None:
        """Say what is wrong with the records of one kind as a whole."""
        title = next(str(one.title) for one in self.step.row_sets if one.prefix == prefix)
        problem = Problem(title, sentence, prefix, is_gap)
        self.row_errors.setdefault(prefix, []).append(problem)

    def told(self, prefix: str) -> list[RowForm]:
        """The records of one kind in which something was typed."""
        return [row for row in self.rows[prefix] if not row.is_blank]

    def hide_missing(self) -> None:
        """Reproach nobody with what is not filled in yet; what is wrong stays."""
        _judged = self.problems
        for prefix, problems in self.row_errors.items():
            self.row_errors[prefix] = [one for one in problems if not one.is_gap]
        for form in self.forms:
            form.hide_missing()


class Step:
    """One step of the form."""

    slug: ClassVar[str]
    title: ClassVar[StrPromise]
    short_title: ClassVar[StrPromise]
    lead: ClassVar[StrPromise | str] = ""
    form_class: ClassVar[type[AskedOnce]]
    row_sets: ClassVar[tuple[RowSet, ...]] = ()
    # Under which name an application has the row of the form.
    kept_as: ClassVar[str] = ""
    # The questions of earlier steps at whose answers this one looks, by step.
    consults: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    # What its page shows of an application beside answers: rows that are read with it.
    shows: ClassVar[tuple[str, ...]] = ()
    template: ClassVar[str] = "applications/wizard/step.html"

    def read(self, posted: QueryDict) -> Typed:
        """What was typed, of what this step asks; whatever else was sent is dropped."""
        kinds = {one.prefix: (one.form_class, one.maximum) for one in self.row_sets}
        return read(posted, self.form_class, kinds)

    def is_touched(self, slug: str, before: Typed, after: Typed) -> bool:
        """Whether a change of another step concerns this one."""
        return any(
            part_of(before["fields"], name) != part_of(after["fields"], name)
            for name in self.consults.get(slug, ())
        )

    def fill(self, typed: Typed, paper: Paper) -> Filled:
        """Fill in what was typed."""
        rows = {one.prefix: one.fill(typed["rows"].get(one.prefix, [])) for one in self.row_sets}
        form = self.form_class(MultiValueDict(typed["fields"]), paper=paper, rows=rows)
        return Filled(self, typed, form, rows)

    def check(self, filled: Filled) -> None:
        """Judge what no single form can; called once, after all of them have judged."""

    def preview(self, filled: Filled) -> list[Group]:
        """What was typed, as it is read."""
        groups = [
            facts.record(row, row_set.name_of(number))
            for row_set in self.row_sets
            for number, row in enumerate(filled.told(row_set.prefix))
        ]
        return groups + facts.told(filled.form)

    def answers(self, application: Application) -> list[Group]:
        """What was accepted, as it is read: the same from the typed tables."""
        groups = [
            facts.kept_record(row_set.form_class, row, row_set.name_of(number))
            for row_set in self.row_sets
            for number, row in enumerate(getattr(application, row_set.prefix).all())
        ]
        row = getattr(application, self.kept_as, None)
        return groups + facts.kept(self.form_class, row)

    def record(self, application: Application, filled: Filled, kept: Typed | None) -> None:
        """Write the accepted answers into their tables, which hold those of ``kept``."""
        put(application, filled.form)
        put_rows(application, self.new_rows(filled, kept))

    def new_rows(self, filled: Filled, kept: Typed | None) -> dict[Any, list[Any]]:
        """The records by their table, of those kinds that were typed otherwise in ``kept``."""
        return {
            row_set.form_class.Meta.model: [row.instance for row in filled.told(row_set.prefix)]
            for row_set in self.row_sets
            if kept is None
            or kept["rows"].get(row_set.prefix) != filled.typed["rows"].get(row_set.prefix)
        }
