"""WeChat Pay's daily trade statement: a CSV of its own kind, in yuan, with its totals at the end.

Every field is led by a backtick, so that a comma in a title parts nothing.  A file is believed
as a whole or not at all: its totals must be what its lines add up to.
"""

import re
import zlib
from collections.abc import Iterator, Mapping
from datetime import datetime

from payments.gateways.base import Malformed, StatementLine
from payments.gateways.beijing import BEIJING

SIZE_LIMIT = 64 * 1024 * 1024
GZIP = b"\x1f\x8b"
FAILED = "FAIL"  # of a refund: asked for and not made
NONE = frozenset({"", "0"})  # how the file says that there is no such number
COUNT = "总交易单数"
TOTALS = {  # of the summary -> of the lines
    "应结订单总金额": "应结订单金额",
    "退款总金额": "退款金额",
    "充值券退款总金额": "充值券退款金额",
    "订单总金额": "订单金额",
    "申请退款总金额": "申请退款金额",
}
NEEDED = frozenset(
    {"交易时间", "商户号", "微信订单号", "商户订单号", "交易状态", "商户退款单号", "退款状态"}
    | set(TOTALS.values())
)
YUAN = re.compile(r"(-?)([0-9]{1,12})(?:\.([0-9]{1,2}))?")

Row = Mapping[str, str]


def unpack(packed: bytes) -> bytes:
    """The file inside a gzip, unless it is damaged or longer than anything honest."""
    unpacker = zlib.decompressobj(wbits=31)
    try:
        unpacked = unpacker.decompress(packed, SIZE_LIMIT + 1)
    except zlib.error as error:
        raise Malformed("The statement cannot be unpacked.") from error
    if len(unpacked) > SIZE_LIMIT or not unpacker.eof:
        raise Malformed("The statement is cut off or too long.")
    if unpacker.unused_data:
        raise Malformed("Something follows the statement.")
    return unpacked


def read_lines(data: bytes, *, mchid: str) -> Iterator[StatementLine]:
    """The payments and refunds of one merchant in a statement, once its totals are right."""
    data = unpack(data) if data.startswith(GZIP) else data
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Malformed("The statement is not UTF-8.") from error
    lines = text.replace("\r\n", "\n").rstrip("\n").split("\n")
    if len(lines) < 3:
        raise Malformed("The statement is cut off.")
    columns = lines[0].split(",")
    if not NEEDED.issubset(columns):
        raise Malformed("The statement has other columns.")
    rows = [_row(columns, line) for line in lines[1:-2]]
    _compare(rows, _row(lines[-2].split(","), lines[-1]))
    if any(row["商户号"] != mchid for row in rows):
        raise Malformed("The statement is another merchant's.")
    return iter([_line(row) for row in rows if row["退款状态"] != FAILED])


def _row(columns: list[str], line: str) -> Row:
    fields = line.removeprefix("`").split(",`")
    if not line.startswith("`") or len(fields) != len(columns):
        raise Malformed("A line of the statement has the wrong number of fields.")
    return dict(zip(columns, (field.strip() for field in fields), strict=True))


def _compare(rows: list[Row], summary: Row) -> None:
    if summary.get(COUNT) != str(len(rows)):
        raise Malformed("The statement does not have the number of lines it says.")
    for total, column in TOTALS.items():
        if _fen(summary.get(total, "")) != sum(_fen(row[column]) for row in rows):
            raise Malformed(f"The lines of the statement do not add up to its total {total}.")


def _line(row: Row) -> StatementLine:
    is_refund = row["商户退款单号"] not in NONE
    return StatementLine(
        number=row["商户订单号"],
        transaction_id=row["微信订单号"],
        fen=-abs(_fen(row["申请退款金额"])) if is_refund else _fen(row["订单金额"]),
        happened_at=_instant(row["交易时间"]),
        refund_number=row["商户退款单号"] if is_refund else "",
        state=row["退款状态"] if is_refund else row["交易状态"],
    )


def _fen(yuan: str) -> int:
    found = YUAN.fullmatch(yuan)
    if found is None:
        raise Malformed("An amount of the statement cannot be read.")
    sign, whole, rest = found.groups()
    fen = int(whole) * 100 + int((rest or "").ljust(2, "0"))
    return -fen if sign else fen


def _instant(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=BEIJING)
    except ValueError as error:
        raise Malformed("A time of the statement cannot be read.") from error
