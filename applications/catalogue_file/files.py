"""Workbooks and texts with commas: cells in, cells out."""

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook

from applications.catalogue_file.rows import PROGRAMMES, TABLES

Cells = list[list[str]]


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
    if is_workbook(path):
        return _sheets(data, table)
    for encoding in ("utf-8-sig", "gb18030"):  # the second is what Excel in China writes
        try:
            return {table: list(csv.reader(io.StringIO(data.decode(encoding), newline="")))}
        except (UnicodeDecodeError, csv.Error):
            continue
    raise NotATable("This is neither .xlsx nor .csv in UTF-8 or GB 18030.")


def _sheets(data: bytes, table: str) -> dict[str, Cells]:
    try:
        sheets = load_workbook(io.BytesIO(data), read_only=True, data_only=True).worksheets
        named = {sheet.title: sheet for sheet in sheets if sheet.title in TABLES}
        return {
            name: [[_text(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
            for name, sheet in (named or {table: sheets[0]}).items()
        }
    except Exception as why:
        raise NotATable("This is no .xlsx workbook.") from why


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
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
