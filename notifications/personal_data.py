"""What is held on a person here: what they were told, and the mails on their way or delivered."""

from collections.abc import Sequence

from django.contrib.auth.models import AbstractUser

from notifications.models import InboxItem, Mail, MailState
from portal.personal_data import Held, row


def held(person: AbstractUser) -> Held:
    """Notices in their words; of mails when and whether they went out."""
    return Held(
        {
            "notices": [row(item) for item in InboxItem.objects.of(person)],
            "mails": [
                row(mail, "body", "html", "headers", "message_id")
                for mail in Mail.objects.to(person.email)
            ],
        }
    )


def parting(person: AbstractUser) -> Sequence[str]:
    """Nothing that one would miss."""
    return ()


def erase(person: AbstractUser) -> None:
    """Remove notices and mails; only what a worker is delivering at this moment stays."""
    InboxItem.objects.of(person).delete()
    Mail.objects.to(person.email).exclude(state=MailState.SENDING).delete()
