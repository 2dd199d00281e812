"""The receipt of a payment, as it was made."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from payments.models.ledger import Payment
from portal.keys import random_name


class Receipt(models.Model):
    """A PDF, and what stands in it.  One payment makes one; it never changes."""

    payment = models.OneToOneField(
        Payment, models.PROTECT, related_name="receipt", verbose_name=_("payment")
    )
    facts = models.JSONField(_("what stands in it"))
    file = models.FileField(_("file"), upload_to=random_name, max_length=120)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField("SHA-256", max_length=64)
    made_at = models.DateTimeField(_("made"), default=timezone.now)

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return str(self.payment)
