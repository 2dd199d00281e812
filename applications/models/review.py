"""The office's side: decisions, notes, and who reads for which department."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications.models.application import Application
from applications.models.catalogue import Department
from applications.status import DECIDABLE
from portal.bilingual import Bilingual


class Outcome(models.TextChoices):
    """What a decision says."""

    ADMIT = "admit", _("Admit")
    REFUSE = "refuse", _("Do not admit")
    WAITLIST = "waitlist", _("Waiting list")


class DecisionQuerySet(models.QuerySet["Decision"]):
    """Questions about many decisions."""

    def prepared(self) -> "DecisionQuerySet":
        """Those that wait to be released."""
        return self.filter(
            released_at__isnull=True,
            dropped_at__isnull=True,
            application__status__in=sorted(DECIDABLE),
        )


class Decision(models.Model):
    """A decision as the applicant will read it.  Preparing changes no status; releasing does.

    A row is never rewritten: another decision, or another way of the application, drops it.
    """

    application = models.ForeignKey(
        Application, models.PROTECT, related_name="decisions", verbose_name=_("application")
    )
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices)
    reason_code = models.CharField(_("standard reason"), max_length=40, blank=True, default="")
    reason_en = models.TextField(_("reason for the applicant (English)"), blank=True)
    reason_zh = models.TextField(_("reason for the applicant (Chinese)"), blank=True)
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("prepared by")
    )
    prepared_at = models.DateTimeField(_("prepared"), default=timezone.now)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("approved by"),
    )
    release_at = models.DateTimeField(_("not to be released before"), null=True, blank=True)
    released_at = models.DateTimeField(_("released"), null=True, blank=True)
    dropped_at = models.DateTimeField(_("dropped"), null=True, blank=True)

    reason = Bilingual()
    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome__in=Outcome.values), name="applications_outcome_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(outcome="refuse")
                | ~models.Q(reason_en="")
                | ~models.Q(reason_zh=""),
                name="applications_refusal_has_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(released_at__isnull=True) | models.Q(dropped_at__isnull=True),
                name="applications_released_is_not_dropped",
            ),
            models.UniqueConstraint(
                fields=("application",),
                condition=models.Q(released_at__isnull=True, dropped_at__isnull=True),
                name="applications_one_prepared_decision",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self.get_outcome_display()}"

    @property
    def is_prepared(self) -> bool:
        """Whether it waits to be released."""
        is_open = self.released_at is None and self.dropped_at is None
        return is_open and self.application.status in DECIDABLE


class Note(models.Model):
    """A note of the office; the applicant never sees it."""

    application = models.ForeignKey(
        Application, models.CASCADE, related_name="notes", verbose_name=_("application")
    )
    text = models.TextField(_("note"))
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    written_at = models.DateTimeField(_("written"), default=timezone.now)

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.text[:60]


class DepartmentReader(models.Model):
    """A department whose applications a department reader may see."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="read_departments",
        verbose_name=_("reader"),
    )
    department = models.ForeignKey(
        Department, models.CASCADE, related_name="readers", verbose_name=_("department")
    )

    class Meta:
        verbose_name = _("department reader")
        verbose_name_plural = _("department readers")
        constraints = [
            models.UniqueConstraint(fields=("user", "department"), name="applications_reader_once")
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.department}"
