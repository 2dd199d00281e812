"""How facts are set: two beside each other, long ones alone, records as one table."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Any

from applications.printing.bilingual import NOTHING, Both, Line, Lines, joined

# What fits beside another fact, in half the width of a sheet.
_LONGEST_LABEL, _LONGEST_VALUE = 50, 34
_LONGEST_SHORT_VALUE = 12
_CHINESE = "\u2e80"  # from here on signs are twice as wide
_NOW = ("now", "至今")


@dataclass(frozen=True)
class Column:
    """A column of a table of records, and the fields that are said in it."""

    title: Both
    names: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """How records of one kind are set."""

    title: Both
    columns: tuple[Column, ...]


_PERIOD = Column(("From – to", "起止"), ("start", "end"))
_COUNTRY = Column(("Country", "国家"), ("country",))
# The tables by a field that only these records have.  Fields without a column follow below their
# record with their labels, so that none is ever lost.
_TABLES = {
    "institution": Table(
        ("Education", "教育经历"),
        (
            _PERIOD,
            Column(("School", "学校"), ("institution", "city")),
            _COUNTRY,
            Column(("Qualification", "学历"), ("level", "field")),
        ),
    ),
    "post": Table(
        ("Employment", "工作经历"),
        (
            _PERIOD,
            Column(("Employer", "单位"), ("employer",)),
            _COUNTRY,
            Column(("Work", "职务"), ("post", "duties")),
        ),
    ),
    "relation": Table(
        ("Family", "家庭成员"),
        (
            Column(("Relation", "关系"), ("relation",)),
            Column(("Name", "姓名"), ("name",)),
            Column(("Nationality", "国籍"), ("nationality",)),
            Column(("Occupation", "职业"), ("occupation", "employer")),
        ),
    ),
}


def laid_out(groups: list[Lines], *, in_halves: bool = False) -> list[dict[str, Any]]:
    """The parts of a chapter: ruled rows, and tables of records, as plain data.

    ``in_halves`` gives every label as much room as its value.
    """
    parts: list[dict[str, Any]] = []
    for kind, same in groupby(groups, key=_kind):
        if kind:
            parts.append(_records(_TABLES[kind], list(same)))
        else:
            rows = _halves if in_halves else _rows
            parts += [{"title": one.title, "rows": list(rows(one.lines))} for one in same]
    return parts


def _kind(group: Lines) -> str:
    names = {line.name for line in group.lines}
    return next((name for name in _TABLES if name in names), "")


def _records(table: Table, records: list[Lines]) -> dict[str, Any]:
    in_columns = {name for column in table.columns for name in column.names}
    return {
        "title": table.title,
        "columns": [column.title for column in table.columns],
        "records": [
            {
                "cells": [_cell(column, record) for column in table.columns],
                "rest": [asdict(line) for line in record.lines if line.name not in in_columns],
            }
            for record in records
        ],
    }


def _cell(column: Column, record: Lines) -> Both:
    values = {line.name: line.value for line in record.lines}
    if column == _PERIOD:
        first, last = values.get("start", NOTHING)[0], values.get("end", _NOW)
        return (f"{first} – {last[0]}", last[1] if last == _NOW else f"{first} – {last[0]}")
    return joined([values.get(name, NOTHING) for name in column.names], ", ", "，")


def _halves(lines: Iterable[Line]) -> Iterator[dict[str, Any]]:
    return (_row("half", line) for line in lines)


def _rows(lines: Iterable[Line]) -> Iterator[dict[str, Any]]:
    """Two short facts share a row; a long label stands above, or before a short value."""
    waiting: Line | None = None
    for line in lines:
        shape = _shape(line)
        if shape == "pair" and waiting:
            yield _row("pair", waiting, line)
            waiting = None
            continue
        if waiting:
            yield _row("pair", waiting)
            waiting = None
        if shape == "pair":
            waiting = line
        else:
            yield _row(shape, line)
    if waiting:
        yield _row("pair", waiting)


def _shape(line: Line) -> str:
    label, value = _width(line.label), _width(line.value)
    if label > _LONGEST_LABEL:
        return "statement" if value <= _LONGEST_SHORT_VALUE else "stack"
    return "pair" if value <= _LONGEST_VALUE else "wide"


def _row(shape: str, *lines: Line) -> dict[str, Any]:
    return {"shape": shape, "lines": [asdict(line) for line in lines]}


def _width(both: Both) -> int:
    text = both[0] if both[0] == both[1] else f"{both[0]} {both[1]}"
    return sum(2 if sign >= _CHINESE else 1 for sign in text)
