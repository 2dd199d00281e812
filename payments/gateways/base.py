"""What every payment channel speaks: dataclasses in, dataclasses out.

A gateway only translates.  It never touches the database, a request or a template; its clock,
its source of nonces and its HTTP transport are handed to it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Slip:
    """One attempt to pay, as a gateway needs to know it.

    ``number`` is our merchant order number (20 characters of ``[0-9A-Z]``, valid at every
    channel), ``fen`` the amount in 1/100 CNY, ``expires_at`` the aware instant after which the
    gateway must take no money.  ``started_at`` is when the attempt began, for gateways that keep
    the date of an order.
    """

    number: str
    fen: int
    title: str
    expires_at: datetime
    currency: str = "CNY"
    started_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PayerContext:
    """What a gateway may need to know of the browser that pays."""

    ip: str = ""
    is_phone: bool = False
    is_in_wechat: bool = False
    language: str = "en"


class CheckoutKind(StrEnum):
    """How the payer gets to the gateway."""

    QR = "qr"
    REDIRECT = "redirect"
    FORM = "form"
    TRANSFER = "transfer"


@dataclass(frozen=True, slots=True)
class Checkout:
    """Where to send the payer: text for a QR code, an address, a form to post; or to their bank.

    A code is ordered at the gateway.  An address and a form are only signed here, at no cost, and
    are good for some minutes: who shows them signs them anew.
    """

    kind: CheckoutKind
    url: str
    fields: Mapping[str, str] = field(default_factory=dict)


class FactKind(StrEnum):
    """What a gateway speaks of."""

    PAYMENT = "payment"
    REFUND = "refund"


class FactState(StrEnum):
    """What became of it, in our words."""

    WAITING = "waiting"
    DONE = "done"
    CLOSED = "closed"
    FAILED = "failed"
    REFUNDED = "refunded"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Fact:
    """A verified statement of a gateway about one payment or one refund.

    ``merchant`` is who the gateway says received the money, in the form of ``Gateway.merchant``.
    ``fen`` is what was ordered, not what a coupon left to pay; None where the gateway did not say.
    """

    kind: FactKind
    state: FactState
    number: str
    merchant: str
    transaction_id: str = ""
    fen: int | None = None
    currency: str = ""
    happened_at: datetime | None = None
    refund_number: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class RawNotice:
    """A notification exactly as it came in.  Header names are lower case."""

    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class GatewayReply:
    """The answer a gateway wants to its notification."""

    status: int
    body: bytes = b""
    content_type: str = "application/json"


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One line of a gateway's daily statement.  ``fen`` is negative for a refund."""

    number: str
    transaction_id: str
    fen: int
    happened_at: datetime
    refund_number: str = ""
    state: str = ""


class GatewayError(Exception):
    """The gateway could not be reached, or answered what cannot be used.

    ``permanent`` says that asking again will not help.
    """

    def __init__(self, message: str, *, permanent: bool = False) -> None:
        super().__init__(message)
        self.permanent = permanent


class NoStatementError(GatewayError):
    """The gateway says that a day had no business."""


class Refused(Exception):  # noqa: N818 - a fact about the notice, not a failure of ours
    """A notification that must not be believed."""


class Forged(Refused):
    """The signature, the key id or the merchant does not fit."""


class Stale(Refused):
    """The notification was signed too long ago, or in the future."""


class Malformed(Refused):
    """The notification cannot be read."""


class Gateway(Protocol):
    """One payment channel."""

    channel: str

    @property
    def merchant(self) -> str:
        """Who must have received the money, as ``Fact.merchant`` says it."""

    def kind_for(self, payer: PayerContext) -> CheckoutKind:
        """How a payer on this device gets there: what another began may not lead from here."""

    def open(
        self, slip: Slip, *, notify_url: str, return_url: str, payer: PayerContext
    ) -> Checkout:
        """Announce the attempt.  Raises GatewayError."""

    def read_notice(self, notice: RawNotice) -> Fact:
        """Verify and translate a notification.  Raises Forged, Stale or Malformed."""

    def reply(self, notice: RawNotice, *, accepted: bool) -> GatewayReply:
        """Say whether the notification was accepted, as this gateway wants to hear it."""

    def ask(self, slip: Slip) -> Fact:
        """Ask what became of an attempt.  Raises GatewayError."""

    def close(self, slip: Slip) -> Fact:
        """Ask the gateway to take no more money for this attempt.  Raises GatewayError."""

    def refund(self, slip: Slip, *, number: str, fen: int, reason: str) -> Fact:
        """Give money back; the same ``number`` twice is one refund.  Raises GatewayError."""

    def ask_refund(self, slip: Slip, *, number: str) -> Fact:
        """Ask what became of a refund.  Raises GatewayError."""

    def fetch_statement(self, day: date) -> bytes:
        """The gateway's file of a day in Beijing.

        Raises NoStatementError for a day without business, else GatewayError.
        """

    def read_statement(self, data: bytes) -> Iterator[StatementLine]:
        """The lines of such a file.  Raises Malformed."""
