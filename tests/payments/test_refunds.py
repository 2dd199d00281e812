"""Money given back: never more than was paid, never by one person alone, and it un-pays nothing."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.roles import Role
from notifications.models import Mail
from payments import lifecycle, refunds, rules, tasks
from payments.checkout import Answer
from payments.gateways.base import Fact, FactKind, FactState
from payments.giving_back import try_to_send
from payments.locking import MoveNotAllowed, WrongMoney
from payments.models import Bill, Payment, Refund
from payments.status import BillStatus, Flag, PaymentStatus, RefundStatus
from tests.factories.accounts import UserFactory
from tests.factories.payments import BillFactory, PaymentFactory, RefundFactory

pytestmark = pytest.mark.django_db
MERCHANT = "SIM1900000109/wxSIM0000000000001"


@pytest.fixture
def colleague(member):
    return member(Role.FINANCE)


@pytest.fixture
def sent(monkeypatch, django_capture_on_commit_callbacks):
    """The tasks that a worker is asked to do."""
    asked = []
    monkeypatch.setattr(
        "portal.queue.current_app.send_task", lambda name, args, **k: asked.append((name, args))
    )
    return asked


def fact_of(refund, state=FactState.DONE, **changes):
    said = Fact(
        kind=FactKind.REFUND,
        state=state,
        number=refund.payment.number,
        merchant=MERCHANT,
        fen=refund.fen,
        currency="CNY",
        happened_at=timezone.now(),
        refund_number=refund.number,
        note="50000000382019052709732678859 SUCCESS",
    )
    return replace(said, **changes)


def paid(**fields):
    bill = BillFactory(paid=True)
    return PaymentFactory(bill=bill, paid=True, **fields)


# Asking and agreeing ------------------------------------------------------------------------------


def test_refund_waits_for_a_second_person(
    finance, colleague, sent, django_capture_on_commit_callbacks
):
    payment = paid()
    with django_capture_on_commit_callbacks(execute=True):
        refund = refunds.request(payment, fen=30_000, reason="Wrong intake", by=finance)
    assert refund.status == RefundStatus.REQUESTED
    assert sent == []

    with pytest.raises(MoveNotAllowed):
        refunds.agree(refund, by=finance)
    with django_capture_on_commit_callbacks(execute=True):
        refunds.agree(refund, by=colleague)

    refund.refresh_from_db()
    assert (refund.status, refund.agreed_by) == (RefundStatus.PROCESSING, colleague)
    assert sent == [("payments.tasks.send_refund", (refund.pk,))]
    assert len(refund.number) == 20
    assert refund.number.startswith("RF20")


def test_one_person_is_enough_where_the_office_says_so(finance, settings):
    settings.REFUND_SECOND_PERSON = False

    refund = refunds.request(paid(), fen=80_000, reason="Wrong intake", by=finance)

    assert refund.status == RefundStatus.PROCESSING
    assert refund.agreed_by == finance


@pytest.mark.parametrize("fen", [0, -1, 80_001])
def test_more_than_was_paid_is_never_given_back(finance, fen):
    with pytest.raises(refunds.TooMuch):
        refunds.request(paid(), fen=fen, reason="x", by=finance)

    assert Refund.objects.count() == 0


@pytest.mark.parametrize(("state", "left"), [("going", 50_000), ("done", 50_000), (None, 50_000)])
def test_several_refunds_together_are_never_more_than_was_paid(finance, state, left):
    payment = paid()
    RefundFactory(payment=payment, fen=30_000, **({state: True} if state else {}))

    assert rules.left_to_refund(payment) == left
    with pytest.raises(refunds.TooMuch) as refusal:
        refunds.request(payment, fen=left + 1, reason="x", by=finance)
    assert refusal.value.left == left
    refunds.request(payment, fen=left, reason="x", by=finance)


@pytest.mark.parametrize("status", [RefundStatus.FAILED, RefundStatus.DROPPED])
def test_refund_that_came_to_nothing_does_not_count(status):
    payment = paid()
    RefundFactory(payment=payment, status=status)

    assert rules.left_to_refund(payment) == payment.fen


def test_only_what_is_paid_is_given_back(finance):
    with pytest.raises(MoveNotAllowed):
        refunds.request(PaymentFactory(), fen=1, reason="x", by=finance)


def test_giving_back_is_for_finance_and_wants_a_reason(finance, member):
    payment, refund = paid(), RefundFactory()

    for person in (member(Role.OFFICER), member(Role.ADMINISTRATOR), UserFactory()):
        for verb in (
            lambda by: refunds.request(payment, fen=1, reason="x", by=by),
            lambda by: refunds.agree(refund, by=by),
            lambda by: refunds.drop(refund, by=by, note="x"),
        ):
            with pytest.raises(MoveNotAllowed):
                verb(person)
    with pytest.raises(MoveNotAllowed):
        refunds.request(payment, fen=1, reason="  ", by=finance)

    assert Refund.objects.get().status == RefundStatus.REQUESTED


def test_dropped_refund_is_not_agreed_to_any_more(finance, colleague):
    refund = RefundFactory(requested_by=finance)

    refunds.drop(refund, by=colleague, note="The fee is not given back")

    assert refund.status == RefundStatus.DROPPED
    assert "The fee is not given back" in refund.note
    with pytest.raises(MoveNotAllowed):
        refunds.agree(refund, by=colleague)


# What the gateway says ----------------------------------------------------------------------------


def test_done_is_told_to_the_payer_once_and_unpays_nothing():
    refund = RefundFactory(going=True, payment=paid())

    for _ in range(3):
        refunds.hear(Refund.objects.get(), fact_of(refund))

    refund.refresh_from_db()
    assert refund.status == RefundStatus.DONE
    assert refund.done_at is not None
    assert Payment.objects.get().status == PaymentStatus.PAID
    assert Bill.objects.get().status == BillStatus.PAID
    mail = Mail.objects.get()
    assert mail.recipient == refund.payment.bill.payer.email
    assert "¥800.00" in mail.subject


@pytest.mark.parametrize(
    ("state", "status"),
    [
        (FactState.WAITING, RefundStatus.PROCESSING),
        (FactState.UNKNOWN, RefundStatus.PROCESSING),
        (FactState.FAILED, RefundStatus.FAILED),
        (FactState.CLOSED, RefundStatus.FAILED),
    ],
)
def test_what_is_not_done_is_not_told(state, status):
    refund = RefundFactory(going=True)

    refunds.hear(refund, fact_of(refund, state))

    assert Refund.objects.get().status == status
    assert Mail.objects.count() == 0


def test_done_is_done_whatever_comes_later():
    refund = RefundFactory(done=True)

    refunds.hear(refund, fact_of(refund, FactState.FAILED))

    assert Refund.objects.get().status == RefundStatus.DONE


@pytest.mark.parametrize("wrong", [{"fen": 1}, {"number": "AF20270201ZZZZZZZZZZ"}])
def test_word_about_another_amount_or_payment_is_not_believed(wrong):
    refund = RefundFactory(going=True)

    with pytest.raises(WrongMoney):
        refunds.hear(refund, fact_of(refund, **wrong))

    assert Refund.objects.get().status == RefundStatus.PROCESSING


def test_notification_of_a_refund_reaches_its_row():
    refund = RefundFactory(going=True)

    lifecycle.settle(refund.payment, fact_of(refund), merchant=MERCHANT)

    assert Refund.objects.get().status == RefundStatus.DONE
    assert Payment.objects.get().flag == Flag.NONE


def test_notification_with_another_amount_flags_the_payment():
    refund = RefundFactory(going=True)

    with pytest.raises(WrongMoney):
        lifecycle.settle(refund.payment, fact_of(refund, fen=1), merchant=MERCHANT)

    assert Payment.objects.get().flag == Flag.AMOUNT_DIFFERS


def test_failed_refund_can_be_tried_again_under_its_number(finance):
    refund = RefundFactory(status=RefundStatus.FAILED)
    number = refund.number

    refunds.retry(refund, by=finance)

    assert Refund.objects.get().status == RefundStatus.PROCESSING
    assert Refund.objects.get().number == number


def test_failed_refund_is_not_tried_again_beside_another(finance):
    payment = paid()
    failed = RefundFactory(payment=payment, status=RefundStatus.FAILED)
    RefundFactory(payment=payment, done=True)

    with pytest.raises(MoveNotAllowed):
        refunds.retry(failed, by=finance)


# What came too much -------------------------------------------------------------------------------


def settle(payment):
    fact = replace(
        fact_of(RefundFactory.build(payment=payment)),
        kind=FactKind.PAYMENT,
        transaction_id=f"T{payment.number}",
        refund_number="",
    )
    return lifecycle.settle(payment, fact, merchant=MERCHANT)


@pytest.mark.parametrize("before", ["paid", "closed"])
def test_extra_money_waits_for_finance_unless_the_office_allows(settings, before):
    settings.REFUND_EXTRA = False
    payment = PaymentFactory(bill=BillFactory(**{before: True}))

    settle(payment)

    assert Refund.objects.count() == 0
    assert list(Payment.objects.flagged()) == [payment]


@pytest.mark.parametrize("before", ["paid", "closed"])
def test_extra_money_is_given_back_where_the_office_allows(settings, before, finance):
    settings.REFUND_EXTRA = True
    payment = PaymentFactory(bill=BillFactory(**{before: True}))

    for _ in range(2):
        settle(payment)

    refund = Refund.objects.get()
    assert (refund.fen, refund.requested_by) == (payment.fen, None)
    assert refund.status == RefundStatus.REQUESTED
    refunds.agree(refund, by=finance)  # there was no first person
    assert Refund.objects.get().status == RefundStatus.PROCESSING


def test_flag_is_looked_at_when_everything_went_back():
    payment = paid(flag=Flag.PAID_TWICE)
    first, second = (RefundFactory(payment=payment, going=True, fen=f) for f in (30_000, 50_000))

    refunds.hear(first, fact_of(first))
    assert list(Payment.objects.flagged()) == [payment]
    refunds.hear(second, fact_of(second))

    assert list(Payment.objects.flagged()) == []
    assert Payment.objects.get().flag == Flag.PAID_TWICE


def test_finance_says_what_came_of_a_flag(finance):
    payment = PaymentFactory(flag=Flag.AMOUNT_DIFFERS, note="fen: ordered 80000, gateway says 1")

    lifecycle.look_at(payment, by=finance, note="The bank paid the rest in cash")

    payment.refresh_from_db()
    assert not payment.is_flagged
    assert payment.looked_at_by == finance
    assert payment.note.startswith("The bank paid the rest in cash | fen: ordered")


def test_looking_at_is_for_finance_wants_words_and_a_flag(finance, member):
    payment = PaymentFactory(flag=Flag.PAID_TWICE)

    for by, note in ((member(Role.OFFICER), "x"), (finance, " ")):
        with pytest.raises(MoveNotAllowed):
            lifecycle.look_at(payment, by=by, note=note)
    with pytest.raises(MoveNotAllowed):
        lifecycle.look_at(PaymentFactory(), by=finance, note="x")


def test_next_trouble_is_flagged_anew_after_the_first_was_looked_at(finance):
    payment = PaymentFactory(paid=True, flag=Flag.PAID_TWICE)
    lifecycle.look_at(payment, by=finance, note="Given back in cash")

    lifecycle.settle(payment, fact_of(RefundFactory.build(payment=payment)), merchant=MERCHANT)

    payment.refresh_from_db()
    assert payment.is_flagged
    assert payment.flag == Flag.REFUNDED_OUTSIDE


# At the gateway -----------------------------------------------------------------------------------


@pytest.fixture
def agreed(waiting, pay):
    """A refund that was agreed to, of a payment that a real simulator holds."""
    pay(waiting, lose="1")
    tasks.ask_payment(waiting.pk)
    return RefundFactory(payment=Payment.objects.get(), going=True)


def test_worker_gives_the_money_back_at_the_gateway(agreed):
    tasks.send_refund(agreed.pk)
    for _ in range(3):
        tasks.ask_open_payments()

    agreed.refresh_from_db()
    assert agreed.status == RefundStatus.DONE
    assert Bill.objects.get().status == BillStatus.PAID


def test_silent_gateway_is_told_later(agreed, settings, sim_settings):
    settings.WECHAT_BASE_URL = "http://127.0.0.1:9"
    assert try_to_send(agreed) is Answer.UNREACHABLE
    settings.WECHAT_BASE_URL = sim_settings["WECHAT_BASE_URL"]

    for _ in range(3):
        tasks.ask_open_payments()

    assert Refund.objects.get().status == RefundStatus.DONE


def test_what_the_gateway_will_never_give_back_is_shown_to_finance(agreed):
    Payment.objects.update(number="AF20270201NEVERTHERE")
    agreed.payment.refresh_from_db()

    assert try_to_send(agreed) is Answer.FLAGGED

    assert Refund.objects.get().status == RefundStatus.FAILED
    assert Refund.objects.get().note


def test_database_refuses_a_refund_that_is_done_without_a_time():
    with pytest.raises(IntegrityError), transaction.atomic():
        RefundFactory(status=RefundStatus.DONE)
