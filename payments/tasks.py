"""Work that runs by itself."""

from collections import Counter

from celery import shared_task
from django.db.models import F

from payments import callbacks
from payments.checkout import Answer, try_to_ask, was_just_asked
from payments.models import Payment

BATCH = 200
SILENT_AFTER = 3  # unanswered questions in one run, then the channel is left alone


@shared_task
def ask_open_payments() -> None:
    """Ask about every attempt whose end is not known; make good what failed."""
    unanswered: Counter[str] = Counter()
    waiting = Payment.objects.unfinished().select_related("bill")
    for payment in waiting.order_by(F("asked_at").asc(nulls_first=True), "pk")[:BATCH]:
        if unanswered[payment.channel] >= SILENT_AFTER:
            continue
        if try_to_ask(payment) is Answer.UNREACHABLE:
            unanswered[payment.channel] += 1
    callbacks.retry_failed()
    callbacks.forget_refused()


@shared_task
def ask_payment(pk: int) -> None:
    """Ask about one attempt, because somebody waits for the answer."""
    payment = Payment.objects.select_related("bill").get(pk=pk)
    if not was_just_asked(payment):
        try_to_ask(payment)
