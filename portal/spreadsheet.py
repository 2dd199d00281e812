"""Spreadsheets for the office: written row by row, so that length costs no memory."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from tempfile import TemporaryFile
from typing import Any

from django.http import FileResponse
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from portal.times import in_beijing

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WIDTH = 22


def answer(
    name: str, title: str, head: Sequence[str], rows: Iterable[Sequence[Any]]
) -> FileResponse:
    """An answer with a workbook of one sheet.  Times are shown as in Beijing."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for number in range(1, len(head) + 1):
        sheet.column_dimensions[get_column_letter(number)].width = _WIDTH
    sheet.append([_cell(sheet, word, bold=True) for word in head])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    file = TemporaryFile()  # noqa: SIM115 - the answer closes it
    book.save(file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name, content_type=CONTENT_TYPE)


def _cell(sheet: Any, value: Any, *, bold: bool = False) -> WriteOnlyCell:
    if isinstance(value, datetime):
        value = in_beijing(value).replace(tzinfo=None)
    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        cell.data_type = "s"  # never a formula, whatever somebody typed
    elif isinstance(value, datetime):
        cell.number_format = "yyyy-mm-dd hh:mm:ss"
    if bold:
        cell.font = Font(bold=True)
    return cell
