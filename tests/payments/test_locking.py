"""Two at once on one bill.  Only PostgreSQL has row locks, so only there can this be shown."""

import threading
from dataclasses import replace

import pytest
from django.db import connections, transaction
from django.utils import timezone

from accounts.roles import Role
from notifications.models import Mail
from payments import lifecycle, refunds, transfers
from payments.gateways.base import Fact, FactKind, FactState
from payments.models import Bill, Payment, Refund, Remittance
from payments.signals import bill_paid
from payments.status import BillStatus, Flag, PaymentStatus
from tests.at_once import LONG_ENOUGH, WITH_ROW_LOCKS, at_once
from tests.factories.payments import BillFactory, PaymentFactory, RefundFactory, RemittanceFactory

pytestmark = WITH_ROW_LOCKS
MERCHANT = "SIM1900000109/wxSIM0000000000001"


def fact_of(payment):
    return Fact(
        kind=FactKind.PAYMENT,
        state=FactState.DONE,
        number=payment.number,
        merchant=MERCHANT,
        transaction_id=f"T{payment.number}",
        fen=payment.fen,
        currency="CNY",
        happened_at=timezone.now(),
    )


def settle(payment):
    return lifecycle.settle(payment, fact_of(payment), merchant=MERCHANT)


@pytest.fixture
def announced():
    bills = []

    def hear(sender, bill, **kwargs):
        bills.append(bill.pk)

    bill_paid.connect(hear)
    yield bills
    bill_paid.disconnect(hear)


def test_the_same_money_at_once_counts_once(announced):
    payment = PaymentFactory()

    at_once(*[lambda: settle(Payment.objects.get(pk=payment.pk)) for _ in range(4)])

    payment.refresh_from_db()
    assert payment.status == PaymentStatus.PAID
    assert payment.flag == Flag.NONE
    assert announced == [payment.bill_id]


def test_two_payments_at_once_pay_once_and_flag_the_other(announced):
    bill = BillFactory()
    first, second = PaymentFactory(bill=bill), PaymentFactory(bill=bill)

    at_once(
        lambda: settle(Payment.objects.get(pk=first.pk)),
        lambda: settle(Payment.objects.get(pk=second.pk)),
    )

    flags = sorted(Payment.objects.values_list("flag", flat=True))
    assert flags == [Flag.NONE, Flag.PAID_TWICE]
    assert Bill.objects.get().status == BillStatus.PAID
    assert announced == [bill.pk]


@pytest.mark.parametrize("attempt", range(5))
def test_paying_and_closing_at_once_agree(announced, attempt):
    payment = PaymentFactory()

    at_once(
        lambda: settle(Payment.objects.get(pk=payment.pk)),
        lambda: lifecycle.close_bill(Bill.objects.get(pk=payment.bill_id)),
    )

    payment.refresh_from_db()
    outcome = (Bill.objects.get().status, payment.flag, len(announced))
    assert payment.status == PaymentStatus.PAID
    assert outcome in {
        (BillStatus.PAID, Flag.NONE, 1),
        (BillStatus.CLOSED, Flag.PAID_LATE, 0),
    }


def test_settling_waits_for_whoever_closes_the_bill(announced):
    payment = PaymentFactory()
    settling = threading.Thread(
        target=lambda: (settle(Payment.objects.get(pk=payment.pk)), connections.close_all()),
        daemon=True,
    )

    with transaction.atomic():
        lifecycle.close_bill(Bill.objects.get(pk=payment.bill_id))
        settling.start()
        settling.join(0.5)
        assert settling.is_alive()
    settling.join(LONG_ENOUGH)

    payment.refresh_from_db()
    assert payment.flag == Flag.PAID_LATE
    assert announced == []


def test_two_clicks_at_once_make_one_attempt():
    bill = BillFactory()

    at_once(
        *[
            lambda: lifecycle.start_payment(Bill.objects.get(pk=bill.pk), channel="wechat")
            for _ in range(4)
        ]
    )

    assert Payment.objects.count() == 1


def test_two_refunds_at_once_never_exceed_what_was_paid(member):
    payment = PaymentFactory(bill=BillFactory(paid=True), paid=True)
    finance = member(Role.FINANCE)
    refused = []

    def ask():
        try:
            refunds.request(
                Payment.objects.get(pk=payment.pk), fen=payment.fen, reason="x", by=finance
            )
        except refunds.TooMuch as why:
            refused.append(why)

    at_once(*[ask for _ in range(4)])

    assert Refund.objects.count() == 1
    assert len(refused) == 3


def confirming(slip, fen, finance, refused):
    """Finance confirms a slip, or is told why not."""

    def confirm():
        try:
            transfers.confirm(
                Remittance.objects.get(pk=slip.pk),
                fen=fen,
                value_date=timezone.localdate(),
                reference="B-1",
                by=finance,
            )
        except (transfers.ReferenceUsed, lifecycle.MoveNotAllowed) as why:
            refused.append(type(why))

    return confirm


@pytest.mark.parametrize("fen", [80_000, 79_000])
def test_one_transaction_of_the_bank_confirmed_twice_at_once_counts_once(member, fen):
    finance, refused = member(Role.FINANCE), []
    slips = [RemittanceFactory() for _ in range(2)]

    at_once(*[confirming(slip, fen, finance, refused) for slip in slips])

    assert refused == [transfers.ReferenceUsed]
    assert Payment.objects.filter(status=PaymentStatus.PAID).count() == 1
    assert Payment.objects.filter(status=PaymentStatus.WAITING, flag=Flag.NONE).count() == 1
    assert Remittance.objects.waiting().count() == 1


def test_slip_confirmed_twice_at_once_counts_once(member, announced):
    finance, refused, slip = member(Role.FINANCE), [], RemittanceFactory()

    at_once(*[confirming(slip, 80_000, finance, refused) for _ in range(3)])

    assert refused == [lifecycle.MoveNotAllowed] * 2
    assert announced == [slip.payment.bill_id]


def test_two_words_about_a_refund_at_once_are_told_once():
    refund = RefundFactory(going=True, payment__bill=BillFactory(paid=True))
    done = replace(fact_of(refund.payment), kind=FactKind.REFUND, refund_number=refund.number)

    at_once(*[lambda: refunds.hear(Refund.objects.get(), done) for _ in range(4)])

    assert Mail.objects.count() == 1
