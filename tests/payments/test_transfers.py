"""Paying by bank transfer: the account on the page, the slip, and what finance finds."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from accounts.roles import Role
from applications.status import Status
from applications.tasks import expire_due
from notifications.models import InboxItem, Mail
from payments import pay_link, receipts, refunds, transfers
from payments.locking import MoveNotAllowed
from payments.models import BankAccount, Bill, Payment, Remittance
from payments.rules import Stage, stage_of
from payments.status import BillStatus, Flag, PaymentStatus, RefundStatus, RemittanceState
from payments.tasks import ask_open_payments, tend_transfers
from portal import personal_data
from tests.factories.accounts import UserFactory
from tests.factories.applications import ApplicationFactory
from tests.factories.payments import (
    BankAccountFactory,
    BillFactory,
    PaymentFactory,
    RefundFactory,
    RemittanceFactory,
    TransferFactory,
)

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def bill(client, wechat_open):
    """A bill whose payer is signed in, and an account to pay into."""
    BankAccountFactory()
    made = BillFactory()
    client.force_login(made.payer)
    return made


@pytest.fixture
def transfer(bill):
    return TransferFactory(bill=bill)


def picture(colour="white"):
    """A slip as a telephone would send it."""
    file = BytesIO()
    Image.new("RGB", (60, 40), colour).save(file, "PNG")
    return SimpleUploadedFile("slip.png", file.getvalue())


def at(name, bill, *more):
    return reverse(f"payments:{name}", args=[bill.key, *more])


def page_of(client, bill):
    return client.get(at("pay", bill)).content.decode()


def upload(client, bill, file):
    return client.post(at("slip", bill), {"slip": file}, follow=True)


def seen(remittance, by, **changes):
    """Finance confirms what the account shows."""
    typed = {"fen": remittance.payment.fen, "value_date": TODAY(), "reference": "B-1"}
    transfers.confirm(remittance, by=by, **(typed | changes))
    remittance.refresh_from_db()


# The payer ---------------------------------------------------------------------------------------


def test_page_shows_account_amount_and_reference(client, bill):
    client.post(at("pay", bill), {"channel": "offline"})

    page, payment = page_of(client, bill), Payment.objects.get()
    for words in ("6222 0000 0000 0001", "Your University", "EXAMCNBJ", "¥800.00", payment.number):
        assert words in page
    assert payment.status == PaymentStatus.WAITING
    assert payment.expires_at == bill.due_at  # days, not minutes


def test_transfer_is_offered_only_with_an_account(client, bill, settings):
    assert 'value="offline"' in page_of(client, bill)

    BankAccount.objects.update(is_offered=False)
    assert 'value="offline"' not in page_of(client, bill)
    assert client.post(at("pay", bill), {"channel": "offline"}).status_code == 302
    assert not Payment.objects.exists()

    BankAccount.objects.update(is_offered=True)
    settings.BANK_TRANSFER_DAYS = ""
    assert 'value="offline"' not in page_of(client, bill)


def test_friend_with_a_link_sees_neither_account_nor_slip(client, transfer):
    address = reverse("payments:link", args=[pay_link.make(transfer.bill).token])
    client.logout()

    page = client.get(address).content.decode()

    assert 'value="offline"' not in page
    assert "6222" not in page
    client.post(address, {"channel": "offline"})
    assert Payment.objects.count() == 1

    RemittanceFactory(payment=transfer)
    assert "A bank transfer is being checked." in client.get(address).content.decode()


def test_slip_is_kept_and_the_page_waits_for_the_office(client, transfer):
    page = upload(client, transfer.bill, picture()).content.decode()

    slip = Remittance.objects.get()
    assert "Waiting for the office to confirm" in page
    assert (slip.state, slip.original_name) == (RemittanceState.WAITING, "slip.png")
    assert stage_of(transfer.bill, transfer) is Stage.CONFIRMING


@pytest.mark.parametrize("days", ["", "a week"])
def test_slip_is_taken_also_when_the_channel_was_shut_meanwhile(client, transfer, settings, days):
    settings.BANK_TRANSFER_DAYS = days

    upload(client, transfer.bill, picture())

    assert Remittance.objects.waiting().count() == 1


def test_same_slip_twice_is_one_and_another_takes_its_place(client, transfer):
    for colour in ("white", "white", "black"):
        upload(client, transfer.bill, picture(colour))

    states = Remittance.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [RemittanceState.REPLACED, RemittanceState.WAITING]


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (SimpleUploadedFile("slip.txt", b"I have paid"), "Send a PDF, JPEG or PNG file."),
        (SimpleUploadedFile("slip.pdf", b""), "Choose the file again."),
        (None, "Choose a file first"),
    ],
    ids=["text", "empty", "none"],
)
def test_unfit_slip_is_explained_beside_the_field_and_not_kept(client, transfer, file, words):
    answer = client.post(at("slip", transfer.bill), {"slip": file} if file else {})

    page = answer.content.decode()
    assert words in page[page.index('id="slip-error"') :]
    assert not Remittance.objects.exists()


def test_more_slips_than_anybody_needs_are_refused(client, transfer):
    for _ in range(transfers.MOST_SLIPS):
        RemittanceFactory(
            payment=transfer, state=RemittanceState.REPLACED, decided_at=timezone.now()
        )

    page = upload(client, transfer.bill, picture()).content.decode()

    assert "You have sent 10 slips for this fee." in page


def test_slip_is_not_taken_for_a_fee_that_is_closed(client, transfer):
    Bill.objects.update(status=BillStatus.CLOSED)

    upload(client, transfer.bill, picture())

    assert not Remittance.objects.exists()


def test_slip_is_read_by_its_sender_and_by_finance_alone(client, transfer, finance):
    slip = RemittanceFactory(payment=transfer)
    own = at("slip_file", transfer.bill, slip.key)
    office = reverse("admin:payments_remittance_file", args=[slip.pk])

    answer = client.get(own)
    assert b"".join(answer.streaming_content) == b"the slip"
    assert "private" in answer["Cache-Control"]
    assert client.get(office).status_code == 403

    client.force_login(UserFactory())
    assert client.get(own).status_code == 404
    client.force_login(UserFactory(officer=True))
    assert client.get(office).status_code == 403


def test_another_method_closes_the_transfer_and_leaves_its_slip_to_finance(client, transfer):
    RemittanceFactory(payment=transfer)

    client.post(at("pay", transfer.bill), {"channel": "wechat"})

    transfer.refresh_from_db()
    assert transfer.status == PaymentStatus.CLOSED
    assert Remittance.objects.waiting().count() == 1
    assert "Remittance slip" in page_of(client, transfer.bill)


# Time --------------------------------------------------------------------------------------------


def test_fee_does_not_run_out_while_the_slip_is_with_the_office():
    application = ApplicationFactory(status=Status.SUBMITTED)
    transfer = TransferFactory(bill=application.bill)
    transfers.send(transfer, picture(), now=application.bill.due_at - timedelta(hours=1))

    Bill.objects.get()
    expire_due()

    application.refresh_from_db()
    assert application.status == Status.SUBMITTED
    assert Bill.objects.get().due_at > timezone.now() + timedelta(days=6)


def test_transfer_without_a_slip_lapses_and_one_with_a_slip_does_not():
    past = timezone.now() - timedelta(minutes=1)
    idle, awaited = TransferFactory(expires_at=past), TransferFactory(expires_at=past)
    RemittanceFactory(payment=awaited)

    tend_transfers()

    idle.refresh_from_db()
    awaited.refresh_from_db()
    assert (idle.status, awaited.status) == (PaymentStatus.EXPIRED, PaymentStatus.WAITING)
    assert stage_of(idle.bill, idle) is Stage.EXPIRED


def test_nobody_is_asked_about_transfers(capsys):
    transfer = TransferFactory(expires_at=timezone.now() - timedelta(minutes=1))
    RefundFactory(payment=TransferFactory(paid=True), going=True)

    ask_open_payments()
    call_command("reconcile")

    transfer.refresh_from_db()
    assert (transfer.status, transfer.asked_at) == (PaymentStatus.WAITING, None)
    assert capsys.readouterr().out == ""


def test_slips_that_proved_nothing_are_forgotten_after_half_a_year():
    long_ago = timezone.now() - timedelta(days=181)
    useless = RemittanceFactory(state=RemittanceState.REFUSED, decided_at=long_ago)
    proof = RemittanceFactory(
        state=RemittanceState.CONFIRMED,
        decided_at=long_ago,
        fen=80_000,
        value_date=date(2026, 1, 5),
        bank_reference="B-1",
    )

    transfers.forget()

    assert list(Remittance.objects.all()) == [proof]
    assert proof.file.storage.exists(proof.file.name)
    assert useless.pk not in Remittance.objects.values_list("pk", flat=True)


# Finance -----------------------------------------------------------------------------------------


def test_confirmed_transfer_pays_and_queues_the_application(finance):
    application = ApplicationFactory(status=Status.SUBMITTED)
    slip = RemittanceFactory(payment=TransferFactory(bill=application.bill))

    seen(slip, finance)

    application.refresh_from_db()
    payment = Payment.objects.get()
    assert application.status == Status.QUEUED
    assert (payment.status, payment.transaction_id) == (PaymentStatus.PAID, "B-1")
    assert timezone.localdate(payment.paid_at) == slip.value_date
    assert (slip.state, slip.decided_by) == (RemittanceState.CONFIRMED, finance)
    assert InboxItem.objects.count() == Mail.objects.count() == 1


def test_bank_tells_a_day_and_no_hour(client, transfer, finance):
    seen(RemittanceFactory(payment=transfer), finance, value_date=date(2026, 3, 5))

    receipt = client.get(at("receipt", transfer.bill)).content.decode()
    facts = receipts.facts_of(Payment.objects.get())

    for written in (page_of(client, transfer.bill), receipt, facts["paid_at"][0]):
        assert "5 March 2026" in written
        assert "00:00" not in written


def test_transfer_that_comes_after_another_payment_is_kept_flagged_and_told(finance):
    slip = RemittanceFactory(payment__bill=BillFactory(paid=True))

    seen(slip, finance)

    payment = Payment.objects.get()
    assert (payment.status, payment.flag) == (PaymentStatus.PAID, Flag.PAID_TWICE)
    assert "nothing was owed" in Mail.objects.get().subject


@pytest.mark.parametrize("fen", [80_000, 79_000])
def test_one_transaction_of_the_bank_counts_once(finance, fen):
    PaymentFactory(channel="offline", paid=True, transaction_id="B-1")
    slip = RemittanceFactory()

    with pytest.raises(transfers.ReferenceUsed):
        seen(slip, finance, fen=fen)

    slip.refresh_from_db()
    slip.payment.refresh_from_db()
    assert slip.state == RemittanceState.WAITING
    assert (slip.payment.status, slip.payment.flag) == (PaymentStatus.WAITING, Flag.NONE)
    assert slip.payment.bill.status == BillStatus.OPEN


def test_slip_is_decided_once(finance):
    slip = RemittanceFactory()
    seen(slip, finance)

    with pytest.raises(MoveNotAllowed):
        transfers.refuse(slip, reason="Too late.", by=finance)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.ADMINISTRATOR, Role.DEPARTMENT_READER])
def test_only_finance_decides(member, role):
    slip = RemittanceFactory()

    with pytest.raises(MoveNotAllowed):
        seen(slip, member(role))
    with pytest.raises(MoveNotAllowed):
        transfers.refuse(slip, reason="No.", by=member(role))


def test_refused_slip_tells_why_and_leaves_time_for_another(client, transfer, finance):
    Bill.objects.update(due_at=timezone.now() + timedelta(hours=1))
    slip = RemittanceFactory(payment=Payment.objects.get())

    transfers.refuse(slip, reason="The picture shows no amount.", by=finance)

    page = page_of(client, transfer.bill)
    assert "The picture shows no amount." in Mail.objects.get().body
    assert InboxItem.objects.count() == 1
    assert "The picture shows no amount." in page
    assert Bill.objects.get().due_at > timezone.now() + timedelta(days=2)
    assert "Waiting for the office" in upload(client, transfer.bill, picture()).content.decode()


def test_finance_finds_looks_and_confirms_in_the_admin(client, finance):
    slip = RemittanceFactory()
    client.force_login(finance)

    desk = client.get(reverse("admin:index")).content.decode()
    waiting = client.get(
        reverse("admin:payments_remittance_changelist") + "?state__exact=waiting"
    ).content.decode()
    page = client.get(reverse("admin:payments_remittance_change", args=[slip.pk])).content.decode()
    confirm = reverse("admin:payments_remittance_verb", args=[slip.pk, "confirm"])

    assert "?state__exact=waiting" in desk
    assert slip.payment.number in waiting
    assert reverse("admin:payments_remittance_file", args=[slip.pk]) in page
    assert confirm in page

    typed = {"fen": "800.00", "value_date": str(TODAY()), "reference": "B-77"}
    tomorrow = str(TODAY() + timedelta(days=1))
    wrong = client.post(confirm, typed | {"value_date": tomorrow}).content.decode()
    client.post(confirm, typed)

    assert "This day has not come yet." in wrong
    assert Payment.objects.get().transaction_id == "B-77"
    assert "cannot be done now" in client.get(confirm).content.decode()


def test_used_reference_is_explained_beside_its_field(client, finance):
    PaymentFactory(channel="offline", paid=True, transaction_id="B-1", number="AF1")
    slip = RemittanceFactory()
    client.force_login(finance)

    answer = client.post(
        reverse("admin:payments_remittance_verb", args=[slip.pk, "confirm"]),
        {"fen": "800.00", "value_date": str(TODAY()), "reference": "B-1"},
    )

    assert "This reference was confirmed for AF1 before." in answer.content.decode()


def test_account_is_changed_by_administrators_with_a_history(client, member):
    address = reverse("admin:payments_bankaccount_changelist")
    client.force_login(member(Role.ADMINISTRATOR))
    form = client.get(address, follow=True).context["adminform"].form
    typed = dict.fromkeys(form.fields, "x") | {"is_offered": "on", "number": "6222"}

    client.post(reverse("admin:payments_bankaccount_change", args=[1]), typed)

    account = BankAccount.offered()
    assert account.number == "6222"
    assert [past.number for past in account.history.all()] == ["6222", ""]
    client.force_login(member(Role.FINANCE))
    client.post(reverse("admin:payments_bankaccount_change", args=[1]), typed | {"number": "1"})
    assert BankAccount.offered().number == "6222"


# Giving back -------------------------------------------------------------------------------------


def test_refund_of_a_transfer_is_agreed_to_by_a_second_person_and_recorded(client, member):
    payment = TransferFactory(paid=True, bill=BillFactory(paid=True))
    asks, agrees = member(Role.FINANCE), member(Role.FINANCE)
    refund = refunds.request(payment, fen=30_000, reason="Paid too much", by=asks)
    record = reverse("admin:payments_refund_verb", args=[refund.pk, "return"])
    typed = {"reference": "OUT-9", "on": str(TODAY())}
    client.force_login(asks)

    client.post(record, typed)
    refund.refresh_from_db()
    assert refund.status == RefundStatus.REQUESTED

    refunds.agree(refund, by=agrees)
    client.post(record, typed)
    client.post(record, typed)

    refund.refresh_from_db()
    assert (refund.status, refund.note) == (RefundStatus.DONE, f"{asks}: OUT-9")
    assert Mail.objects.count() == 1
    assert payment.bill.status == BillStatus.PAID


def test_refund_through_a_gateway_is_never_recorded_by_hand(finance):
    refund = RefundFactory(going=True)

    with pytest.raises(MoveNotAllowed):
        transfers.record_refund(refund, reference="OUT-9", on=TODAY(), by=finance)


# The person --------------------------------------------------------------------------------------


def test_slips_are_handed_out_and_those_that_proved_nothing_are_erased(transfer):
    slip = RemittanceFactory(payment=transfer)
    payer = transfer.bill.payer

    held = {label: keeper.held(payer) for label, keeper in personal_data.keepers()}["payments"]
    assert [file.path for file in held.files] == [f"payments/{transfer.number}/01 slip.png"]

    personal_data.erase(payer)
    assert not Remittance.objects.filter(pk=slip.pk).exists()
