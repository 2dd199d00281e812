"""When a bill is paid or waived, its application enters the queue."""

from typing import Any

import structlog
from django.dispatch import receiver

from applications import lifecycle
from applications.models import Application
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
    basis = FeeBasis.WAIVED if bill.status == BillStatus.WAIVED else FeeBasis.PAID
    by = bill.waived_by if basis == FeeBasis.WAIVED else None
    try:
        lifecycle.queue(application, by=by, basis=basis, now=bill.settled_at)
    except lifecycle.MoveNotAllowed:
        log.warning("paid_application_not_queued", application=application.reference)
