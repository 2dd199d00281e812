"""The outbox (every mail is a row before it is a mail), the inbox, and announcements."""

from collections.abc import Sequence

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.bilingual import Bilingual
from portal.keys import KEY_LENGTH, new_key


class MailState(models.TextChoices):
    """Where a mail is on its way."""

    WAITING = "waiting", _("Waiting")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Given up")


class MailQuerySet(models.QuerySet["Mail"]):
    """Questions about mails."""

    def due(self) -> "MailQuerySet":
        """Not delivered yet, and it is time to try: new, backed off, or left by a dead worker."""
        return self.filter(
            state__in=(MailState.WAITING, MailState.SENDING), due_at__lte=timezone.now()
        )

    def to(self, address: str) -> "MailQuerySet":
        """Those to one address, however it is spelled."""
        return self.filter(recipient__iexact=address)


class Mail(models.Model):
    """One mail.  ``due_at`` is when it may next be tried; while it is being sent, a lease."""

    recipient = models.EmailField(_("to"), max_length=254)
    subject = models.CharField(_("subject"), max_length=255)
    body = models.TextField(_("text"))
    html = models.TextField(_("HTML"), blank=True)
    from_email = models.CharField(_("from"), max_length=254)
    headers = models.JSONField(_("headers"), default=dict)
    message_id = models.CharField(_("message id"), max_length=120, unique=True)
    state = models.CharField(
        _("state"), max_length=10, choices=MailState.choices, default=MailState.WAITING
    )
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    due_at = models.DateTimeField(_("next try"), default=timezone.now)
    last_error = models.CharField(_("last error"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("outbox")
        ordering = ("-pk",)
        indexes = [
            models.Index(
                fields=("due_at",),
                condition=models.Q(state__in=("waiting", "sending")),
                name="notifications_mail_due",
            ),
            # UPPER is what Django's iexact asks for.
            models.Index(Upper("recipient"), name="notifications_mail_recipient"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=MailState.values), name="notifications_mail_state"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} → {self.recipient}"


class InboxItemQuerySet(models.QuerySet["InboxItem"]):
    """Questions about the inbox."""

    def of(self, user: AbstractBaseUser | AnonymousUser) -> "InboxItemQuerySet":
        """What this person was told."""
        return self.none() if user.pk is None else self.filter(user_id=user.pk)

    def with_unread(self) -> "InboxItemQuerySet":
        """Each with ``unread``: how many of all these have not been opened."""
        unread = models.Count("pk", filter=models.Q(read_at__isnull=True))
        return self.annotate(unread=models.Window(unread))

    def about_first(self, links: Sequence[str]) -> "InboxItemQuerySet":
        """Each with ``is_about``: whether it leads to one of these; those come first."""
        is_about = models.ExpressionWrapper(models.Q(link__in=links), models.BooleanField())
        return self.annotate(is_about=is_about).order_by("-is_about", "-created_at", "-pk")

    def unread(self) -> "InboxItemQuerySet":
        """What has not been opened."""
        return self.filter(read_at__isnull=True)


class InboxItem(models.Model):
    """A notice kept in the portal, in the words in which it was mailed."""

    key = models.CharField(max_length=KEY_LENGTH, unique=True, default=new_key, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="inbox", verbose_name=_("person")
    )
    notice = models.CharField(_("notice"), max_length=80)
    subject = models.CharField(_("subject"), max_length=255)
    body = models.TextField(_("text"))
    link = models.CharField(_("link"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)

    objects = InboxItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ("-created_at", "-pk")
        indexes = [
            models.Index(fields=("user", "-created_at"), name="notifications_inbox_list"),
            models.Index(
                fields=("user",),
                condition=models.Q(read_at__isnull=True),
                name="notifications_inbox_unread",
            ),
        ]

    def __str__(self) -> str:
        return self.subject


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    """Questions about announcements."""

    def current(self) -> "AnnouncementQuerySet":
        """Published and not taken down, newest first."""
        now = timezone.now()
        return self.filter(
            models.Q(taken_down_at__isnull=True) | models.Q(taken_down_at__gt=now),
            published_at__lte=now,
        )


class Announcement(models.Model):
    """What the office tells everybody, on home and on a page of its own."""

    title_en = models.CharField(_("title (English)"), max_length=120)
    title_zh = models.CharField(_("title (Chinese)"), max_length=60)
    text_en = models.TextField(_("text (English)"))
    text_zh = models.TextField(_("text (Chinese)"))
    published_at = models.DateTimeField(
        _("published"), default=timezone.now, help_text=_("Beijing time; it may lie ahead.")
    )
    taken_down_at = models.DateTimeField(
        _("taken down"), null=True, blank=True, help_text=_("Leave it empty to let it stand.")
    )

    title = Bilingual()
    text = Bilingual()
    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        ordering = ("-published_at", "-pk")
        indexes = [
            models.Index(fields=("-published_at", "-id"), name="notifications_announced"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(taken_down_at__isnull=True)
                | models.Q(taken_down_at__gt=models.F("published_at")),
                name="notifications_taken_down_later",
                violation_error_message=_("It can only be taken down after it was published."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its public page."""
        return reverse("notifications:announcement", args=[self.pk])
