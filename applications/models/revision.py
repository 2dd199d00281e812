"""What the office asks an applicant to change, and by when."""

from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from applications.models.application import Application
from applications.models.requirement import DocumentRequirement
from portal.bilingual import Bilingual


class RevisionRequest(models.Model):
    """One request.  While it is open, exactly what its items name can be changed."""

    application = models.ForeignKey(
        Application,
        models.PROTECT,
        related_name="revision_requests",
        verbose_name=_("application"),
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    due_at = models.DateTimeField(_("due"))
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    class Meta:
        verbose_name = _("revision request")
        verbose_name_plural = _("revision requests")
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=("application",),
                condition=models.Q(answered_at__isnull=True),
                name="applications_one_open_request",
            )
        ]

    def __str__(self) -> str:
        return f"{self.application} {self.asked_at:%Y-%m-%d}"

    @cached_property
    def wanted(self) -> list["RevisionItem"]:
        """What is to be changed, each with its document slot."""
        return list(self.items.select_related("requirement"))

    @classmethod
    def read_for(cls, applications: Iterable[Application]) -> dict[int, "RevisionRequest"]:
        """The open request of each of these with what it wants, in one query, by application."""
        found: dict[int, RevisionRequest] = {}
        items = RevisionItem.objects.filter(
            request__application__in=applications, request__answered_at=None
        )
        for item in items.select_related("request", "requirement"):
            request = found.setdefault(item.request.application_id, item.request)
            request.__dict__.setdefault("wanted", []).append(item)
        return found


class RevisionItem(models.Model):
    """One thing to change: a whole step, or one document slot."""

    request = models.ForeignKey(
        RevisionRequest, models.CASCADE, related_name="items", verbose_name=_("request")
    )
    step = models.SlugField(_("step"), max_length=40, blank=True)
    requirement = models.ForeignKey(
        DocumentRequirement,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("document"),
    )
    reason_en = models.TextField(_("reason (English)"))
    reason_zh = models.TextField(_("reason (Chinese)"), blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    reason = Bilingual()

    class Meta:
        verbose_name = _("revision item")
        verbose_name_plural = _("revision items")
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(step="", requirement__isnull=False)
                | (~models.Q(step="") & models.Q(requirement__isnull=True)),
                name="applications_revision_item_names_one",
            )
        ]

    def __str__(self) -> str:
        return self.step or str(self.requirement)
