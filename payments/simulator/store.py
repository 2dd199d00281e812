"""What the simulator remembers: orders, refunds and notifications, in memory and in one file.

Orders and refunds are WeChat Pay's; trades and returns are those of the gateways that have pages
of their own, Alipay and ICBC.
"""

import json
import os
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass
class Order:
    """One order of a merchant.  Times are RFC 3339 text, as they travel."""

    number: str
    content: dict[str, Any]  # what was ordered, to compare a second order of the same number
    code_url: str
    created_at: str
    state: str = "NOTPAY"
    transaction_id: str = ""
    paid_at: str = ""
    paid_fen: int = 0  # differs from what was ordered only where a test wants it to

    @property
    def fen(self) -> int:
        """What was ordered."""
        return int(self.content["amount"]["total"])

    @property
    def title(self) -> str:
        """What it is for."""
        return str(self.content["description"])

    @property
    def expires_at(self) -> str:
        """The last moment to pay, or nothing."""
        return str(self.content.get("time_expire") or "")


@dataclass
class Refund:
    """One refund of an order."""

    number: str
    order: str
    fen: int
    content: dict[str, Any]
    refund_id: str
    created_at: str
    state: str = "PROCESSING"
    finished_at: str = ""


@dataclass
class Trade:
    """One order at a gateway with a page, known from the moment its payer gets there."""

    channel: str
    number: str
    fen: int
    title: str
    expires_at: str
    notify_url: str
    return_url: str
    content: dict[str, Any]  # what was ordered, to compare a second visit
    created_at: str
    state: str = "WAITING"
    transaction_id: str = ""
    paid_at: str = ""
    paid_fen: int = 0  # differs from what was ordered only where a test wants it to

    @property
    def key(self) -> str:
        """Its name here: a number is one gateway's only."""
        return key_of(self.channel, self.number)


@dataclass
class Return:
    """Money given back for a trade."""

    number: str
    trade: str
    fen: int
    refund_id: str
    created_at: str


@dataclass
class Try:
    """One attempt to deliver; status 0 stands for no answer."""

    at: str
    status: int
    is_accepted: bool = False


@dataclass
class Delivery:
    """One notification on its way, until it is accepted or the retries run out.

    ``due_at`` is in seconds since 1970; None when nothing is left to do.
    """

    id: str
    event: str
    number: str  # of the order, or of the refund
    url: str
    created_at: str
    channel: str = "wechat"
    due_at: float | None = None
    tries: list[Try] = field(default_factory=list)

    @property
    def is_accepted(self) -> bool:
        """Whether the merchant said yes."""
        return bool(self.tries) and self.tries[-1].is_accepted


class Store:
    """Everything, under one lock.  ``changing()`` writes the file when its block has gone well."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.RLock()
        self.orders: dict[str, Order] = {}
        self.refunds: dict[str, Refund] = {}
        self.trades: dict[str, Trade] = {}
        self.returns: dict[str, Return] = {}
        self.deliveries: dict[str, Delivery] = {}
        if path.exists():
            self._load(defaultdict(list, json.loads(path.read_text())))

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Nothing changes inside."""
        with self._lock:
            yield

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Nobody else reads or changes inside; afterwards the file says the same."""
        with self._lock:
            yield
            self._save()

    def order_by_code(self, code_url: str) -> Order | None:
        """The order behind a code."""
        return next((order for order in self.orders.values() if order.code_url == code_url), None)

    def order_by_transaction(self, transaction_id: str) -> Order | None:
        """The order paid with a transaction."""
        orders = self.orders.values()
        return next((order for order in orders if order.transaction_id == transaction_id), None)

    def refunds_of(self, number: str) -> list[Refund]:
        """The refunds of an order, oldest first."""
        return [refund for refund in self.refunds.values() if refund.order == number]

    def returns_of(self, trade: Trade) -> list[Return]:
        """The money given back for a trade, oldest first."""
        return [found for found in self.returns.values() if found.trade == trade.key]

    def deliveries_about(self, number: str) -> list[Delivery]:
        """The notifications about an order or a refund, oldest first."""
        return [found for found in self.deliveries.values() if found.number == number]

    def _load(self, saved: dict[str, list[dict[str, Any]]]) -> None:
        self.orders = {row["number"]: Order(**row) for row in saved["orders"]}
        self.refunds = {row["number"]: Refund(**row) for row in saved["refunds"]}
        self.trades = {key_of(r["channel"], r["number"]): Trade(**r) for r in saved["trades"]}
        self.returns = {
            f"{row['trade']}/{row['number']}": Return(**row) for row in saved["returns"]
        }
        for row in saved["deliveries"]:
            row["tries"] = [Try(**attempt) for attempt in row["tries"]]
            self.deliveries[row["id"]] = Delivery(**row)

    def _save(self) -> None:
        content = {
            "orders": [asdict(order) for order in self.orders.values()],
            "refunds": [asdict(refund) for refund in self.refunds.values()],
            "trades": [asdict(trade) for trade in self.trades.values()],
            "returns": [asdict(found) for found in self.returns.values()],
            "deliveries": [asdict(delivery) for delivery in self.deliveries.values()],
        }
        fresh = self._path.with_suffix(f".{os.getpid()}")
        fresh.write_text(json.dumps(content, ensure_ascii=False, indent=1))
        fresh.replace(self._path)


def key_of(channel: str, number: str) -> str:
    """How a trade is called here."""
    return f"{channel}-{number}"
