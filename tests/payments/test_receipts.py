"""Receipts are made once, kept as they were made, and shown to nobody else."""

import hashlib
from io import BytesIO

import pikepdf
import pytest
from django.urls import reverse
from django.utils import timezone

from payments import lifecycle, receipts, tasks
from payments.models import Bill, Receipt
from payments.status import BillStatus, Flag
from tests.factories.accounts import UserFactory
from tests.factories.payments import BillFactory, PaymentFactory
from tests.payments.test_lifecycle import fact_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pdf_engine")]


@pytest.fixture
def payment(db):
    payer = UserFactory(first_name="Adaeze", last_name="Okonkwo")
    return PaymentFactory(bill=BillFactory(paid=True, payer=payer), paid=True)


def get(client, user, bill):
    client.force_login(user)
    answer = client.get(reverse("payments:receipt_pdf", args=[bill.key]))
    answer.body = answer.getvalue()
    return answer


def test_receipt_is_made_once_and_kept_with_its_checksum(payment):
    tasks.make_receipt(payment.bill_id)
    tasks.make_receipt(payment.bill_id)

    kept = Receipt.objects.get()
    with kept.file.open("rb") as file:
        content = file.read()
    assert kept.sha256 == hashlib.sha256(content).hexdigest()
    assert kept.size == len(content)
    with pikepdf.open(BytesIO(content)) as pdf:
        assert len(pdf.pages) == 1
        assert payment.number in str(pdf.docinfo["/Title"])
    assert kept.facts["payer"] == "Adaeze Okonkwo"
    assert kept.facts["amount"] == "¥800.00 (CNY)"
    assert kept.facts["channel"] == ["WeChat Pay", "微信支付"]


def test_payer_gets_the_file_and_nobody_else(client, payment):
    receipts.make(payment.bill)

    answer = get(client, payment.bill.payer, payment.bill)

    assert answer.body.startswith(b"%PDF-")
    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]
    assert get(client, UserFactory(), payment.bill).status_code == 404
    assert get(client, UserFactory(finance=True), payment.bill).status_code == 404


def test_until_it_is_made_the_page_looks_again_and_asks_a_worker_once(
    client, payment, monkeypatch, django_capture_on_commit_callbacks
):
    asked = []
    monkeypatch.setattr("portal.queue.current_app.send_task", lambda *a, **k: asked.append(a))

    with django_capture_on_commit_callbacks(execute=True):
        first = get(client, payment.bill.payer, payment.bill)
        get(client, payment.bill.payer, payment.bill)

    assert first.status_code == 202
    assert first["Refresh"]
    assert [name for (name,) in asked] == ["payments.tasks.make_receipt"]


@pytest.mark.parametrize("status", [BillStatus.OPEN, BillStatus.WAIVED, BillStatus.CLOSED])
def test_there_is_no_receipt_of_what_paid_nothing(client, status):
    settled = timezone.now() if status == BillStatus.WAIVED else None
    bill = BillFactory(status=status, settled_at=settled)
    if status != BillStatus.OPEN:
        PaymentFactory(bill=bill, paid=True, flag=Flag.PAID_LATE)

    assert get(client, bill.payer, bill).status_code == 404
    assert receipts.make(bill) is None


def test_settling_asks_a_worker_for_the_receipt(monkeypatch, django_capture_on_commit_callbacks):
    asked = []
    monkeypatch.setattr(
        "portal.queue.current_app.send_task", lambda name, args, **k: asked.append((name, args))
    )
    payment = PaymentFactory()

    with django_capture_on_commit_callbacks(execute=True):
        fact = fact_of(payment)
        lifecycle.settle(payment, fact, merchant=fact.merchant)

    assert ("payments.tasks.make_receipt", (payment.bill_id,)) in asked


def test_sweep_makes_what_the_queue_has_lost(payment):
    assert receipts.missing() == [payment.bill]

    tasks.make_missing_receipts()

    assert Receipt.objects.count() == 1
    assert receipts.missing() == []


def test_receipt_stays_as_it_was_made(client, payment):
    kept = receipts.make(payment.bill)

    Bill.objects.update(title_en="Another name")

    assert receipts.make(Bill.objects.get()) == kept
    assert Receipt.objects.get().facts["title"][0] == payment.bill.title_en
