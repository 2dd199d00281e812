"""Bank transfers: the account they go to, and the slips by which payers prove them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from payments.models.ledger import Payment
from payments.status import RemittanceState
from portal.bilingual import Bilingual
from portal.storing import StoredFile


class BankAccount(models.Model):
    """The office's account, as payers are shown it.  There is one row, or none."""

    is_offered = models.BooleanField(_("offered to applicants"), default=False)
    holder_en = models.CharField(_("account name (English)"), max_length=120)
    holder_zh = models.CharField(_("account name (Chinese)"), max_length=120)
    number = models.CharField(_("account number"), max_length=40)
    bank_en = models.CharField(_("bank and branch (English)"), max_length=160)
    bank_zh = models.CharField(_("bank and branch (Chinese)"), max_length=160)
    swift = models.CharField(_("SWIFT code"), max_length=11, blank=True)
    advice_en = models.TextField(_("advice (English)"), max_length=600, blank=True)
    advice_zh = models.TextField(_("advice (Chinese)"), max_length=600, blank=True)

    holder = Bilingual()
    bank = Bilingual()
    advice = Bilingual()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("bank account")
        verbose_name_plural = _("bank account")
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="payments_one_bank_account")
        ]

    def __str__(self) -> str:
        return self.number

    @classmethod
    def offered(cls) -> "BankAccount | None":
        """The account to pay into; None where the office takes no transfers."""
        return cls.objects.filter(is_offered=True).first()


class RemittanceQuerySet(models.QuerySet["Remittance"]):
    """Questions about slips."""

    def waiting(self) -> "RemittanceQuerySet":
        """Those finance has not looked at."""
        return self.filter(state=RemittanceState.WAITING)


class Remittance(StoredFile):
    """A remittance slip: what a payer shows of a transfer, and what the account says of it."""

    payment = models.ForeignKey(
        Payment, models.PROTECT, related_name="remittances", verbose_name=_("payment")
    )
    state = models.CharField(
        _("state"), max_length=10, choices=RemittanceState.choices, default=RemittanceState.WAITING
    )
    fen = models.PositiveIntegerField(_("amount in fen"), null=True, blank=True)
    value_date = models.DateField(_("value date"), null=True, blank=True)
    bank_reference = models.CharField(_("reference of the bank"), max_length=64, blank=True)
    found_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("found first by"),
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    decided_at = models.DateTimeField(_("looked at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("looked at by"),
    )

    objects = RemittanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("remittance slip")
        verbose_name_plural = _("remittance slips")
        ordering = ("-pk",)
        permissions = [("confirm_remittance", _("Can confirm a bank transfer"))]
        constraints = [
            models.UniqueConstraint(
                fields=("payment",),
                condition=models.Q(state="waiting"),
                name="payments_remittance_one_waits",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=RemittanceState.values),
                name="payments_remittance_state",
            ),
            models.CheckConstraint(
                condition=models.Q(state="waiting", decided_at__isnull=True)
                | (~models.Q(state="waiting") & models.Q(decided_at__isnull=False)),
                name="payments_remittance_decided",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=("confirmed", "differs"))
                | models.Q(fen__gt=0, value_date__isnull=False) & ~models.Q(bank_reference=""),
                name="payments_remittance_seen",
            ),
        ]
        indexes = [
            models.Index(
                fields=("uploaded_at",),
                condition=models.Q(state="waiting"),
                name="payments_remittance_waits",
            ),
        ]
