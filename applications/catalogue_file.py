"""The catalogue as a table file: reading one, judging it whole, writing what differs, and back.

One row is one programme, found by its code.  A column that is not in the file is left as it is.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models, transaction
from openpyxl import Workbook, load_workbook

from applications.models import (
    AdmissionType,
    Department,
    Intake,
    Major,
    Offering,
    Programme,
    ResearchArea,
    TeachingLanguage,
)

_FEN = 100
# Columns of which every file has to know something; the others may be missing.
REQUIRED = (
    *("code", "name_en", "name_zh", "department", "major", "admission_type"),
    *("teaching_language", "years"),
)


class NotATable(Exception):  # noqa: N818 - a fact about a file
    """Neither a workbook nor a text with commas."""


@dataclass(frozen=True)
class Fault:
    """Something wrong in a file; rows are counted as a spreadsheet counts them."""

    row: int
    column: str
    sentence: str

    def __str__(self) -> str:
        return f"Row {self.row}, {self.column}: {self.sentence}"


class ByCode(forms.Field):
    """The code of something in the catalogue."""

    def __init__(self, table: type[models.Model], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.table = table
        self.known: Mapping[str, Any] = {}

    def to_python(self, value: Any) -> Any:
        """The thing itself."""
        if value in self.empty_values:
            return None
        if value not in self.known:
            raise ValidationError(f"There is no {self.table._meta.verbose_name} “{value}”.")  # noqa: SLF001
        return self.known[value]


class ManyByCode(ByCode):
    """Several codes with semicolons between them."""

    def to_python(self, value: Any) -> Any:
        """The things themselves."""
        return [super(ManyByCode, self).to_python(code) for code in words(value or "")]


class ProgrammeRow(forms.Form):
    """One row, judged."""

    code = forms.SlugField(max_length=40)
    name_en = forms.CharField(max_length=160)
    name_zh = forms.CharField(max_length=80)
    department = ByCode(Department)
    major = ByCode(Major)
    admission_type = ByCode(AdmissionType)
    teaching_language = forms.ChoiceField(choices=TeachingLanguage.choices)
    years = forms.DecimalField(
        min_value=Decimal("0.5"), max_value=12, max_digits=3, decimal_places=1
    )
    tuition_yuan = forms.DecimalField(min_value=0, max_digits=9, decimal_places=2, required=False)
    description_en = forms.CharField(required=False)
    description_zh = forms.CharField(required=False)
    position = forms.IntegerField(min_value=0, max_value=32_767, required=False)
    areas_en = forms.CharField(required=False)
    areas_zh = forms.CharField(required=False)
    intakes = ManyByCode(Intake, required=False)

    def clean(self) -> dict[str, Any]:
        """Research areas have a name in each language."""
        told = self.cleaned_data
        english, chinese = words(told.get("areas_en", "")), words(told.get("areas_zh", ""))
        if len(english) != len(chinese):
            sentence = f"{len(chinese)} research areas here, {len(english)} in areas_en."
            self.add_error("areas_zh", sentence)
        if len(set(english)) != len(english):
            self.add_error("areas_en", "A research area stands here twice.")
        return told


COLUMNS = tuple(ProgrammeRow.base_fields)


def words(text: str) -> list[str]:
    """What stands between semicolons."""
    return [word for part in text.replace("；", ";").split(";") if (word := part.strip())]


def read(path: Path) -> list[list[str]]:
    """The cells of a file, as text.  Raises NotATable or OSError."""
    data = path.read_bytes()
    if path.suffix.lower() == ".xlsx":
        try:
            sheet = load_workbook(io.BytesIO(data), read_only=True, data_only=True).worksheets[0]
            return [[_text(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
        except Exception as why:
            raise NotATable("This is no .xlsx workbook.") from why
    for encoding in ("utf-8-sig", "gb18030"):  # the second is what Excel in China writes
        try:
            return list(csv.reader(io.StringIO(data.decode(encoding), newline="")))
        except (UnicodeDecodeError, csv.Error):
            continue
    raise NotATable("This is neither .xlsx nor .csv in UTF-8 or GB 18030.")


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else str(cell).strip()


@dataclass
class Judged:
    """What a file says, and what is wrong with it."""

    rows: list[dict[str, Any]]
    faults: list[Fault]


def judge(table: list[list[str]]) -> Judged:
    """Read every row; nothing is written."""
    names = [name.strip().lower() for name in (table[0] if table else [])]
    faults = list(_faults_of_columns(names))
    if faults:
        return Judged([], faults)
    judged, seen = Judged([], []), dict[str, int]()
    known = {name: _by_code(field) for name, field in ProgrammeRow.base_fields.items()}
    for number, cells in enumerate(table[1:], start=2):
        if any(cell.strip() for cell in cells):
            form = _row(dict(zip(names, cells, strict=False)), known)
            judged.faults += _faults_of_row(number, form, seen)
            judged.rows.append({name: form.cleaned_data.get(name) for name in names})
    return judged


def _faults_of_columns(names: list[str]) -> Iterator[Fault]:
    for name in dict.fromkeys(names):
        if name not in COLUMNS:
            yield Fault(1, name or "(empty)", f"No such column; there are {', '.join(COLUMNS)}.")
        elif names.count(name) > 1:
            yield Fault(1, name, "This column stands here twice.")
    for name in REQUIRED:
        if name not in names:
            yield Fault(1, name, "This column is missing.")
    if ("areas_en" in names) != ("areas_zh" in names):
        yield Fault(1, "areas_en", "Research areas need a column in each language.")


def _by_code(field: forms.Field) -> dict[str, Any]:
    if not isinstance(field, ByCode):
        return {}
    rows: Iterable[Any] = field.table.objects.all()  # type: ignore[attr-defined]
    return {row.code: row for row in rows}


def _row(cells: dict[str, str], known: Mapping[str, Mapping[str, Any]]) -> ProgrammeRow:
    form = ProgrammeRow(cells)
    for name, field in form.fields.items():
        if isinstance(field, ByCode):
            field.known = known[name]
    form.full_clean()
    return form


def _faults_of_row(number: int, form: ProgrammeRow, seen: dict[str, int]) -> Iterator[Fault]:
    for column, sentences in form.errors.items():
        yield from (Fault(number, column, str(sentence)) for sentence in sentences)
    code = form.cleaned_data.get("code", "")
    if code and seen.setdefault(code, number) != number:
        yield Fault(number, "code", f"Row {seen[code]} has the same code.")


def put(rows: list[dict[str, Any]], *, dry_run: bool = False) -> list[str]:
    """Create and update; what was different, in lines.  All or nothing."""
    with transaction.atomic():
        known = {
            one.code: one
            for one in Programme.objects.select_related("department", "major", "admission_type")
            .prefetch_related("research_areas", "offerings__intake")
            .order_by("pk")
        }
        lines = [line for row in rows for line in _put(row, known.get(row["code"]))]
        transaction.set_rollback(dry_run)
    return lines


def _put(row: dict[str, Any], known: Programme | None) -> Iterator[str]:
    programme = known or Programme(code=row["code"])
    changes = list(_changes(programme, row))
    if known is None:
        yield f"+ {programme.code}: {programme.name_en}"
    else:
        yield from (f"~ {programme.code}: {change}" for change in changes)
    if known is None or changes:
        programme.save()
    if "areas_en" in row:
        yield from _put_areas(programme, row)
    offered = {one.intake_id for one in programme.offerings.all()} if known else set()
    for intake in row.get("intakes") or ():
        if intake.pk not in offered:
            Offering.objects.create(programme=programme, intake=intake)
            yield f"~ {programme.code}: offered in {intake.code}"


def _changes(programme: Programme, row: dict[str, Any]) -> Iterator[str]:
    """Take over what differs, and say it."""
    values = {name: value for name, value in row.items() if name in _PLAIN}
    if row.get("tuition_yuan") is not None:
        values["tuition_fen"] = int(row["tuition_yuan"] * _FEN)
    for name, value in values.items():
        before = getattr(programme, name, None) if programme.pk or name not in _LINKED else None
        if value is not None and before != value:
            setattr(programme, name, value)
            yield f"{name}: {_shown(before)} → {_shown(value)}"


_LINKED = frozenset({"department", "major", "admission_type"})
_PLAIN = frozenset(COLUMNS) - {"code", "tuition_yuan", "areas_en", "areas_zh", "intakes"}


def _shown(value: Any) -> str:
    return str(getattr(value, "code", value))


def _put_areas(programme: Programme, row: dict[str, Any]) -> Iterator[str]:
    wanted = dict(zip(words(row["areas_en"]), words(row["areas_zh"]), strict=True))
    before = {area.name_en: area.name_zh for area in programme.research_areas.all()}
    if wanted == before:
        return
    programme.research_areas.exclude(name_en__in=wanted).delete()
    for name_en, name_zh in wanted.items():
        ResearchArea.objects.update_or_create(
            programme=programme, name_en=name_en, defaults={"name_zh": name_zh}
        )
    yield f"~ {programme.code}: research areas: {'; '.join(before)} → {'; '.join(wanted)}"


def as_table() -> Iterator[list[str]]:
    """The catalogue as it is, in the form in which it is read."""
    yield list(COLUMNS)
    programmes = Programme.objects.select_related("department", "major", "admission_type")
    for one in programmes.prefetch_related("research_areas", "offerings__intake"):
        areas = one.research_areas.all()
        more = {
            "department": one.department.code,
            "major": one.major.code,
            "admission_type": one.admission_type.code,
            "tuition_yuan": f"{Decimal(one.tuition_fen) / _FEN:f}",
            "areas_en": "; ".join(area.name_en for area in areas),
            "areas_zh": "; ".join(area.name_zh for area in areas),
            "intakes": "; ".join(offering.intake.code for offering in one.offerings.all()),
        }
        yield [str(more.get(name, getattr(one, name, ""))) for name in COLUMNS]


def write(path: Path) -> None:
    """Write the catalogue into a file, as a workbook or with commas."""
    if path.suffix.lower() != ".xlsx":
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows(as_table())
        return
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "programmes"
    for cells in as_table():
        sheet.append(cells)
        for cell in sheet[sheet.max_row]:
            cell.data_type = "s"  # a name that begins with = is no formula
    book.save(path)
