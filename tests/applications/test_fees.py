"""The fee of an application: what settles it, what never unsettles it, and money out of time."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from applications import lifecycle
from applications.models import Application
from applications.status import FeeBasis, Status
from notifications.models import InboxItem
from payments import lifecycle as payments
from payments import refunds
from payments.gateways.base import Fact, FactKind, FactState
from payments.models import Bill, Payment
from payments.status import BillStatus, Flag
from tests.at_once import at_once
from tests.counting import counted, repeated
from tests.factories.accounts import UserFactory
from tests.factories.applications import ApplicationFactory
from tests.factories.payments import PaymentFactory, RefundFactory

pytestmark = pytest.mark.django_db
MERCHANT = "SIM1900000109/wxSIM0000000000001"


@pytest.fixture
def submitted(db):
    """An application whose applicant has a code before them."""
    application = ApplicationFactory(complete=True)
    lifecycle.submit(application, by=application.applicant)
    PaymentFactory(bill=application.bill)
    return application


def arrives(application, **changes):
    """The gateway says that the money of the last attempt is there."""
    payment = Payment.objects.filter(bill=application.bill).latest("pk")
    said = {
        "kind": FactKind.PAYMENT,
        "state": FactState.DONE,
        "number": payment.number,
        "merchant": MERCHANT,
        "transaction_id": f"T{payment.number}",
        "fen": payment.fen,
        "currency": "CNY",
        "happened_at": timezone.now(),
    }
    payments.settle(payment, Fact(**(said | changes)), merchant=MERCHANT)
    return payment


def now_of(application):
    return Application.objects.get(pk=application.pk)


def test_fee_changed_in_the_catalogue_never_changes_an_open_bill(submitted):
    submitted.intake.fee_fen = 99_900
    submitted.intake.save()

    arrives(submitted)

    assert Bill.objects.get().fen == 80_000
    assert now_of(submitted).status == Status.QUEUED


def test_payment_brings_the_application_to_the_office_in_few_queries(submitted):
    with counted() as seen:
        arrives(submitted)

    assert seen.total() <= 11
    assert not repeated(seen)
    assert now_of(submitted).status == Status.QUEUED


def test_payment_after_withdrawal_is_kept_flagged_and_revives_nothing(submitted):
    lifecycle.withdraw(submitted, by=submitted.applicant)

    payment = arrives(submitted)

    assert payment.flag == Flag.PAID_LATE
    assert Bill.objects.get().status == BillStatus.CLOSED
    assert now_of(submitted).status == Status.WITHDRAWN


def test_payment_after_withdrawal_pays_when_the_withdrawal_is_undone(submitted):
    lifecycle.withdraw(submitted, by=submitted.applicant)
    arrives(submitted)

    lifecycle.undo_withdraw(submitted, by=submitted.applicant)

    assert now_of(submitted).status == submitted.status == Status.QUEUED
    assert Bill.objects.get().status == BillStatus.PAID
    assert Payment.objects.get().flag == Flag.NONE


def test_late_payment_pays_when_an_expired_application_is_reopened(submitted):
    lifecycle.expire(submitted, cause="the fee was not paid in time")
    arrives(submitted)

    lifecycle.reopen(submitted, by=UserFactory(administrator=True), reason="Bank holiday")

    assert now_of(submitted).status == Status.QUEUED
    assert now_of(submitted).fee_basis == FeeBasis.PAID


def test_late_payment_that_goes_back_does_not_pay(client, submitted):
    lifecycle.withdraw(submitted, by=submitted.applicant)
    RefundFactory(payment=arrives(submitted), fen=1)

    lifecycle.undo_withdraw(submitted, by=submitted.applicant)

    assert now_of(submitted).status == Status.SUBMITTED
    assert Bill.objects.get().status == BillStatus.OPEN
    client.force_login(submitted.applicant)
    page = client.get(submitted.bill.get_absolute_url()).content.decode()
    assert "How do you want to pay?" in page or "No method of payment" in page


def test_second_payment_changes_nothing_of_the_application(submitted):
    arrives(submitted)
    before = now_of(submitted).fee_settled_at
    second = PaymentFactory(bill=submitted.bill, channel="alipay")

    arrives(submitted)

    second.refresh_from_db()
    assert second.flag == Flag.PAID_TWICE
    assert now_of(submitted).fee_settled_at == before
    assert submitted.changes.filter(move="queue").count() == 1


@pytest.mark.parametrize("ours", [True, False])
def test_refund_never_unsettles_an_application(submitted, ours):
    payment = arrives(submitted)
    number = "RF-of-the-bank"
    if ours:
        number = RefundFactory(payment=payment, going=True).number

    arrives(submitted, kind=FactKind.REFUND, refund_number=number, transaction_id="")

    assert now_of(submitted).status == Status.QUEUED
    assert now_of(submitted).fee_settled_at is not None
    assert Bill.objects.get().status == BillStatus.PAID
    assert Payment.objects.get().flag == (Flag.NONE if ours else Flag.REFUNDED_OUTSIDE)


def test_waiver_is_told_with_the_amount(submitted):
    finance = UserFactory(finance=True)

    payments.waive(submitted.bill, by=finance, reason="Exchange student")

    told = InboxItem.objects.get(notice="applications/fee_waived")
    assert now_of(submitted).fee_basis == FeeBasis.WAIVED
    assert told.user == submitted.applicant
    assert "¥800.00" in told.body
    assert "Exchange student" not in told.body


def test_money_that_comes_after_a_waiver_can_be_given_back(submitted):
    finance = UserFactory(finance=True)
    payments.waive(submitted.bill, by=finance, reason="Exchange student")

    payment = arrives(submitted)

    assert payment.flag == Flag.PAID_TWICE
    assert now_of(submitted).fee_basis == FeeBasis.WAIVED
    refunds.request(payment, fen=payment.fen, reason="The fee was waived", by=finance)


def test_attempt_that_was_too_late_does_not_expire_what_is_paid(submitted):
    arrives(submitted)

    with pytest.raises(lifecycle.MoveNotAllowed):
        lifecycle.expire(submitted, cause="x", now=timezone.now() + timedelta(days=400))


@pytest.mark.postgres
@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite locks the whole file, not rows."
)
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(5))
def test_withdrawing_and_paying_at_once_agree_and_never_deadlock(submitted, attempt):
    at_once(
        lambda: arrives(submitted),
        lambda: lifecycle.withdraw(now_of(submitted), by=submitted.applicant),
    )

    payment, application = Payment.objects.get(), now_of(submitted)
    assert application.status == Status.WITHDRAWN
    outcome = (Bill.objects.get().status, payment.flag, application.fee_settled_at is not None)
    assert outcome in {
        (BillStatus.PAID, Flag.NONE, True),
        (BillStatus.CLOSED, Flag.PAID_LATE, False),
    }
