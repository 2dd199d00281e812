"""The file a branch of ICBC hands out for a day: a CSV in GBK, its total in the last line."""

from collections.abc import Iterator
from datetime import date, datetime

from payments.simulator.exchange import BEIJING, Answer
from payments.simulator.signed_forms import written
from payments.simulator.store import Trade
from payments.simulator.till import Till

COLUMNS = "商户订单号,工行订单号,交易金额,交易时间,退货流水号"


def statement(till: Till, day: date) -> Answer:
    """Payments and refunds of a day in Beijing."""
    with till.store.reading():
        moves = [
            (trade, fen, at, refund)
            for trade in till.store.trades.values()
            if trade.channel == "icbc"
            for fen, at, refund in _moves(till, trade)
            if at and datetime.fromisoformat(at).astimezone(BEIJING).date() == day
        ]
    lines = [
        f"{trade.number},{trade.transaction_id},{_yuan(fen)},"
        f"{written(datetime.fromisoformat(at))},{refund}"
        for trade, fen, at, refund in moves
    ]
    total = f"合计,,{_yuan(sum(fen for _, fen, _, _ in moves))},,"
    text = "\r\n".join([COLUMNS, *lines, total]) + "\r\n"
    return Answer(200, text.encode("gbk"), "text/csv; charset=GBK")


def _moves(till: Till, trade: Trade) -> Iterator[tuple[int, str, str]]:
    yield trade.paid_fen, trade.paid_at, ""
    for made in till.store.returns_of(trade):
        yield -made.fen, made.created_at, made.number


def _yuan(fen: int) -> str:
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02d}"
