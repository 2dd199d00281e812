"""Alipay's daily trade statement: a ZIP with a CSV in GBK, in yuan, with its totals at the end.

Fields are not quoted.  A file is believed as a whole or not at all: its totals must be what its
lines add up to.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from io import BytesIO
from lzma import LZMAError

from payments.gateways.amounts import fen_of_yuan
from payments.gateways.base import Malformed, StatementLine
from payments.gateways.beijing import instant_of

SIZE_LIMIT = 64 * 1024 * 1024
MOST_MEMBERS = 10
LISTING, LISTING_ENDS = "业务明细列表", "业务明细列表结束"
RECEIVED = "商家实收（元）"
KINDS = {"交易": "交易合计", "退款": "退款合计"}
NEEDED = frozenset(
    {
        *("支付宝交易号", "商户订单号", "业务类型", "完成时间"),
        *("订单金额（元）", RECEIVED, "退款批次号/请求号"),
    }
)
TOTAL = re.compile(r"#(交易合计|退款合计)：([0-9]+)笔，[^0-9，]*?共(-?[0-9.]+)元")
ACCOUNT = re.compile(r"#账号：\[([0-9A-Za-z]+)\]")
# What zipfile raises for files that are damaged, locked or packed in an unheard-of way.
UNPACKING = (zipfile.BadZipFile, zlib.error, LZMAError, OSError, ValueError, RuntimeError, EOFError)

Row = Mapping[str, str]


def read_lines(data: bytes, *, seller_id: str) -> Iterator[StatementLine]:
    """The payments and refunds of one seller in a statement, once its totals are right."""
    lines = _listing(data)
    start, end = _place(lines, LISTING), _place(lines, LISTING_ENDS)
    account = next((found[1] for line in lines if (found := ACCOUNT.match(line))), "")
    if not account.startswith(seller_id):
        raise Malformed("The statement is another seller's.")
    columns = lines[start + 1].split(",") if start + 1 < end else []
    if not NEEDED.issubset(columns):
        raise Malformed("The statement has other columns.")
    rows = [_row(columns, line) for line in lines[start + 2 : end]]
    _compare(rows, lines[end + 1 :])
    return iter([_line(row) for row in rows])


def _listing(data: bytes) -> list[str]:
    """The file in the ZIP that lists every trade; the other one only sums them up.

    The names of the files are GBK and say so nowhere: they are found by what they hold.
    """
    found = [text for text in _members(data) if f"-{LISTING_ENDS}-" in text]
    if len(found) != 1:
        raise Malformed("The statement holds no list of trades.")
    return [line.rstrip("\r") for line in found[0].split("\n")]


def _members(data: bytes) -> list[str]:
    try:
        with zipfile.ZipFile(BytesIO(data)) as packed:
            members = packed.infolist()
            if len(members) > MOST_MEMBERS or sum(m.file_size for m in members) > SIZE_LIMIT:
                raise Malformed("The statement is too long.")
            # What a member says of its size is checked while it is read.
            return [packed.read(member).decode("gb18030") for member in members]
    except UnicodeDecodeError as error:
        raise Malformed("The statement is not GBK.") from error
    except UNPACKING as error:
        raise Malformed("The statement cannot be unpacked.") from error


def _place(lines: list[str], mark: str) -> int:
    places = [at for at, line in enumerate(lines) if line.strip("#-") == mark]
    if len(places) != 1:
        raise Malformed("The statement is cut off.")
    return places[0]


def _row(columns: list[str], line: str) -> Row:
    fields = line.split(",")
    if len(fields) != len(columns):
        raise Malformed("A line of the statement has the wrong number of fields.")
    return dict(zip(columns, (field.strip() for field in fields), strict=True))


def _compare(rows: list[Row], foot: list[str]) -> None:
    totals = {
        found[1]: (int(found[2]), fen_of_yuan(found[3], signed=True))
        for line in foot
        if (found := TOTAL.match(line))
    }
    if {row["业务类型"] for row in rows} - set(KINDS):
        raise Malformed("The statement tells of a kind of business we do not know.")
    for kind, total in KINDS.items():
        amounts = [fen_of_yuan(r[RECEIVED], signed=True) for r in rows if r["业务类型"] == kind]
        if totals.get(total) != (len(amounts), sum(amounts)):
            raise Malformed(f"The lines of the statement do not add up to its {total}.")


def _line(row: Row) -> StatementLine:
    is_refund = row["业务类型"] == "退款"
    fen = fen_of_yuan(row["订单金额（元）"], signed=True)
    if is_refund != (fen < 0):
        raise Malformed("A line of the statement has an amount of the wrong sign.")
    return StatementLine(
        number=row["商户订单号"],
        transaction_id=row["支付宝交易号"],
        fen=fen,
        happened_at=instant_of(row["完成时间"]),
        refund_number=row["退款批次号/请求号"] if is_refund else "",
        state=row["业务类型"],
    )
