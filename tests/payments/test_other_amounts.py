"""A bank transfer that is not the amount of the fee: kept, looked at, given back; it pays nothing."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from applications.status import Status
from applications.tasks import expire_due
from notifications.models import Mail
from payments import lifecycle, refunds, transfers
from payments.models import Bill, Payment
from payments.rules import Stage, paying, stage_of
from payments.status import BillStatus, Flag, PaymentStatus, RemittanceState
from portal.templatetags.ruxue import yuan
from tests.factories.applications import ApplicationFactory
from tests.factories.payments import (
    BankAccountFactory,
    BillFactory,
    PaymentFactory,
    RemittanceFactory,
    TransferFactory,
)
from tests.payments.test_transfers import TODAY, at, page_of, seen

pytestmark = pytest.mark.django_db


@pytest.fixture
def bill(client):
    """A bill whose payer is signed in, and an account to pay into."""
    BankAccountFactory()
    made = BillFactory()
    client.force_login(made.payer)
    return made


@pytest.mark.parametrize("fen", [79_000, 81_000])
def test_another_amount_is_kept_flagged_and_told_and_pays_nothing(finance, fen):
    application = ApplicationFactory(status=Status.SUBMITTED)
    slip = RemittanceFactory(payment=TransferFactory(bill=application.bill))

    seen(slip, finance, fen=fen)

    application.refresh_from_db()
    payment = Payment.objects.get()
    assert application.status == Status.SUBMITTED
    assert payment.bill.status == BillStatus.OPEN
    assert (payment.status, payment.flag, payment.fen) == ("paid", Flag.AMOUNT_DIFFERS, fen)
    assert (payment.transaction_id, timezone.localdate(payment.paid_at)) == ("B-1", TODAY())
    assert slip.state == RemittanceState.DIFFERS
    assert yuan(fen) in Mail.objects.get().body
    assert stage_of(payment.bill, payment) is Stage.LOOKED_AT


def test_another_amount_is_given_back_by_two_people_and_the_fee_is_paid_anew(client, bill, member):
    slip, asks, agrees = (
        RemittanceFactory(payment=TransferFactory(bill=bill)),
        *(member(Role.FINANCE) for _ in range(2)),
    )
    seen(slip, asks, fen=79_000)
    kept = Payment.objects.get()
    with pytest.raises(refunds.TooMuch):
        refunds.request(kept, fen=80_000, reason="Not the fee", by=asks)
    Bill.objects.update(due_at=timezone.now() + timedelta(hours=1))

    refund = refunds.request(kept, fen=79_000, reason="Not the fee", by=asks)
    refunds.agree(refund, by=agrees)
    transfers.record_refund(refund, reference="OUT-9", on=TODAY(), by=agrees)

    refund.refresh_from_db()
    kept.refresh_from_db()
    assert (refund.requested_by, refund.agreed_by, refund.reason) == (asks, agrees, "Not the fee")
    assert refund.note == f"{agrees}: OUT-9"
    assert not kept.is_flagged
    assert "The fee of ¥800.00 is still to be paid" in Mail.objects.latest("pk").body
    assert Bill.objects.get().due_at > timezone.now() + timedelta(days=2)

    page = page_of(client, bill)
    assert "¥790.00 went back to you" in page
    client.post(at("pay", bill), {"channel": "offline"})
    again = Payment.objects.latest("pk")
    seen(RemittanceFactory(payment=again), asks, reference="B-2")
    bill.refresh_from_db()
    assert bill.status == BillStatus.PAID
    assert paying(bill) == again


def test_two_amounts_that_add_up_to_the_fee_do_not_pay_it(finance):
    bill = BillFactory()
    for fen, reference in ((79_000, "B-1"), (1_000, "B-2")):
        slip = RemittanceFactory(payment=TransferFactory(bill=bill))
        seen(slip, finance, fen=fen, reference=reference)

    assert Bill.objects.get().status == BillStatus.OPEN
    assert Payment.objects.flagged().count() == 2


def test_another_amount_never_unpays_what_was_paid_otherwise(finance):
    bill = BillFactory(paid=True)
    first = PaymentFactory(bill=bill, paid=True)
    slip = RemittanceFactory(payment=TransferFactory(bill=bill))

    seen(slip, finance, fen=79_000)

    bill.refresh_from_db()
    assert (bill.status, paying(bill)) == (BillStatus.PAID, first)


def test_waiver_leaves_another_amount_where_it_is(finance):
    """The office may be content with what a bank left of the fee."""
    slip = RemittanceFactory()
    seen(slip, finance, fen=79_000)

    lifecycle.waive(slip.payment.bill, by=finance, reason="The bank kept ¥10.")

    payment = Payment.objects.get()
    assert payment.bill.status == BillStatus.WAIVED
    assert (payment.status, payment.fen) == (PaymentStatus.PAID, 79_000)


def test_nothing_expires_while_finance_looks_and_then_there_is_time(client, finance):
    application = ApplicationFactory(status=Status.SUBMITTED)
    slip = RemittanceFactory(payment=TransferFactory(bill=application.bill))
    seen(slip, finance, fen=79_000)
    Bill.objects.update(due_at=timezone.now() - timedelta(minutes=1))

    expire_due()
    application.refresh_from_db()
    assert application.status == Status.SUBMITTED

    lifecycle.look_at(Payment.objects.get(), by=finance, note="Credit it to the tuition.")
    expire_due()

    application.refresh_from_db()
    assert application.status == Status.SUBMITTED
    assert application.bill.due_at > timezone.now() + timedelta(days=2)
    client.force_login(application.applicant)
    page = page_of(client, application.bill)
    assert "¥790.00 arrived, which is not the fee" in page
    assert "How do you want to pay?" in page


def test_another_amount_is_confirmed_only_knowingly(client, finance):
    slip = RemittanceFactory()
    client.force_login(finance)
    confirm = reverse("admin:payments_remittance_verb", args=[slip.pk, "confirm"])
    typed = {"fen": "79.00", "value_date": str(TODAY()), "reference": "B-1"}

    slipped = client.post(confirm, typed).content.decode()
    needless = client.post(confirm, typed | {"fen": "800.00", "differs": "on"}).content.decode()

    assert "The fee is ¥800.00." in slipped
    assert "Take the tick away." in needless
    assert not Payment.objects.get().flag

    client.post(confirm, typed | {"fen": "790.00", "differs": "on"})
    assert Payment.objects.get().fen == 79_000
    listed = client.get(reverse("admin:payments_remittance_changelist")).content.decode()
    assert "¥800.00" in listed
