"""Work that runs by itself."""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

import structlog
from celery import shared_task
from django.db.models import F
from django.utils import timezone

from payments import callbacks, receipts, rules, statements, transfers
from payments.checkout import Answer, try_to_ask, was_just_asked
from payments.gateways.base import GatewayError, Malformed
from payments.gateways.registry import UnknownChannel, open_channels
from payments.giving_back import try_to_send
from payments.models import Bill, Payment, Refund

log = structlog.get_logger(__name__)
BATCH = 200
SILENT_AFTER = 3  # unanswered questions in one run, then the channel is left alone
STATEMENT_DAYS = 3  # how long a statement that was not to be had is asked for again
_OLDEST_FIRST = (F("asked_at").asc(nulls_first=True), "pk")


@shared_task
def ask_open_payments() -> None:
    """Ask about every attempt and every refund whose end is not known; make good what failed."""
    unanswered: Counter[str] = Counter()
    waiting = rules.to_ask_about().select_related("bill")
    for payment in waiting.order_by(*_OLDEST_FIRST)[:BATCH]:
        _ask(payment.channel, partial(try_to_ask, payment), unanswered)
    going = rules.to_send().select_related("payment__bill")
    for refund in going.order_by(*_OLDEST_FIRST)[:BATCH]:
        _ask(refund.payment.channel, partial(try_to_send, refund), unanswered)
    callbacks.retry_failed()
    callbacks.forget_refused()


def _ask(channel: str, question: Callable[[], Answer], unanswered: Counter[str]) -> None:
    if unanswered[channel] < SILENT_AFTER and question() is Answer.UNREACHABLE:
        unanswered[channel] += 1


@shared_task
def ask_payment(pk: int) -> None:
    """Ask about one attempt, because somebody waits for the answer."""
    payment = Payment.objects.select_related("bill").get(pk=pk)
    if not was_just_asked(payment):
        try_to_ask(payment)


@shared_task
def make_receipt(pk: int) -> None:
    """Make the receipt of a paid bill; safe to run again."""
    receipts.make(Bill.objects.select_related("payer").get(pk=pk))


@shared_task
def make_missing_receipts() -> None:
    """Make what the queue has lost.  What cannot be made keeps nothing else from being made."""
    for bill in receipts.missing():
        try:
            receipts.make(bill)
        except Exception:
            log.exception("receipt_not_made", bill=bill.pk)


@shared_task
def send_refund(pk: int) -> None:
    """Tell the gateway of a refund that was agreed to; the sweep makes good what fails here."""
    try_to_send(Refund.objects.select_related("payment__bill").get(pk=pk))


@shared_task
def tend_transfers() -> None:
    """Give up bank transfers that nobody waits for any more, and forget what proved nothing."""
    transfers.lapse_due()
    transfers.forget()


@shared_task
def fetch_statements() -> None:
    """Compare yesterday's statements with the ledger, and those of before that are missing yet."""
    today = timezone.localdate()
    days = [today - timedelta(days=back) for back in range(STATEMENT_DAYS, 0, -1)]
    for channel in open_channels():
        if channel.is_by_hand:
            continue
        for day in days:
            if not (statements.is_here(channel.code, day) or _fetch_statement(channel.code, day)):
                break


def _fetch_statement(channel: str, day: date) -> bool:
    """Whether it is worth asking this channel for another day."""
    try:
        outcome = statements.fetch(channel, day)
    except (GatewayError, UnknownChannel, Malformed) as error:
        log.warning("statement_not_fetched", channel=channel, day=str(day), why=str(error))
        return isinstance(error, Malformed)
    except Exception:
        log.exception("statement_failed", channel=channel, day=str(day))
    else:
        found = len(outcome.differences)
        log.info("statement_compared", channel=channel, day=str(day), differences=found)
    return True
