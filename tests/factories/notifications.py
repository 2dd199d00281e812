"""Mails on their way, and notices kept in the portal."""

from datetime import timedelta

import factory
from django.utils import timezone

from notifications.models import Announcement, InboxItem, Mail
from tests.factories.accounts import UserFactory


class MailFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Mail

    recipient = "adaeze@example.org"
    subject = "Application RX-2027-000123 submitted: please pay the fee"
    body = "Dear Adaeze,\n\nPlease pay.\n"
    html = "<p>Please pay.</p>"
    from_email = "Jialing University <no-reply@jialing.example>"
    message_id = factory.Sequence(lambda n: f"<{n}@jialing.example>")


class InboxItemFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = InboxItem

    user = factory.SubFactory(UserFactory)
    notice = "applications/submitted"
    subject = factory.Sequence(lambda n: f"Application RX-2027-{n:06} submitted")
    body = "We have received your application.\n\nPlease pay the fee."
    link = "/applications/"


class AnnouncementFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Announcement

    title_en = factory.Sequence(lambda n: f"Announcement {n}")
    title_zh = factory.Sequence(lambda n: f"公告{n}")
    text_en = "The office is closed on Friday."
    text_zh = "周五办公室不办公。"
    published_at = factory.LazyFunction(lambda: timezone.now() - timedelta(hours=1))
