"""Bank transfer: a channel without a gateway.  Nobody can be asked; finance reads the account."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from payments.gateways.base import (
    Checkout,
    CheckoutKind,
    Fact,
    FactKind,
    FactState,
    Forged,
    GatewayError,
    GatewayReply,
    Malformed,
    PayerContext,
    RawNotice,
    Slip,
    StatementLine,
)
from payments.gateways.beijing import utc_now
from payments.gateways.own_words import OwnWords

CHANNEL = "offline"
CURRENCY = "CNY"


@dataclass(frozen=True, slots=True)
class OfflineConfig:
    """How many days a transfer is waited for.  Raises ValueError."""

    SETTINGS: ClassVar[tuple[str, ...]] = ("BANK_TRANSFER_DAYS",)
    NEEDED: ClassVar[tuple[str, ...]] = SETTINGS

    days: int

    def __post_init__(self) -> None:
        if self.days < 1:
            raise ValueError("BANK_TRANSFER_DAYS must be at least 1, or empty.")

    @classmethod
    def from_settings(cls, values: Mapping[str, str]) -> "OfflineConfig":
        """Read the setting named in ``SETTINGS``."""
        return cls(days=int(values["BANK_TRANSFER_DAYS"]))


class Offline(OwnWords):
    """Answers for the bank what can be known without it: nothing, until finance says it."""

    channel = CHANNEL
    house = "The bank"
    merchant = "office"  # there is one account, and finance alone looks into it

    def __init__(self, config: OfflineConfig, *, clock: Callable[[], datetime] = utc_now) -> None:
        self._config = config
        self._clock = clock

    def kind_for(self, payer: PayerContext) -> CheckoutKind:
        """An account to pay into, on every device."""
        return CheckoutKind.TRANSFER

    def open(
        self, slip: Slip, *, notify_url: str, return_url: str, payer: PayerContext
    ) -> Checkout:
        """Nothing to announce: the payer is shown the account, and what to write beside it."""
        if slip.fen < 1 or slip.currency != CURRENCY:
            raise GatewayError("A transfer is in yuan, and at least one fen.", permanent=True)
        return Checkout(CheckoutKind.TRANSFER, "", {"reference": slip.number})

    def read_notice(self, notice: RawNotice) -> Fact:
        """No bank writes to us; whoever does is somebody else."""
        raise Forged("Nobody notifies of bank transfers.")

    def reply(self, notice: RawNotice, *, accepted: bool) -> GatewayReply:
        """What a stranger is told."""
        return GatewayReply(204 if accepted else 400)

    def ask(self, slip: Slip) -> Fact:
        """Waiting while there is time; then nobody knows."""
        return self._unheard_of(slip, "")

    def close(self, slip: Slip) -> Fact:
        """No money is asked for any more.  What is on its way arrives all the same."""
        return self._fact(slip, FactState.CLOSED)

    def refund(self, slip: Slip, *, number: str, fen: int, reason: str) -> Fact:
        """Finance transfers it back by hand, and says so when it is done."""
        return self._fact(slip, FactState.WAITING, refund_number=number)

    def ask_refund(self, slip: Slip, *, number: str) -> Fact:
        """Nobody is there to be asked."""
        return self._fact(slip, FactState.UNKNOWN, refund_number=number)

    def fetch_statement(self, day: date) -> bytes:
        """There is none: finance confirms every transfer beside the bank's own statement."""
        raise GatewayError("Bank transfers have no statement to fetch.", permanent=True)

    def read_statement(self, data: bytes) -> Iterator[StatementLine]:
        """There is none."""
        raise Malformed("Bank transfers have no statement to import.")


def seen_in_the_account(
    slip: Slip, *, fen: int, reference: str, on: datetime, refund_number: str = ""
) -> Fact:
    """What finance says of the office's account: money that came, or under a number went back."""
    return Fact(
        FactKind.REFUND if refund_number else FactKind.PAYMENT,
        FactState.DONE,
        slip.number,
        Offline.merchant,
        transaction_id=reference,
        fen=fen,
        currency=CURRENCY,
        happened_at=on,
        refund_number=refund_number,
        note=reference if refund_number else "",
    )
