"""The gateways' daily files, and what in them is not as it stands in the ledger."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from payments.models.ledger import Payment
from payments.status import DifferenceKind


class Statement(models.Model):
    """One file that was compared with the ledger, known by what it holds."""

    channel = models.CharField(_("channel"), max_length=20)
    digest = models.CharField(_("SHA-256"), max_length=64, editable=False)
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    lines = models.PositiveIntegerField(_("lines"))
    fen = models.BigIntegerField(_("total in fen"))
    imported_at = models.DateTimeField(_("imported"), default=timezone.now)

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(fields=("channel", "digest"), name="payments_statement_once"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.first_day}"


class DifferenceQuerySet(models.QuerySet["Difference"]):
    """Questions about differences."""

    def unsolved(self) -> "DifferenceQuerySet":
        """Those somebody has to look at."""
        return self.filter(solved_at__isnull=True)


class Difference(models.Model):
    """One thing that stands in a statement and not here, here and not there, or differently."""

    statement = models.ForeignKey(
        Statement, models.PROTECT, related_name="differences", verbose_name=_("statement")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=DifferenceKind.choices)
    channel = models.CharField(_("channel"), max_length=20)
    number = models.CharField(_("order number"), max_length=64)
    transaction_id = models.CharField(_("transaction of the gateway"), max_length=64, blank=True)
    refund_number = models.CharField(_("refund number"), max_length=64, blank=True)
    payment = models.ForeignKey(
        Payment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="differences",
        verbose_name=_("payment"),
    )
    # Negative for money given back; null where the side knows nothing of it.
    our_fen = models.BigIntegerField(_("amount here in fen"), null=True, blank=True)
    their_fen = models.BigIntegerField(_("amount there in fen"), null=True, blank=True)
    happened_at = models.DateTimeField(_("when"))
    found_at = models.DateTimeField(_("found"), default=timezone.now)
    solved_at = models.DateTimeField(_("solved"), null=True, blank=True)
    solved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("solved by"),
    )
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = DifferenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("difference")
        verbose_name_plural = _("differences")
        ordering = ("-pk",)
        permissions = [("solve_difference", _("Can solve a difference"))]
        indexes = [
            models.Index(
                fields=("found_at",),
                condition=models.Q(solved_at__isnull=True),
                name="payments_unsolved",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=("channel", "kind", "number", "transaction_id", "refund_number"),
                name="payments_difference_once",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=DifferenceKind.values),
                name="payments_difference_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.get_kind_display()}"
