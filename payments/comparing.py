"""A gateway's statement beside the ledger, line by line.  Reads, and writes nothing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from payments.gateways.base import StatementLine
from payments.models import Difference, Payment, Refund
from payments.status import DifferenceKind, PaymentStatus, RefundStatus

AT_ONCE = 500  # numbers in one question to the database


@dataclass(frozen=True, slots=True)
class Comparison:
    """The lines of one channel's statement, and the time it covers: from ``start`` to ``end``."""

    channel: str
    lines: Sequence[StatementLine]
    start: datetime
    end: datetime

    def differences(self) -> Iterator[Difference]:
        """Whatever is not the same on both sides, not saved."""
        yield from self._theirs()
        yield from self._payments_only_here()
        yield from self._refunds_only_here()

    def _theirs(self) -> Iterator[Difference]:
        seen: set[tuple[str, str, str]] = set()
        for at in range(0, len(self.lines), AT_ONCE):
            lines = self.lines[at : at + AT_ONCE]
            payments, refunds = self._payments_of(lines), _refunds_of(lines)
            for line in lines:
                payment, refund = payments.get(line.number), refunds.get(line.refund_number)
                key = (line.number, line.transaction_id, line.refund_number)
                kind = DifferenceKind.DUPLICATED if key in seen else _kind(line, payment, refund)
                seen.add(key)
                if kind:
                    yield self._of_line(line, kind, payment, refund)

    def _payments_of(self, lines: Sequence[StatementLine]) -> Mapping[str, Payment]:
        numbers = {line.number for line in lines}
        found = Payment.objects.filter(channel=self.channel, number__in=numbers)
        return {payment.number: payment for payment in found}

    def _payments_only_here(self) -> Iterator[Difference]:
        told = {line.number for line in self.lines if not line.refund_number}
        ours = Payment.objects.filter(
            channel=self.channel,
            status=PaymentStatus.PAID,
            paid_at__gte=self.start,
            paid_at__lt=self.end,
        )
        for payment in ours.iterator():
            if payment.number not in told and payment.paid_at:
                yield self._of_ours(payment, payment.fen, payment.paid_at)

    def _refunds_only_here(self) -> Iterator[Difference]:
        """Refunds that began and ended in this time; others may stand in the file of another."""
        told = {line.refund_number for line in self.lines}
        ours = Refund.objects.filter(
            payment__channel=self.channel,
            status=RefundStatus.DONE,
            requested_at__gte=self.start,
            done_at__lt=self.end,
        ).select_related("payment")
        for refund in ours.iterator():
            if refund.number not in told and refund.done_at:
                yield self._of_ours(refund.payment, -refund.fen, refund.done_at, refund.number)

    def _of_line(
        self,
        line: StatementLine,
        kind: DifferenceKind,
        payment: Payment | None,
        refund: Refund | None,
    ) -> Difference:
        return Difference(
            channel=self.channel,
            kind=kind,
            number=line.number,
            transaction_id=line.transaction_id,
            refund_number=line.refund_number,
            payment=payment,
            our_fen=_our_fen(line, payment, refund),
            their_fen=line.fen,
            happened_at=line.happened_at,
        )

    def _of_ours(
        self, payment: Payment, fen: int, at: datetime, refund_number: str = ""
    ) -> Difference:
        return Difference(
            channel=self.channel,
            kind=DifferenceKind.OURS_ONLY,
            number=payment.number,
            transaction_id=payment.transaction_id or "",
            refund_number=refund_number,
            payment=payment,
            our_fen=fen,
            happened_at=at,
        )


def _refunds_of(lines: Sequence[StatementLine]) -> Mapping[str, Refund]:
    numbers = {line.refund_number for line in lines if line.refund_number}
    found = Refund.objects.filter(number__in=numbers) if numbers else ()
    return {refund.number: refund for refund in found}


def _kind(
    line: StatementLine, payment: Payment | None, refund: Refund | None
) -> DifferenceKind | None:
    """How a line differs from what stands here; None where it does not."""
    if payment is None:
        return DifferenceKind.THEIRS_ONLY
    if line.refund_number:
        return _kind_of_refund(line, payment, refund)
    if payment.status != PaymentStatus.PAID:
        return DifferenceKind.THEIRS_ONLY
    if line.transaction_id and line.transaction_id != payment.transaction_id:
        return DifferenceKind.DUPLICATED
    return None if line.fen == payment.fen else DifferenceKind.AMOUNT_DIFFERS


def _kind_of_refund(
    line: StatementLine, payment: Payment, refund: Refund | None
) -> DifferenceKind | None:
    is_ours = refund is not None and refund.payment_id == payment.pk
    if refund is None or not is_ours or refund.status == RefundStatus.FAILED:
        return DifferenceKind.REFUNDED
    return None if line.fen == -refund.fen else DifferenceKind.AMOUNT_DIFFERS


def _our_fen(line: StatementLine, payment: Payment | None, refund: Refund | None) -> int | None:
    if line.refund_number:
        return -refund.fen if refund else None
    return payment.fen if payment and payment.status == PaymentStatus.PAID else None
