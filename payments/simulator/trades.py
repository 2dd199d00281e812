"""What happens to the money of Alipay and ICBC alike; each gateway has its own words for it."""

import secrets
from datetime import datetime

from payments.simulator.exchange import rfc3339
from payments.simulator.store import Return, Trade
from payments.simulator.till import Till


class Refusal(Exception):  # noqa: N818 - the gateway's no
    """Why something cannot be done: missing, paid, unpaid, closed, expired, differs, too_much."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def arrive(till: Till, trade: Trade) -> Trade:
    """The payer reaches the page.  The same order again is the same trade, another is refused."""
    with till.store.changing():
        known = till.store.trades.setdefault(trade.key, trade)
        if known.content != trade.content:
            raise Refusal("differs")
        return known


def found(till: Till, key: str) -> Trade:
    """A trade by its name."""
    trade = till.store.trades.get(key)
    if trade is None:
        raise Refusal("missing")
    return trade


def state_of(trade: Trade, now: datetime) -> str:
    """WAITING, PAID, CLOSED, or EXPIRED where the last moment to pay has passed."""
    if trade.state == "WAITING" and now > datetime.fromisoformat(trade.expires_at):
        return "EXPIRED"
    return trade.state


def pay(till: Till, trade: Trade, *, fen: int | None = None, by_force: bool = False) -> None:
    """Money arrives; ``fen`` differs from the order only where a test wants a wrong amount.

    ``by_force``: also too late, or once more under another transaction.
    """
    now = till.clock()
    with till.store.changing():
        if not by_force:
            _refuse_unless_waiting(trade, now)
        trade.state = "PAID"
        trade.transaction_id = f"{now:%Y%m%d}22001{secrets.randbelow(10**15):015d}"
        trade.paid_at = rfc3339(now)
        trade.paid_fen = trade.fen if fen is None else fen


def close(till: Till, trade: Trade) -> None:
    """Take no more money."""
    with till.store.changing():
        _refuse_unless_waiting(trade, till.clock())
        trade.state = "CLOSED"


def give_back(till: Till, trade: Trade, *, number: str, fen: int) -> tuple[Return, bool]:
    """A refund, and whether money moved: the same number again moves none."""
    now = till.clock()
    with till.store.changing():
        if not trade.paid_at:
            raise Refusal("unpaid")
        known = till.store.returns.get(f"{trade.key}/{number}")
        if known is not None:
            if known.fen != fen:
                raise Refusal("differs")
            return known, False
        if given_back(till, trade) + fen > trade.paid_fen:
            raise Refusal("too_much")
        refund_id = f"{now:%Y%m%d}{secrets.randbelow(10**16):016d}"
        made = Return(number, trade.key, fen, refund_id, rfc3339(now))
        till.store.returns[f"{trade.key}/{number}"] = made
        return made, True


def given_back(till: Till, trade: Trade) -> int:
    """How much of a trade went back, in fen."""
    return sum(found.fen for found in till.store.returns_of(trade))


def _refuse_unless_waiting(trade: Trade, now: datetime) -> None:
    state = state_of(trade, now)
    if state != "WAITING":
        raise Refusal(state.lower())
