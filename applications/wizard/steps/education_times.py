"""What schools and work of step 3 say together: their order, their months, the levels reached."""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import pairwise

from django.utils import timezone
from django.utils.translation import gettext as _

from applications.models.choices import Attained, EducationLevel
from applications.wizard.forms import RowForm
from applications.wizard.step import Filled
from applications.wizard.stretches import Stretch
from portal.times import month

# What somebody must have finished, or finish before the studies begin, to be admitted as what.
NEEDED_LEVEL = {
    "B": EducationLevel.SENIOR,
    "M": EducationLevel.BACHELOR,
    "D": EducationLevel.MASTER,
}
# From the lowest to the highest; “other” proves none of them.
RANK: dict[str, int] = {level: rank for rank, level in enumerate(EducationLevel)}
RANK[EducationLevel.VOCATIONAL] = RANK[EducationLevel.SENIOR]
RANK[EducationLevel.OTHER] = -1
# Younger than this nobody goes to school, or leaves high school.
YOUNGEST_AT_SCHOOL, YOUNGEST_GRADUATE = 4, 14
_SHORTEST_OVERLAP = 2  # months; one term may end in the month in which the next one begins


def months_in(rows: Mapping[str, list[RowForm]]) -> list[Stretch]:
    """The months of every record that says from when to when."""
    records = (*rows["education"], *rows["employment"])
    return [stretch for row in records if (stretch := stretch_of(row))]


def stretch_of(row: RowForm) -> Stretch | None:
    """From when to when; until now where the end is open, nothing where the dates are wrong."""
    if row.is_blank or "start" in row.errors or "end" in row.errors:
        return None
    start: date = row.cleaned_data["start"]
    end = row.cleaned_data["end"] or max(start, timezone.localdate().replace(day=1))
    return Stretch(start, end)


def judge_times(filled: Filled) -> None:
    """Nobody goes to school before birth; what is only unlikely is worth a word."""
    born = filled.form.paper.value("basic-information", "date_of_birth")
    schools, works = filled.told("education"), filled.told("employment")
    for row in (*schools, *works):
        start = row.cleaned_data.get("start")
        if born and start and start < born.replace(day=1):
            row.add_error("start", _before_birth(born))
    if born:
        for row in schools:
            _judge_age(row, born)
    _name_overlaps(schools, schools, _("At the same time as “%(other)s”. Were you at both?"))
    _name_overlaps(
        works, schools, _("At the same time as “%(other)s”. Say under Duties if it was part-time.")
    )


def _before_birth(born: date) -> str:
    return _("This is before your date of birth, %(month)s. Check the year.") % {
        "month": month(born)
    }


def _judge_age(row: RowForm, born: date) -> None:
    start, end = row.cleaned_data.get("start"), row.cleaned_data.get("end")
    if start and "start" not in row.errors and start.year - born.year < YOUNGEST_AT_SCHOOL:
        row.note("start", _("You would have been under 4 years old. Check the year."))
    is_high_school = row.cleaned_data.get("level") == EducationLevel.SENIOR
    if is_high_school and end and end.year - born.year < YOUNGEST_GRADUATE:
        row.note("end", _("You would have left high school before you were 14. Check the year."))


def _name_overlaps(rows: Iterable[RowForm], others: list[RowForm], sentence: str) -> None:
    for row in rows:
        for other in others:
            if other is row:
                break
            here, there = stretch_of(row), stretch_of(other)
            if here and there and here.months_shared(there) >= _SHORTEST_OVERLAP:
                name = other.cleaned_data.get("institution", "")
                row.note("start", sentence % {"other": name})


def judge_order(filled: Filled) -> None:
    """Oldest first; the two that stand the wrong way round are named."""
    schools = filled.told("education")
    for earlier, later in pairwise(schools):
        if later.cleaned_data["start"] < earlier.cleaned_data["start"]:
            sentence = _(
                "The oldest comes first: “%(later)s” began in %(later_month)s, before "
                "“%(earlier)s” in %(earlier_month)s. Press “Put in order”, or correct the months."
            )
            filled.refuse("education", sentence % {
                "later": later.cleaned_data["institution"],
                "later_month": month(later.cleaned_data["start"]),
                "earlier": earlier.cleaned_data["institution"],
                "earlier_month": month(earlier.cleaned_data["start"]),
            })  # fmt: skip
            return


def judge_levels(filled: Filled) -> None:
    """Whether the schools lead to what is applied for, and agree with step 1."""
    schools = filled.told("education")
    application = filled.form.paper.application
    graduated = [
        RANK[row.cleaned_data["level"]]
        for row in schools
        if row.cleaned_data["status"] == Attained.GRADUATED
    ]
    expected = [
        RANK[row.cleaned_data["level"]]
        for row in schools
        if row.cleaned_data["status"] == Attained.EXPECTED
        and row.cleaned_data["end"] <= application.intake.starts_on
    ]
    needed = NEEDED_LEVEL.get(application.intake.admission_type.code)
    if needed and max([*graduated, *expected], default=-1) < RANK[needed]:
        filled.refuse(
            "education",
            _("For this programme you need “%(level)s”, finished before the studies begin.")
            % {"level": needed.label},
            is_gap=True,
        )
    said = filled.form.paper.value("basic-information", "highest_education")
    if said and RANK[said] > max(graduated, default=-1):
        filled.refuse(
            "education",
            _("In step 1 you named “%(level)s” as completed, but no record here says so.")
            % {"level": EducationLevel(said).label},
        )
