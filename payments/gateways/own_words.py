"""What is said here, where a gateway's answer is only a yes or a no, or cannot be read."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import datetime
from typing import ClassVar, TypeVar

from payments.gateways.base import Fact, FactKind, FactState, GatewayError, Malformed, Slip

T = TypeVar("T")


class OwnWords(ABC):
    """A part of every gateway; ``house`` is its name in messages for operators."""

    house: ClassVar[str]
    _clock: Callable[[], datetime]

    @property
    @abstractmethod
    def merchant(self) -> str:
        """Who receives the money, as every gateway says it for itself."""

    def _fact(
        self, slip: Slip, state: FactState, *, refund_number: str = "", note: str = ""
    ) -> Fact:
        """Our own statement about an attempt, or about a refund where one is named."""
        kind = FactKind.REFUND if refund_number else FactKind.PAYMENT
        return Fact(kind, state, slip.number, self.merchant, refund_number=refund_number, note=note)

    def _unheard_of(self, slip: Slip, note: str) -> Fact:
        """What the payer has not reached yet can be paid until its time is over."""
        open_still = slip.expires_at > self._clock()
        return self._fact(slip, FactState.WAITING if open_still else FactState.UNKNOWN, note=note)

    def _understood(self, read: Callable[[], T]) -> T:
        """Read an answer; one that makes no sense is the gateway's failure, not a bad notice."""
        try:
            return read()
        except Malformed as error:
            raise GatewayError(f"{self.house}'s answer cannot be read: {error}") from error
