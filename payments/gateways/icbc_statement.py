"""ICBC's statement: a CSV that the branch hands out, in columns of its own choice.

``number=商户订单号,transaction=工行订单号,…`` says which column holds what; ``unit`` is yuan
or fen.
"""

import csv
from collections.abc import Iterator, Mapping
from datetime import datetime
from io import StringIO

from payments.gateways.amounts import fen_of_text, fen_of_yuan
from payments.gateways.base import Malformed, StatementLine
from payments.gateways.beijing import DIGITS, WITH_SIGNS, instant_of

COLUMNS: Mapping[str, str] = {
    "number": "商户订单号",
    "transaction": "工行订单号",
    "amount": "交易金额",
    "time": "交易时间",
    "refund": "退货流水号",
    "unit": "yuan",
}
UNITS = frozenset({"yuan", "fen"})
TOTAL = "合计"

Row = Mapping[str, str]


def columns_of(listing: str) -> Mapping[str, str]:
    """The map of columns in a setting; what it does not name stays as it is."""
    pairs = [entry.strip().partition("=") for entry in listing.split(",") if entry.strip()]
    columns = {**COLUMNS, **{name.strip(): value.strip() for name, _, value in pairs}}
    if columns.keys() != COLUMNS.keys() or not all(columns.values()):
        raise ValueError(f"ICBC_STATEMENT_COLUMNS may name {', '.join(COLUMNS)}.")
    if columns["unit"] not in UNITS:
        raise ValueError("The unit in ICBC_STATEMENT_COLUMNS must be yuan or fen.")
    return columns


def read_lines(data: bytes, *, columns: Mapping[str, str]) -> Iterator[StatementLine]:
    """The payments and refunds in a statement; one line that makes no sense spoils it."""
    rows = _rows(data)
    needed = {header for name, header in columns.items() if name != "unit"}
    if not rows or not needed.issubset(rows[0]):
        raise Malformed("The statement has other columns.")
    lines = [_line(_row(rows[0], fields), columns) for fields in rows[1:] if not _is_total(fields)]
    for total in filter(_is_total, rows[1:]):
        _compare(lines, _row(rows[0], total), columns)
    return iter(lines)


def _rows(data: bytes) -> list[list[str]]:
    try:
        text = _decoded(data)
        rows = list(csv.reader(StringIO(text, newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise Malformed("The statement is no CSV in UTF-8 or GBK.") from error
    return [[field.strip() for field in row] for row in rows if any(row)]


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")


def _is_total(fields: list[str]) -> bool:
    return fields[0].startswith(TOTAL)


def _row(headers: list[str], fields: list[str]) -> Row:
    if len(fields) != len(headers):
        raise Malformed("A line of the statement has the wrong number of fields.")
    return dict(zip(headers, fields, strict=True))


def _line(row: Row, columns: Mapping[str, str]) -> StatementLine:
    number, refund_number = row[columns["number"]], row[columns["refund"]]
    if not number:
        raise Malformed("A line of the statement has no order number.")
    fen = _fen(row[columns["amount"]], columns["unit"])
    return StatementLine(
        number=number,
        transaction_id=row[columns["transaction"]],
        # Some files lead a refund with a minus, others tell it by its number alone.
        fen=-abs(fen) if refund_number else fen,
        happened_at=_instant(row[columns["time"]]),
        refund_number=refund_number,
    )


def _compare(lines: list[StatementLine], total: Row, columns: Mapping[str, str]) -> None:
    said = _fen(total[columns["amount"]], columns["unit"])
    if said != sum(line.fen for line in lines):
        raise Malformed("The lines of the statement do not add up to its total.")


def _fen(text: str, unit: str) -> int:
    if unit == "yuan":
        return fen_of_yuan(text.replace(",", ""), signed=True)
    fen = fen_of_text(text.removeprefix("-"))
    return -fen if text.startswith("-") else fen


def _instant(text: str) -> datetime:
    return instant_of(text, DIGITS if text.isdigit() else WITH_SIGNS)
