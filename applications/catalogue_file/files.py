"""Workbooks and texts with commas: cells in, cells out."""

import codecs
import csv
import io
from collections.abc import Mapping
from itertools import takewhile
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook

from applications.catalogue_file.rows import PROGRAMMES, TABLES

Cells = list[list[str]]
_DELIMITERS = ",;\t"
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class NotATable(Exception):  # noqa: N818 - a fact about a file
    """Neither a workbook nor a text with commas."""


def is_workbook(path: Path) -> bool:
    """Whether the name says so."""
    return path.suffix.lower() == ".xlsx"


def read(path: Path, table: str = PROGRAMMES.name) -> dict[str, Cells]:
    """The cells of each table in a file, as text.  Raises NotATable or OSError.

    A workbook may have one sheet a table, under its name; otherwise its first sheet is ``table``,
    as a text with commas is.
    """
    data = path.read_bytes()
    cells = _sheets(data, table) if is_workbook(path) else {table: _rows(data)}
    return {name: _without_blank_ends(rows) for name, rows in cells.items()}


def _rows(data: bytes) -> Cells:
    # Excel writes the second in China, and the third as “Unicode text”.
    encodings = ("utf-16",) if data[:2] in _UTF16_MARKS else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            lines = io.StringIO(data.decode(encoding), newline="")
            found = csv.reader(lines, delimiter=_delimiter(lines))
            return [[cell.strip() for cell in row] for row in found]
        except (UnicodeDecodeError, csv.Error):
            continue
    raise NotATable("This is neither .xlsx nor .csv in UTF-8, UTF-16 or GB 18030.")


def _delimiter(lines: io.StringIO) -> str:
    """What stands between the names of the columns: where a comma parts yuan and fen, another."""
    names = lines.readline()
    lines.seek(0)
    return max(_DELIMITERS, key=names.count)


def _without_blank_ends(rows: Cells) -> Cells:
    """Without the columns and rows at the end that somebody once coloured and left empty."""
    width = max((len(row) - _blank_at_end(row) for row in rows), default=0)
    return [row[:width] for row in rows]


def _blank_at_end(row: list[str]) -> int:
    return len(list(takewhile(lambda cell: not cell, reversed(row))))


def _sheets(data: bytes, table: str) -> dict[str, Cells]:
    try:
        sheets = load_workbook(io.BytesIO(data), read_only=True, data_only=True).worksheets
        for sheet in sheets:
            sheet.reset_dimensions()  # some programs write a wrong size into their files
        named = {sheet.title: sheet for sheet in sheets if sheet.title in TABLES}
        return {
            name: [[_text(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
            for name, sheet in (named or {table: sheets[0]}).items()
        }
    except Exception as why:
        raise NotATable("This is no .xlsx workbook.") from why


def _text(cell: Any) -> str:
    if isinstance(cell, float):
        return f"{cell:.15g}"  # so many digits Excel knows
    return "" if cell is None else str(cell).strip()


def write(path: Path, tables: Mapping[str, Cells]) -> None:
    """Write every table into a workbook, or the only one with commas."""
    if not is_workbook(path):
        (cells,) = tables.values()
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows(cells)
        return
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, cells in tables.items():
        sheet = book.create_sheet(name)
        for row in cells:
            sheet.append(row)
            for cell in sheet[sheet.max_row]:
                cell.data_type = "s"  # a name that begins with = is no formula
    book.save(path)
