"""What happened to an application: one row a move, never changed."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications.models.application import Application
from applications.status import Status


class StatusChange(models.Model):
    """One move: from where, to where, by whom, why.  ``by`` is empty where the system moved it."""

    application = models.ForeignKey(
        Application, models.PROTECT, related_name="changes", verbose_name=_("application")
    )
    move = models.CharField(_("move"), max_length=20)
    source = models.CharField(_("from"), max_length=12, choices=Status.choices)
    target = models.CharField(_("to"), max_length=12, choices=Status.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    reason = models.TextField(_("reason"), blank=True)
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("status change")
        verbose_name_plural = _("status changes")
        ordering = ("at", "pk")
        indexes = [
            models.Index(fields=("application", "at"), name="applications_changes"),
            # For what looks at the moves of the last days: papers that are due.
            models.Index(fields=("at", "move"), name="applications_changes_lately"),
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self.source} → {self.target}"
