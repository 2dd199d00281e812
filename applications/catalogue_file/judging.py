"""Every row of a file judged before anything is written; what is wrong, by row and column."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from applications.catalogue_file.files import Cells
from applications.catalogue_file.rows import TABLES, Code, NamedRow, Table

Row = dict[str, Any]
Known = Mapping[type, Collection[str]]


@dataclass(frozen=True)
class Fault:
    """Something wrong in a file; rows are counted as a spreadsheet counts them."""

    table: str
    row: int
    column: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.table}: Row {self.row}, {self.column}: {self.sentence}"


@dataclass
class Judged:
    """What a file says, by table, and what is wrong with it."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def judge(tables: Mapping[str, Cells]) -> Judged:
    """Read every row; nothing is written."""
    judged = Judged()
    known = _known(tables)
    for name, table in TABLES.items():
        if name in tables:
            judged.rows[name] = list(_read(table, tables[name], known, judged.faults))
    return judged


def _known(tables: Mapping[str, Cells]) -> Known:
    """All codes one may name: those of the catalogue, and those of the file itself."""
    models = {
        one.table
        for table in TABLES.values()
        for one in table.row.base_fields.values()
        if isinstance(one, Code)
    }
    codes = {model: set(model.objects.values_list("code", flat=True)) for model in models}
    for name, cells in tables.items():
        columns = _columns(cells)
        if "code" in columns and TABLES[name].model in codes:
            place = columns.index("code")
            codes[TABLES[name].model] |= {row[place] for row in cells[1:] if len(row) > place}
    return codes


def _columns(cells: Cells) -> list[str]:
    return [name.strip().lower() for name in (cells[0] if cells else [])]


def _read(table: Table, cells: Cells, known: Known, faults: list[Fault]) -> Iterator[Row]:
    names = _columns(cells)
    wrong = list(_faults_of_columns(table, names))
    faults += wrong
    seen = dict[str, int]()
    for number, row in enumerate(cells[1:] if not wrong else [], start=2):
        if any(cell.strip() for cell in row):
            if any(row[len(names) :]):
                faults.append(Fault(table.name, number, "(none)", "More cells than columns."))
            form = _form(table, dict(zip(names, row, strict=False)), known)
            faults += _faults_of_row(table, number, form, seen)
            yield {name: form.cleaned_data.get(name) for name in names}


def _faults_of_columns(table: Table, names: list[str]) -> Iterator[Fault]:
    for name in dict.fromkeys(names):
        if name not in table.columns:
            there = ", ".join(table.columns)
            yield Fault(table.name, 1, name or "(empty)", f"No such column; there are {there}.")
        elif names.count(name) > 1:
            yield Fault(table.name, 1, name, "This column stands here twice.")
    for name in table.required:
        if name not in names:
            yield Fault(table.name, 1, name, "This column is missing.")
    if ("areas_en" in names) != ("areas_zh" in names):
        yield Fault(table.name, 1, "areas_en", "Research areas need a column in each language.")


def _form(table: Table, cells: dict[str, str], known: Known) -> NamedRow:
    form = table.row(cells)
    for one in form.fields.values():
        if isinstance(one, Code):
            one.known = known[one.table]
    form.full_clean()
    return form


def _faults_of_row(
    table: Table, number: int, form: NamedRow, seen: dict[str, int]
) -> Iterator[Fault]:
    for column, sentences in form.errors.items():
        yield from (Fault(table.name, number, column, str(sentence)) for sentence in sentences)
    code = form.cleaned_data.get("code", "")
    if code and seen.setdefault(code, number) != number:
        yield Fault(table.name, number, "code", f"Row {seen[code]} has the same code.")
