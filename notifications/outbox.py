"""The e-mail backend of the whole site: a mail is a row, written in the caller's transaction."""

from collections.abc import Sequence
from email.utils import make_msgid

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from notifications.models import Mail, MailState
from portal.queue import enqueue


class OutboxBackend(BaseEmailBackend):
    """Keeps mails for the worker.  Nothing leaves before the transaction has committed."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write one row for each recipient; answer how many mails were taken."""
        for message in email_messages:
            for recipient in message.recipients():
                mail = keep(message, recipient)
                enqueue("notifications.tasks.deliver", mail.pk)
        return len(email_messages)


def keep(message: EmailMessage, recipient: str) -> Mail:
    """The row of one mail to one person."""
    message.message()  # refuses line breaks in headers, as every backend does
    return Mail.objects.create(
        recipient=recipient,
        subject=" ".join(str(message.subject).split())[:255],
        body=str(message.body),
        html=_html_of(message),
        from_email=message.from_email or settings.DEFAULT_FROM_EMAIL,
        headers={name: str(value) for name, value in message.extra_headers.items()},
        message_id=make_msgid(domain=settings.SITE_URL.split("://")[-1].split(":")[0]),
    )


def _html_of(message: EmailMessage) -> str:
    if isinstance(message, EmailMultiAlternatives):
        for alternative in message.alternatives:
            if alternative[1] == "text/html":
                return str(alternative[0])
    return ""


def as_message(mail: Mail) -> EmailMultiAlternatives:
    """The mail a row stands for, always with the same Message-ID."""
    message = EmailMultiAlternatives(
        mail.subject,
        mail.body,
        mail.from_email,
        [mail.recipient],
        headers={**mail.headers, "Message-ID": mail.message_id},
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    return message


def send_again(mail: Mail) -> bool:
    """Begin anew with a mail that was given up; False where there is nothing to do."""
    begun = Mail.objects.filter(pk=mail.pk, state=MailState.FAILED).update(
        state=MailState.WAITING, tries=0, due_at=timezone.now()
    )
    if begun:
        enqueue("notifications.tasks.deliver", mail.pk)
    return bool(begun)
