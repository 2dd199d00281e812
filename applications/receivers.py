"""When a bill is paid, its application enters the queue; when the catalogue changes, it is read
anew.
"""

from typing import Any

import structlog
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from applications import lifecycle
from applications.models import (
    AdmissionType,
    Application,
    FundingCategory,
    Intake,
    Offering,
    Programme,
    ResearchArea,
    kept,
)
from applications.status import FeeBasis
from payments.models import Bill
from payments.signals import bill_paid
from payments.status import BillStatus

log = structlog.get_logger(__name__)


@receiver(bill_paid)
def queue_application(sender: object, bill: Bill, **kwargs: Any) -> None:
    """Queue the application of this bill.

    Never raises for reasons of the office (withdrawn, expired meanwhile): the money stays
    recorded and is looked at by finance.  Anything unexpected undoes the settlement.
    """
    application = Application.objects.filter(bill=bill).first()
    if application is None:
        log.warning("bill_without_application", bill=bill.pk)
        return
    application.bill = bill  # it is at hand: nobody has to read it again
    basis = FeeBasis.WAIVED if bill.status == BillStatus.WAIVED else FeeBasis.PAID
    by = bill.waived_by if basis == FeeBasis.WAIVED else None
    try:
        lifecycle.queue(application, by=by, basis=basis, now=bill.settled_at)
    except lifecycle.MoveNotAllowed:
        log.warning("paid_application_not_queued", application=application.reference)


@receiver((post_save, post_delete), sender=FundingCategory)
@receiver((post_save, post_delete), sender=AdmissionType)
@receiver((post_save, post_delete), sender=Programme)
@receiver((post_save, post_delete), sender=ResearchArea)
@receiver((post_save, post_delete), sender=Intake)
@receiver((post_save, post_delete), sender=Offering)
def read_catalogue_anew(sender: object, **kwargs: Any) -> None:
    """Every process keeps copies of these."""
    kept.forget()
