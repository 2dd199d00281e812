"""The receipt of a payment, as it was made."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from payments.models.ledger import Payment
from portal.kept_pdf import KeptPdf


class Receipt(KeptPdf):
    """The paper that says what was paid.  One payment makes one."""

    payment = models.OneToOneField(
        Payment, models.PROTECT, related_name="receipt", verbose_name=_("payment")
    )

    class Meta(KeptPdf.Meta):
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")

    def __str__(self) -> str:
        return str(self.payment)
