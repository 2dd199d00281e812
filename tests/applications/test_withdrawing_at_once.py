"""An applicant withdraws while the fee arrives.  Only PostgreSQL shows who waits for whom."""

import contextlib

import pytest

from accounts import lifecycle as accounts
from applications import lifecycle
from applications.models import Application
from applications.status import Status
from payments.models import Payment
from payments.status import BillStatus, Flag, PaymentStatus
from tests.at_once import WITH_ROW_LOCKS, at_once
from tests.factories.applications import ApplicationFactory
from tests.factories.payments import PaymentFactory
from tests.payments.test_locking import settle

pytestmark = WITH_ROW_LOCKS


@pytest.mark.parametrize("attempt", range(5))
def test_withdrawing_and_paying_at_once_never_deadlock(attempt):
    application = ApplicationFactory(status=Status.SUBMITTED)
    payment = PaymentFactory(bill=application.bill)

    def withdraw():
        lifecycle.withdraw(Application.objects.get(pk=application.pk), by=application.applicant)

    at_once(withdraw, lambda: settle(Payment.objects.get(pk=payment.pk)))

    application.refresh_from_db()
    payment.refresh_from_db()
    application.bill.refresh_from_db()
    assert (application.status, payment.status) == (Status.WITHDRAWN, PaymentStatus.PAID)
    # Whoever came first: the fee counts and the queued application is withdrawn, or it came late.
    assert (application.bill.status, payment.flag) in {
        (BillStatus.PAID, Flag.NONE),
        (BillStatus.CLOSED, Flag.PAID_LATE),
    }


@pytest.mark.parametrize("attempt", range(5))
def test_withdrawing_and_closing_the_account_at_once_never_deadlock(attempt):
    application = ApplicationFactory(status=Status.SUBMITTED)

    def withdraw():
        with contextlib.suppress(lifecycle.MoveNotAllowed):  # the account was closed first
            lifecycle.withdraw(Application.objects.get(pk=application.pk), by=application.applicant)

    at_once(withdraw, lambda: accounts.close(application.applicant))

    application.refresh_from_db()
    assert application.status == Status.WITHDRAWN
    assert not application.applicant.is_active
