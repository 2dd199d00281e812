"""Between finance, the gateway and the ledger: sending refunds, and asking what became of them.

Gateways are called outside any transaction; what they say is recorded by ``refunds.hear`` alone.
"""

import structlog

from payments import refunds
from payments.checkout import Answer, slip_of
from payments.gateways.base import Fact, FactState, GatewayError
from payments.gateways.registry import UnknownChannel, get_gateway
from payments.locking import WrongMoney
from payments.models import Refund
from payments.status import RefundStatus

log = structlog.get_logger(__name__)
_ANSWERS = {RefundStatus.DONE: Answer.ENDED, RefundStatus.FAILED: Answer.FLAGGED}


def send(refund: Refund) -> None:
    """Tell the gateway, or ask whether it knows; safe to call any number of times.

    The number makes it one refund, however often it is sent.  Raises GatewayError,
    UnknownChannel or WrongMoney.
    """
    if refund.status != RefundStatus.PROCESSING:
        return
    fact = _ask(refund) if refund.asked_at else None
    if fact is None or fact.state is FactState.UNKNOWN:
        fact = _send(refund)
    if fact:
        refunds.hear(refund, fact)


def _ask(refund: Refund) -> Fact:
    payment = refund.payment
    return get_gateway(payment.channel).ask_refund(slip_of(payment), number=refund.number)


def _send(refund: Refund) -> Fact | None:
    """None where the gateway will never take it."""
    payment = refund.payment
    try:
        return get_gateway(payment.channel).refund(
            slip_of(payment), number=refund.number, fen=refund.fen, reason=refund.reason
        )
    except GatewayError as error:
        if not error.permanent:
            raise
        refunds.stumble(refund, note=str(error))
        return None


def try_to_send(refund: Refund) -> Answer:
    """Send or ask, and never raise: one bad refund must not keep the others waiting."""
    try:
        send(refund)
    except (GatewayError, UnknownChannel) as error:
        log.warning("refund_not_sent", number=refund.number, why=str(error))
        return Answer.UNREACHABLE
    except WrongMoney:
        return Answer.FLAGGED
    except Exception:
        log.exception("sending_refund_failed", number=refund.number)
        return Answer.BROKEN
    return _ANSWERS.get(RefundStatus(refund.status), Answer.WAITING)
