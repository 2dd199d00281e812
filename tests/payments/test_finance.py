"""What finance does in the admin: refunds, flags, totals, a spreadsheet, and what waits for them."""

import io
from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts.roles import Role
from payments.admin.bars import HEIGHT, drawn
from payments.models import Payment, Refund
from payments.status import CallbackState, Flag, RefundStatus
from portal.times import BEIJING
from tests.factories.payments import (
    BillFactory,
    CallbackFactory,
    PaymentFactory,
    RefundFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def finance(client, member):
    person = member(Role.FINANCE)
    client.force_login(person)
    return person


def at(page, *arguments):
    return reverse(f"admin:payments_{page}", args=arguments)


def verb(refund, name):
    return at("refund_verb", refund.pk, name)


def paid(**fields):
    return PaymentFactory(bill=BillFactory(paid=True), paid=True, **fields)


# Refunds ------------------------------------------------------------------------------------------


def test_refund_is_asked_for_on_a_page_of_its_own(client, finance):
    payment = paid()
    assert (
        at("payment_refund", payment.pk)
        in client.get(at("payment_change", payment.pk)).content.decode()
    )
    assert 'value="800.00"' in client.get(at("payment_refund", payment.pk)).content.decode()

    answer = client.post(
        at("payment_refund", payment.pk), {"fen": "300.50", "reason": "Half of it"}
    )

    refund = Refund.objects.get()
    assert answer["Location"] == at("payment_change", payment.pk)
    assert (refund.fen, refund.reason, refund.requested_by) == (30_050, "Half of it", finance)
    assert refund.number in client.get(at("payment_change", payment.pk)).content.decode()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"fen": "800.01", "reason": "x"}, "At most ¥800.00 of this payment can be given back."),
        ({"fen": "0", "reason": "x"}, "greater than or equal to 0.01"),
        ({"fen": "a lot", "reason": "x"}, "Enter a number."),
        ({"fen": "800", "reason": ""}, "This field is required."),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_typed_is_lost(client, finance, typed, said):
    page = client.post(at("payment_refund", paid().pk), typed).content.decode()

    assert said in page
    assert f'value="{typed["fen"]}"' in page
    assert Refund.objects.count() == 0


def test_two_clicks_ask_for_what_is_left_once(client, finance):
    payment = paid()
    for _ in range(2):
        client.post(at("payment_refund", payment.pk), {"fen": "800", "reason": "x"})

    assert Refund.objects.count() == 1


def test_who_asked_does_not_agree_and_a_colleague_does(client, finance, member):
    refund = RefundFactory(payment=paid(), requested_by=finance)
    assert verb(refund, "agree") not in client.get(at("refund_change", refund.pk)).content.decode()
    assert client.post(verb(refund, "agree")).status_code == 403

    client.force_login(member(Role.FINANCE))
    assert verb(refund, "agree") in client.get(at("refund_change", refund.pk)).content.decode()
    client.post(verb(refund, "agree"))

    assert Refund.objects.get().status == RefundStatus.PROCESSING


def test_refund_is_dropped_with_a_reason(client, finance):
    refund = RefundFactory(payment=paid(), requested_by=finance)
    assert "Write a sentence" in client.post(verb(refund, "drop"), {"reason": ""}).content.decode()

    client.post(verb(refund, "drop"), {"reason": "Not ours to give"})

    assert Refund.objects.get().status == RefundStatus.DROPPED
    assert client.get(verb(refund, "agree")).status_code == 200
    answer = client.post(verb(refund, "agree"), follow=True)
    assert "nothing was changed" in answer.content.decode()


def test_failed_refund_is_tried_again(client, finance):
    refund = RefundFactory(payment=paid(), status=RefundStatus.FAILED, note="NOT_ENOUGH")

    assert "NOT_ENOUGH" in client.get(verb(refund, "retry")).content.decode()
    client.post(verb(refund, "retry"))

    assert Refund.objects.get().status == RefundStatus.PROCESSING


def test_unknown_verb_has_no_page(client, finance):
    assert client.get(verb(RefundFactory(), "spend")).status_code == 404


@pytest.mark.parametrize("role", [Role.OFFICER, Role.DEPARTMENT_READER, Role.ADMINISTRATOR])
def test_giving_back_and_looking_at_are_for_finance(client, member, role):
    refund = RefundFactory(payment=paid(flag=Flag.PAID_TWICE))
    client.force_login(member(role))

    for address in (
        at("payment_refund", refund.payment_id),
        at("payment_look", refund.payment_id),
        *(verb(refund, name) for name in ("agree", "drop", "retry")),
    ):
        assert client.get(address).status_code == 403
        assert client.post(address, {"fen": "1", "reason": "x"}).status_code == 403

    assert Refund.objects.get().status == RefundStatus.REQUESTED
    assert Payment.objects.get().is_flagged


def test_flag_is_looked_at_with_a_sentence_and_leaves_the_list(client, finance):
    payment = paid(flag=Flag.PAID_TWICE)
    waiting = at("payment_changelist") + "?flagged=waiting"
    assert payment.number in client.get(waiting).content.decode()

    client.post(at("payment_look", payment.pk), {"reason": "Given back in cash"})

    assert payment.number not in client.get(waiting).content.decode()
    page = client.get(at("payment_changelist") + "?flagged=any").content.decode()
    assert "Paid twice (looked at)" in page


# The landing page ---------------------------------------------------------------------------------


def test_landing_page_says_what_waits_for_finance(client, finance):
    paid(flag=Flag.PAID_TWICE, started_at=timezone.now() - timedelta(days=3))
    RefundFactory(payment=paid())
    page = client.get(reverse("admin:index")).content.decode()

    assert 'aria-label="Payments to be looked at: 1"' in page
    assert 'aria-label="Refunds to agree to: 1"' in page
    assert "3 days" in page


@pytest.mark.parametrize("role", [Role.OFFICER, Role.ADMINISTRATOR])
def test_landing_page_of_others_says_nothing_of_it(client, member, role):
    client.force_login(member(role))

    assert "Refunds to agree to" not in client.get(reverse("admin:index")).content.decode()


# Totals -------------------------------------------------------------------------------------------


def beijing(day, hour=12):
    return datetime(2026, 11, day, hour, tzinfo=BEIJING)


def test_totals_are_of_days_in_beijing_by_channel(client, finance):
    paid(paid_at=beijing(20, 0))  # still the 19th in UTC
    paid(paid_at=beijing(20, 23))
    paid(paid_at=beijing(20), channel="alipay")
    paid(paid_at=beijing(21, 0))
    PaymentFactory(started_at=beijing(20))
    RefundFactory(payment=paid(paid_at=beijing(1)), fen=5_000, done=True, done_at=beijing(20))

    answer = client.get(at("payment_totals"), {"until": "2026-11-20", "days": "14"})

    day = answer.context["rows"][0]
    assert str(day.day) == "2026-11-20"
    assert [(one.fen, one.count) for one in day.amounts[:2]] == [(160_000, 2), (80_000, 1)]
    assert (day.fen, day.returned) == (240_000, 5_000)
    assert (answer.context["fen"], answer.context["returned"]) == (240_000, 5_000)


def test_numbers_of_the_totals_lead_to_the_payments_behind_them(client, finance):
    inside, outside = paid(paid_at=beijing(20, 0)), paid(paid_at=beijing(19, 23))

    day = client.get(at("payment_totals"), {"until": "2026-11-20"}).context["rows"][0]
    page = client.get(day.amounts[0].url).content.decode()

    assert inside.number in page
    assert outside.number not in page


@pytest.mark.parametrize(
    "typed", [{"until": "2026-99-99"}, {"days": "9999", "until": "x"}, {"until": "0001-01-01"}]
)
def test_totals_take_whatever_is_typed(client, finance, typed):
    assert client.get(at("payment_totals"), typed).status_code == 200


@pytest.mark.parametrize("rows", [1, 5])
def test_totals_ask_the_database_the_same_however_many_rows(
    client, finance, django_assert_num_queries, rows
):
    for _ in range(rows):
        paid(channel="alipay")
    client.get(at("payment_totals"))

    # Session, person, two for permissions, what came, what went.
    with django_assert_num_queries(6):
        client.get(at("payment_totals"))


def test_drawing_is_as_high_as_its_money():
    day = beijing(20).date()

    bars = drawn([(day, [60_000, 20_000]), (day + timedelta(days=1), [0, 0])], ["a", "b"])

    first, second = bars.bars
    assert first.height == pytest.approx(second.height * 3, abs=0.2)
    assert first.y + first.height == HEIGHT - 24
    assert second.y + second.height == pytest.approx(first.y, abs=0.1)
    assert bars.lines[-1].fen == 80_000


def test_totals_are_for_those_who_see_money(client, member):
    client.force_login(member(Role.OFFICER))

    assert client.get(at("payment_totals")).status_code == 403
    assert client.get(at("payment_export")).status_code == 403


# The spreadsheet ----------------------------------------------------------------------------------


def sheet_of(answer):
    return load_workbook(io.BytesIO(answer.getvalue())).active


def rows_of(answer):
    return list(sheet_of(answer).iter_rows(values_only=True))


def test_money_nobody_here_knows_of_is_on_the_desk_for_a_week(client, finance):
    for days in (1, 8):
        at_that = timezone.now() - timedelta(days=days)
        CallbackFactory(state=CallbackState.FLAGGED, received_at=at_that, note="There is no AF1.")
    CallbackFactory(state=CallbackState.FLAGGED, payment=paid())

    desk = client.get(reverse("admin:index")).content.decode()
    found = client.get(
        reverse("admin:payments_callback_changelist"),
        {"state__exact": "flagged", "payment__isnull": "True"},
    )

    assert 'aria-label="Callbacks about orders nobody here knows: 1"' in desk
    assert found.context["cl"].result_count == 2


def test_export_is_the_list_as_it_is_filtered(client, finance):
    payment = paid(flag=Flag.PAID_TWICE, paid_at=beijing(20, 8))
    RefundFactory(payment=payment, fen=5_000, done=True)
    paid()

    answer = client.get(at("payment_export"), {"flagged": "waiting"})

    head, row = rows_of(answer)
    found = dict(zip(head, row, strict=True))
    assert answer["Content-Disposition"].startswith('attachment; filename="payments-')
    assert found["Order number"] == payment.number
    assert found["Amount (CNY)"] == 800
    assert found["Given back (CNY)"] == 50
    assert found["Paid at"] == beijing(20, 8).replace(tzinfo=None)
    assert found["Transaction"] == payment.transaction_id


def test_export_never_holds_a_formula(client, finance):
    paid(note='=HYPERLINK("http://127.0.0.1")')

    sheet = sheet_of(client.get(at("payment_export")))

    cell = sheet.cell(row=2, column=13)
    assert cell.value.startswith("=HYPERLINK")
    assert cell.data_type == "s"


@pytest.mark.parametrize("rows", [1, 5])
def test_export_asks_the_database_the_same_however_many_rows(
    client, finance, django_assert_num_queries, rows
):
    for _ in range(rows):
        paid()
    client.get(at("payment_export")).getvalue()

    # Session, person, two for permissions, count, payments, refunds.
    with django_assert_num_queries(7):
        rows_of(client.get(at("payment_export")))


def test_callback_is_named_by_its_time_in_beijing():
    callback = CallbackFactory(received_at=beijing(20, 3))

    assert str(callback) == "wechat 2026-11-20 03:00:00"
