"""Asking the gateway when its own word does not come: the task and the command."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from payments import checkout, lifecycle
from payments.checkout import Answer
from payments.gateways.base import PayerContext
from payments.models import Bill, Payment
from payments.signals import bill_paid
from payments.status import BillStatus, Flag, PaymentStatus, RefundStatus
from payments.tasks import ask_open_payments
from tests.factories.payments import BillFactory, PaymentFactory, RefundFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def reconciled():
    """Runs the command: its exit code and what it printed."""

    def run(*arguments):
        out = StringIO()
        try:
            call_command("reconcile", *arguments, stdout=out)
        except CommandError as error:
            return error.returncode, out.getvalue()
        return 0, out.getvalue()

    return run


@pytest.fixture
def silent(settings):
    settings.WECHAT_BASE_URL = "http://127.0.0.1:9"


def another():
    return checkout.begin(BillFactory(), channel="wechat", payer=PayerContext())


def end(payment):
    """Let the time of an attempt run out."""
    Payment.objects.filter(pk=payment.pk).update(expires_at=timezone.now() - timedelta(minutes=1))


def test_payment_whose_notification_was_lost_is_found(waiting, pay):
    pay(waiting, lose="1")

    ask_open_payments()

    assert Payment.objects.get().status == PaymentStatus.PAID
    assert Bill.objects.get().status == BillStatus.PAID


def test_attempt_that_still_waits_is_left(waiting):
    ask_open_payments()

    waiting.refresh_from_db()
    assert waiting.status == PaymentStatus.WAITING
    assert waiting.asked_at is not None


def test_attempt_over_time_is_closed_at_the_gateway_and_given_up(waiting, pay):
    end(waiting)

    ask_open_payments()

    waiting.refresh_from_db()
    assert waiting.status == PaymentStatus.EXPIRED
    with pytest.raises(Exception, match="40"):
        pay(waiting)


def test_attempt_over_time_that_was_paid_is_credited(waiting, pay):
    pay(waiting, lose="1")
    end(waiting)

    ask_open_payments()

    assert Payment.objects.get().status == PaymentStatus.PAID


def test_attempt_on_a_closed_bill_is_closed_at_the_gateway(waiting, pay):
    lifecycle.close_bill(waiting.bill)

    ask_open_payments()

    waiting.refresh_from_db()
    assert waiting.status == PaymentStatus.CLOSED
    with pytest.raises(Exception, match="40"):
        pay(waiting)


def test_attempt_the_gateway_never_heard_of_waits_for_its_time(wechat_open):
    payment = PaymentFactory(status=PaymentStatus.STARTED, checkout={})

    ask_open_payments()
    payment.refresh_from_db()
    assert payment.status == PaymentStatus.STARTED

    end(payment)
    ask_open_payments()
    payment.refresh_from_db()
    assert payment.status == PaymentStatus.EXPIRED


def test_silent_gateway_changes_nothing(waiting, silent):
    end(waiting)

    ask_open_payments()

    waiting.refresh_from_db()
    assert waiting.status == PaymentStatus.WAITING


def test_silent_gateway_is_soon_left_alone(wechat_open, silent):
    PaymentFactory.create_batch(5)

    ask_open_payments()

    assert Payment.objects.filter(asked_at__isnull=False).count() == 3


def test_those_asked_longest_ago_come_first(wechat_open, silent):
    now = timezone.now()
    early, late = now - timedelta(hours=2), now - timedelta(hours=1)
    recent = [PaymentFactory(asked_at=late) for _ in range(3)]
    old, new = PaymentFactory(asked_at=early), PaymentFactory()

    ask_open_payments()

    asked = set(Payment.objects.filter(asked_at__gt=late))
    assert asked == {new, old, recent[0]}


def test_wrong_amount_does_not_keep_others_from_being_asked(waiting, pay):
    other = another()
    pay(waiting, lose="1", amount="1")
    pay(other, lose="1")

    ask_open_payments()

    waiting.refresh_from_db()
    other.refresh_from_db()
    assert (waiting.status, waiting.flag) == (PaymentStatus.WAITING, Flag.AMOUNT_DIFFERS)
    assert other.status == PaymentStatus.PAID


def test_finished_attempts_are_not_asked_about(wechat_open, silent):
    for status in (PaymentStatus.CLOSED, PaymentStatus.EXPIRED, PaymentStatus.FAILED):
        PaymentFactory(status=status)
    PaymentFactory(paid=True)

    ask_open_payments()

    assert not Payment.objects.filter(asked_at__isnull=False).exists()


def test_reconcile_names_every_payment_and_ends_well(waiting, pay, reconciled):
    pay(waiting, lose="1")
    other = another()

    code, printed = reconciled()

    assert code == 0
    assert printed.splitlines() == [
        f"{waiting.number}  wechat  paid",
        f"{other.number}  wechat  still waiting",
    ]


def test_reconcile_can_be_run_twice(waiting, pay, reconciled):
    pay(waiting, lose="1")
    reconciled()

    assert reconciled() == (0, "")
    assert Payment.objects.get().flag == Flag.NONE


def test_reconcile_says_what_has_to_be_looked_at(waiting, pay, reconciled):
    pay(waiting, lose="1", amount="1")

    code, printed = reconciled()

    assert code == 1
    assert "to be looked at" in printed


def test_reconcile_says_when_the_gateway_is_silent(waiting, silent, reconciled):
    code, printed = reconciled()

    assert code == 2
    assert "could not be asked" in printed


def test_reconcile_dry_run_asks_nobody_and_changes_nothing(waiting, pay, reconciled):
    pay(waiting, lose="1")

    code, printed = reconciled("--dry-run")

    waiting.refresh_from_db()
    assert code == 0
    assert waiting.number in printed
    assert (waiting.status, waiting.asked_at) == (PaymentStatus.WAITING, None)


def test_reconcile_asks_only_about_what_was_chosen(waiting, pay, reconciled):
    pay(waiting, lose="1")
    tomorrow = timezone.localdate() + timedelta(days=1)

    assert reconciled("--channel", "alipay") == (0, "")
    assert reconciled("--since", tomorrow.isoformat()) == (0, "")
    code, printed = reconciled("--channel", "wechat", "--since", timezone.localdate().isoformat())

    assert (code, printed) == (0, f"{waiting.number}  wechat  paid\n")


@pytest.fixture
def returning(waiting, pay):
    """Money that was agreed to be given back and about which nothing was said yet."""
    pay(waiting, lose="1")
    checkout.ask(waiting)
    return RefundFactory(payment=waiting, status=RefundStatus.PROCESSING)


def test_reconcile_asks_about_refunds_until_they_are_done(returning, reconciled):
    first, second, third = reconciled(), reconciled(), reconciled()

    assert first == (0, f"{returning.number}  wechat  money is on its way back\n")
    assert second == (0, f"{returning.number}  wechat  given back\n")
    assert third == (0, "")
    returning.refresh_from_db()
    assert returning.status == RefundStatus.DONE


def test_reconcile_leaves_refunds_that_were_not_chosen(returning, reconciled):
    assert reconciled("--channel", "alipay") == (0, "")
    assert returning.number in reconciled("--dry-run")[1]
    returning.refresh_from_db()
    assert returning.status == RefundStatus.PROCESSING


def test_error_of_ours_is_no_answer_of_the_gateway(waiting, pay):
    def fail(sender, bill, **kwargs):
        raise RuntimeError("the queue is broken")

    pay(waiting, lose="1")
    bill_paid.connect(fail)
    try:
        answer = checkout.try_to_ask(waiting)
    finally:
        bill_paid.disconnect(fail)

    assert answer is Answer.BROKEN
    assert Payment.objects.get().status == PaymentStatus.WAITING
