"""Delivering mails: claim a row, send it, back off when the mail server does not answer."""

from datetime import timedelta

import structlog
from celery import shared_task
from django.conf import settings
from django.core.mail import get_connection
from django.db.models import F
from django.utils import timezone

from notifications.models import Mail, MailState
from notifications.outbox import as_message
from portal.queue import enqueue

log = structlog.get_logger(__name__)
SWEEP_BATCH = 200
LONGEST_BACKOFF = timedelta(hours=1)


@shared_task
def deliver(pk: int) -> None:
    """Deliver one mail.  Safe to call twice: whoever claims the row first sends it."""
    if not _claim(pk):
        return
    mail = Mail.objects.get(pk=pk)
    try:
        get_connection(settings.DELIVERY_BACKEND).send_messages([as_message(mail)])
    except Exception as error:
        _postpone(mail, error)
        return
    # A delivered mail may hold a link that opens an account; the words need not stay here.
    Mail.objects.filter(pk=pk).update(
        state=MailState.SENT, sent_at=timezone.now(), body="", html="", last_error=""
    )


@shared_task
def sweep() -> None:
    """Hand every due mail to a worker again; the queue may have lost it."""
    for pk in Mail.objects.due().order_by("due_at").values_list("pk", flat=True)[:SWEEP_BATCH]:
        enqueue("notifications.tasks.deliver", pk)


def _claim(pk: int) -> bool:
    lease = timezone.now() + timedelta(seconds=settings.MAIL_LEASE_SECONDS)
    return bool(
        Mail.objects.due()
        .filter(pk=pk)
        .update(state=MailState.SENDING, due_at=lease, tries=F("tries") + 1)
    )


def _postpone(mail: Mail, error: Exception) -> None:
    wait = min(timedelta(seconds=settings.MAIL_BACKOFF_SECONDS * 2**mail.tries), LONGEST_BACKOFF)
    mail.state = MailState.WAITING if mail.tries < settings.MAIL_MAX_TRIES else MailState.FAILED
    mail.due_at = timezone.now() + wait
    mail.last_error = f"{type(error).__name__}: {error}"[:300]
    mail.save(update_fields=("state", "due_at", "last_error"))
    log.warning("mail_not_delivered", mail=mail.pk, tries=mail.tries, state=mail.state)
