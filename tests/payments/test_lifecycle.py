"""What money does to a bill, whoever brings the news, however often."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.roles import Role
from payments import lifecycle
from payments.gateways.base import Fact, FactKind, FactState
from payments.lifecycle import MoveNotAllowed, WrongMoney
from payments.models import Bill, Payment
from payments.rules import to_ask_about
from payments.signals import bill_paid
from payments.status import BillStatus, Flag, PaymentStatus
from tests.factories.payments import BillFactory, PaymentFactory, RefundFactory

pytestmark = pytest.mark.django_db
MERCHANT = "SIM1900000109/wxSIM0000000000001"
UNFINISHED = (PaymentStatus.STARTED, PaymentStatus.WAITING)
GIVEN_UP = (PaymentStatus.CLOSED, PaymentStatus.EXPIRED, PaymentStatus.FAILED)


@pytest.fixture
def announced():
    """The bills that were announced as settled."""
    bills = []

    def hear(sender, bill, **kwargs):
        bills.append(bill.pk)

    bill_paid.connect(hear)
    yield bills
    bill_paid.disconnect(hear)


def fact_of(payment, state=FactState.DONE, **changes):
    """What the gateway says when everything fits."""
    said = Fact(
        kind=FactKind.PAYMENT,
        state=state,
        number=payment.number,
        merchant=MERCHANT,
        transaction_id=f"T{payment.number}",
        fen=payment.fen,
        currency="CNY",
        happened_at=timezone.now(),
    )
    return replace(said, **changes)


def settle(payment, state=FactState.DONE, **changes):
    return lifecycle.settle(payment, fact_of(payment, state, **changes), merchant=MERCHANT)


def test_settle_pays_the_bill_and_announces_it(announced):
    payment = PaymentFactory()

    settle(payment)

    payment.refresh_from_db()
    bill = Bill.objects.get()
    assert payment.status == PaymentStatus.PAID
    assert payment.transaction_id == f"T{payment.number}"
    assert payment.paid_at is not None
    assert bill.status == BillStatus.PAID
    assert bill.settled_at is not None
    assert announced == [bill.pk]


def test_settle_counts_the_same_money_once(announced):
    payment = PaymentFactory()

    for _ in range(3):
        settle(Payment.objects.get(pk=payment.pk))

    payment.refresh_from_db()
    assert payment.flag == Flag.NONE
    assert announced == [payment.bill_id]


@pytest.mark.parametrize("status", GIVEN_UP)
def test_settle_credits_an_attempt_that_was_given_up(announced, status):
    payment = PaymentFactory(status=status)

    settle(payment)

    assert payment.status == PaymentStatus.PAID
    assert announced == [payment.bill_id]


@pytest.mark.parametrize(
    ("difference", "named"),
    [
        ({"fen": 79_999}, "fen"),
        ({"fen": None}, "fen"),
        ({"currency": "USD"}, "currency"),
        ({"merchant": "1900000109/wx0000000000000001"}, "merchant"),
        ({"number": "AF20270201ZZZZZZZZZZ"}, "number"),
        ({"transaction_id": ""}, "transaction"),
    ],
    ids=["amount", "no amount", "currency", "merchant", "number", "no transaction"],
)
def test_settle_never_credits_what_does_not_fit(announced, difference, named):
    payment = PaymentFactory()

    with pytest.raises(WrongMoney, match=named):
        settle(payment, **difference)

    payment.refresh_from_db()
    assert payment.status == PaymentStatus.WAITING
    assert payment.flag == Flag.AMOUNT_DIFFERS
    assert named in payment.note
    assert payment.bill.status == BillStatus.OPEN
    assert announced == []


def test_settle_refuses_a_transaction_that_paid_another_attempt(announced):
    first, second = PaymentFactory(), PaymentFactory()
    settle(first, transaction_id="T1")

    with pytest.raises(WrongMoney, match="another payment"):
        settle(second, transaction_id="T1")

    assert announced == [first.bill_id]
    second.refresh_from_db()
    assert second.flag == Flag.AMOUNT_DIFFERS


def test_settle_flags_a_second_transaction_on_the_same_attempt():
    payment = PaymentFactory()
    settle(payment, transaction_id="T1")

    with pytest.raises(WrongMoney, match="T2"):
        settle(payment, transaction_id="T2")

    payment.refresh_from_db()
    assert payment.transaction_id == "T1"
    assert payment.status == PaymentStatus.PAID
    assert payment.flag == Flag.AMOUNT_DIFFERS


def test_second_payment_is_kept_and_flagged_and_changes_nothing_else(announced):
    bill = BillFactory()
    first, second = PaymentFactory(bill=bill), PaymentFactory(bill=bill)
    settle(first)
    settled_at = Bill.objects.get().settled_at

    settle(second)

    second.refresh_from_db()
    assert second.status == PaymentStatus.PAID
    assert second.flag == Flag.PAID_TWICE
    assert Bill.objects.get().settled_at == settled_at
    assert announced == [bill.pk]


def test_payment_on_a_closed_bill_is_kept_and_flagged(announced):
    payment = PaymentFactory()
    lifecycle.close_bill(payment.bill)

    settle(payment)

    payment.refresh_from_db()
    assert payment.status == PaymentStatus.PAID
    assert payment.flag == Flag.PAID_LATE
    assert Bill.objects.get().status == BillStatus.CLOSED
    assert announced == []


@pytest.mark.parametrize("state", [FactState.WAITING, FactState.UNKNOWN])
def test_settle_leaves_an_attempt_that_still_waits(state):
    payment = PaymentFactory()

    settle(payment, state)

    payment.refresh_from_db()
    assert payment.status == PaymentStatus.WAITING
    assert payment.asked_at is not None


@pytest.mark.parametrize(
    ("state", "ends"),
    [(FactState.CLOSED, PaymentStatus.CLOSED), (FactState.FAILED, PaymentStatus.FAILED)],
)
def test_settle_ends_an_attempt_that_came_to_nothing(state, ends):
    payment = PaymentFactory()

    settle(payment, state)

    assert Payment.objects.get().status == ends
    assert Bill.objects.get().status == BillStatus.OPEN


@pytest.mark.parametrize("state", [FactState.CLOSED, FactState.FAILED, FactState.WAITING])
def test_nothing_the_gateway_says_later_unpays(state):
    payment = PaymentFactory()
    settle(payment)

    settle(payment, state)

    assert Payment.objects.get().status == PaymentStatus.PAID
    assert Bill.objects.get().status == BillStatus.PAID


@pytest.mark.parametrize("kind", FactKind)
def test_refund_that_nobody_here_asked_for_is_flagged(kind):
    payment = PaymentFactory(paid=True)
    state = FactState.DONE if kind is FactKind.REFUND else FactState.REFUNDED

    settle(payment, state, kind=kind, refund_number="RF-elsewhere", note="退款成功")

    payment.refresh_from_db()
    assert payment.status == PaymentStatus.PAID
    assert payment.flag == Flag.REFUNDED_OUTSIDE
    assert ("¥800.00" in payment.note) is (kind is FactKind.REFUND)


def test_refund_of_ours_is_no_surprise():
    refund = RefundFactory(going=True)

    settle(refund.payment, kind=FactKind.REFUND, refund_number=refund.number)

    refund.payment.refresh_from_db()
    assert refund.payment.flag == Flag.NONE


@pytest.mark.parametrize(
    ("ours", "flag"),
    [
        ("requested", Flag.REFUNDED_OUTSIDE),
        ("dropped", Flag.REFUNDED_OUTSIDE),
        ("processing", Flag.NONE),
    ],
)
def test_what_was_never_sent_explains_no_refund_of_the_gateway(ours, flag):
    payment = PaymentFactory(paid=True)
    RefundFactory(payment=payment, status=ours)

    settle(payment, FactState.REFUNDED)

    payment.refresh_from_db()
    assert payment.flag == flag


def test_money_that_came_and_went_before_it_was_heard_of_ends_the_attempt():
    payment = PaymentFactory(over=True)

    settle(payment, FactState.REFUNDED)

    payment.refresh_from_db()
    assert (payment.status, payment.flag) == (PaymentStatus.CLOSED, Flag.REFUNDED_OUTSIDE)
    assert payment.bill.status == BillStatus.OPEN
    assert not to_ask_about().exists()


def test_refund_that_failed_does_not_end_an_attempt():
    payment = PaymentFactory()

    settle(payment, FactState.CLOSED, kind=FactKind.REFUND, refund_number="RF-elsewhere")

    payment.refresh_from_db()
    assert payment.status == PaymentStatus.WAITING
    assert payment.flag == Flag.NONE


def test_failing_receiver_undoes_the_settlement():
    payment = PaymentFactory()

    def fail(sender, bill, **kwargs):
        raise RuntimeError("the queue is broken")

    bill_paid.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            settle(payment)
    finally:
        bill_paid.disconnect(fail)

    assert Payment.objects.get().status == PaymentStatus.WAITING
    assert Bill.objects.get().status == BillStatus.OPEN


def test_start_payment_twice_makes_one_attempt():
    bill = BillFactory()

    first = lifecycle.start_payment(bill, channel="wechat")
    second = lifecycle.start_payment(bill, channel="wechat")

    assert first == second
    assert Payment.objects.count() == 1


def test_start_payment_begins_anew_when_the_time_of_the_first_is_over():
    old = PaymentFactory(over=True)

    new = lifecycle.start_payment(old.bill, channel="wechat")

    assert new != old
    assert new.number != old.number


def test_start_payment_freezes_the_amount_and_numbers_itself():
    bill = BillFactory(fen=60_000)

    payment = lifecycle.start_payment(bill, channel="wechat")

    assert payment.fen == 60_000
    assert len(payment.number) == 20
    assert payment.number.startswith("AF20")
    assert payment.number.isalnum()


def test_attempt_is_not_good_for_longer_than_the_bill():
    now = timezone.now()
    bill = BillFactory(due_at=now + timedelta(minutes=5))

    payment = lifecycle.start_payment(bill, channel="wechat", now=now)

    assert payment.expires_at == bill.due_at


@pytest.mark.parametrize("ended", ["paid", "closed"])
def test_start_payment_refuses_a_bill_that_is_not_open(ended):
    bill = BillFactory(**{ended: True})

    with pytest.raises(MoveNotAllowed):
        lifecycle.start_payment(bill, channel="wechat")

    assert Payment.objects.count() == 0


def test_start_payment_refuses_a_bill_that_was_due():
    bill = BillFactory(due_at=timezone.now())

    with pytest.raises(MoveNotAllowed):
        lifecycle.start_payment(bill, channel="wechat")


@pytest.mark.parametrize("status", UNFINISHED)
def test_lapse_gives_up_what_is_over(status):
    payment = PaymentFactory(status=status, over=True)

    lifecycle.lapse(payment)

    assert Payment.objects.get().status == PaymentStatus.EXPIRED


def test_lapse_leaves_what_can_still_be_paid():
    payment = PaymentFactory()

    lifecycle.lapse(payment)

    assert Payment.objects.get().status == PaymentStatus.WAITING


def test_fail_never_touches_a_paid_attempt():
    payment = PaymentFactory(paid=True)

    lifecycle.fail(payment, note="PARAM_ERROR")

    assert Payment.objects.get().status == PaymentStatus.PAID


def test_waive_settles_the_bill_with_a_reason(announced, member):
    bill, officer = BillFactory(), member(Role.FINANCE)

    lifecycle.waive(bill, by=officer, reason=" Exchange student ")

    bill.refresh_from_db()
    assert bill.status == BillStatus.WAIVED
    assert bill.waived_by == officer
    assert bill.waiver_reason == "Exchange student"
    assert announced == [bill.pk]


def test_waive_asks_for_permission_and_reason(announced, member):
    bill = BillFactory()

    for person, reason in (
        (member(Role.FINANCE), "  "),
        (member(Role.OFFICER), "Because"),
        (bill.payer, "Because"),
    ):
        with pytest.raises(MoveNotAllowed):
            lifecycle.waive(bill, by=person, reason=reason)

    bill.refresh_from_db()
    assert bill.status == BillStatus.OPEN
    assert announced == []


def test_waive_refuses_a_paid_bill(member):
    bill = BillFactory(paid=True)

    with pytest.raises(MoveNotAllowed):
        lifecycle.waive(bill, by=member(Role.FINANCE), reason="Because")


def test_closing_a_paid_bill_changes_nothing():
    bill = BillFactory(paid=True)

    lifecycle.close_bill(bill)

    assert Bill.objects.get().status == BillStatus.PAID


def test_reopened_bill_can_be_paid_again():
    bill = BillFactory(closed=True)
    due_at = timezone.now() + timedelta(days=3)

    lifecycle.reopen_bill(bill, due_at=due_at)

    bill.refresh_from_db()
    assert bill.is_open
    assert bill.due_at == due_at


def test_reopening_a_paid_bill_is_refused():
    bill = BillFactory(paid=True)

    with pytest.raises(MoveNotAllowed):
        lifecycle.reopen_bill(bill, due_at=timezone.now())


def test_database_refuses_one_transaction_on_two_payments():
    PaymentFactory(paid=True, transaction_id="T1")

    with pytest.raises(IntegrityError), transaction.atomic():
        PaymentFactory(paid=True, transaction_id="T1")


def test_database_refuses_a_paid_bill_without_a_time():
    with pytest.raises(IntegrityError), transaction.atomic():
        BillFactory(status=BillStatus.PAID)


def test_database_refuses_a_paid_attempt_without_a_transaction():
    with pytest.raises(IntegrityError), transaction.atomic():
        PaymentFactory(status=PaymentStatus.PAID, paid_at=timezone.now())


def test_money_that_was_credited_to_a_closed_bill_does_not_pay_it_when_told_again():
    """Whoever opens the bill again decides that; a stale word does not."""
    payment = PaymentFactory(bill=BillFactory(closed=True))
    stale = Payment.objects.select_related("bill").get(pk=payment.pk)
    settle(payment)
    lifecycle.reopen_bill(payment.bill, due_at=timezone.now() + timedelta(days=1))

    settle(stale)

    assert Bill.objects.get().status == BillStatus.OPEN
    assert Payment.objects.get().flag == Flag.PAID_LATE
