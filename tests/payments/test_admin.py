"""The ledger in the admin: everything can be seen, nothing can be edited."""

import pytest
from django.urls import reverse

from accounts.roles import Role
from payments.models import Bill
from payments.status import BillStatus, CallbackState, Flag
from tests.factories.payments import (
    BillFactory,
    CallbackFactory,
    PaymentFactory,
    RefundFactory,
)

pytestmark = pytest.mark.django_db
MODELS = ("bill", "payment", "callback", "refund")
MAKE = {
    "bill": BillFactory,
    "payment": PaymentFactory,
    "callback": CallbackFactory,
    "refund": RefundFactory,
}


@pytest.fixture
def finance(client, member):
    person = member(Role.FINANCE)
    client.force_login(person)
    return person


def at(model, page="changelist", *arguments):
    return reverse(f"admin:payments_{model}_{page}", args=arguments)


@pytest.mark.parametrize("model", MODELS)
def test_pages_open_and_cannot_be_edited(client, finance, model):
    row = MAKE[model]()

    page = client.get(at(model, "change", row.pk))

    assert client.get(at(model)).status_code == 200
    assert page.status_code == 200
    assert b'name="_save"' not in page.content
    assert client.post(at(model, "change", row.pk), {"fen": 1}).status_code == 403
    assert client.get(at(model, "add")).status_code == 403
    assert client.post(at(model, "delete", row.pk), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("rows", [1, 3])
def test_lists_ask_the_database_the_same_however_many_rows(
    client, finance, django_assert_num_queries, model, rows
):
    MAKE[model].create_batch(rows)
    client.get(at(model))

    # Person, two for permissions, count, rows.
    with django_assert_num_queries(6):
        client.get(at(model))


def test_flagged_payments_are_found(client, finance):
    fine = PaymentFactory(paid=True)
    late = PaymentFactory(paid=True, flag=Flag.PAID_LATE)
    twice = PaymentFactory(paid=True, flag=Flag.PAID_TWICE)

    def listed(**query):
        page = client.get(at("payment"), query).content.decode()
        return {payment for payment in (fine, late, twice) if payment.number in page}

    assert listed() == {fine, late, twice}
    assert listed(flagged="any") == {late, twice}
    assert listed(flagged=Flag.PAID_TWICE) == {twice}
    assert listed(channel="wechat") == {fine, late, twice}
    assert listed(channel="icbc") == set()


def test_body_of_a_callback_is_shown_as_text(client, finance):
    callback = CallbackFactory(body=b'<script>alert(1)</script> \xff {"id": "1"}')

    page = client.get(at("callback", "change", callback.pk)).content.decode()

    assert "&lt;script&gt;alert(1)&lt;/script&gt; \ufffd {&quot;id&quot;: &quot;1&quot;}" in page
    assert "<script>alert" not in page


@pytest.mark.parametrize("model", MODELS)
def test_department_readers_see_no_money(client, member, model):
    client.force_login(member(Role.DEPARTMENT_READER))

    assert client.get(at(model)).status_code == 403


def test_waiving_is_a_page_of_its_own_with_a_reason(client, finance):
    bill = BillFactory()

    assert (
        at("bill", "waive", bill.pk) in client.get(at("bill", "change", bill.pk)).content.decode()
    )
    assert "Waive the fee" in client.get(at("bill", "waive", bill.pk)).content.decode()
    answer = client.post(at("bill", "waive", bill.pk), {"reason": "Exchange student"})

    bill.refresh_from_db()
    assert answer["Location"] == at("bill", "change", bill.pk)
    assert bill.status == BillStatus.WAIVED
    assert bill.waived_by == finance
    assert bill.waiver_reason == "Exchange student"


@pytest.mark.parametrize("reason", ["", "   ", "x" * 301])
def test_waiving_asks_for_a_reason(client, finance, reason):
    bill = BillFactory()

    answer = client.post(at("bill", "waive", bill.pk), {"reason": reason})

    assert answer.status_code == 200
    assert "Say why the fee is waived." in answer.content.decode()
    assert Bill.objects.get().status == BillStatus.OPEN


def test_paid_bill_cannot_be_waived(client, finance):
    bill = BillFactory(paid=True)

    assert (
        "This cannot be done now: Paid."
        in client.get(at("bill", "waive", bill.pk)).content.decode()
    )
    answer = client.post(at("bill", "waive", bill.pk), {"reason": "Because"}, follow=True)

    assert "nothing was changed" in answer.content.decode()
    assert Bill.objects.get().status == BillStatus.PAID


@pytest.mark.parametrize("role", [Role.OFFICER, Role.DEPARTMENT_READER])
def test_waiving_is_for_finance(client, member, role):
    bill = BillFactory()
    client.force_login(member(role))

    assert client.get(at("bill", "waive", bill.pk)).status_code == 403
    assert client.post(at("bill", "waive", bill.pk), {"reason": "Because"}).status_code == 403
    assert Bill.objects.get().status == BillStatus.OPEN


def test_administrators_see_a_bill_without_the_move(client, member):
    bill = BillFactory()
    client.force_login(member(Role.ADMINISTRATOR))

    page = client.get(at("bill", "change", bill.pk))

    assert page.status_code == 200
    assert "Waive the fee" not in page.content.decode()


def test_officers_see_no_bills_because_most_are_unpaid(client, member):
    bill = BillFactory()
    client.force_login(member(Role.OFFICER))

    assert client.get(at("bill", "change", bill.pk)).status_code == 403


def test_lists_can_be_searched(client, finance):
    payment = PaymentFactory(paid=True)
    PaymentFactory()
    refund = RefundFactory(payment=payment, done=True)
    callback = CallbackFactory(payment=payment, state=CallbackState.SETTLED)

    for model, words, found in (
        ("bill", payment.number, payment.bill.title_en),
        ("payment", payment.transaction_id, payment.number),
        ("callback", payment.number, str(callback.note)),
        ("refund", payment.transaction_id, refund.number),
    ):
        page = client.get(at(model), {"q": words}).content.decode()

        assert found in page
        assert "1 " in page
