"""The gateways' daily files against the ledger: fetched, brought by hand, differences solved."""

import gzip
import re
import zipfile
from datetime import datetime, timedelta
from io import BytesIO, StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.utils import timezone

from accounts.roles import Role
from payments import checkout, lifecycle, statements
from payments.gateways.base import Malformed, PayerContext
from payments.gateways.registry import get_gateway
from payments.models import Difference, Payment, Statement
from payments.status import DifferenceKind, Flag, PaymentStatus, RefundStatus
from payments.tasks import fetch_statements
from tests.factories.payments import BillFactory, PaymentFactory, RefundFactory

pytestmark = pytest.mark.django_db
KINDS = DifferenceKind


@pytest.fixture
def yesterday():
    return timezone.localdate() - timedelta(days=1)


@pytest.fixture
def till(wechat_open, simulator):
    """The gateways' memory, empty: nothing of another test stands in their statements."""
    with simulator.store.changing():
        for table in ("orders", "refunds", "trades", "returns"):
            getattr(simulator.store, table).clear()
    return simulator.store


@pytest.fixture
def paid(till, pay):
    """Makes an attempt that was paid, here and there, at this time of yesterday."""

    def made(channel="wechat", **options):
        payment = checkout.begin(BillFactory(), channel=channel, payer=PayerContext())
        pay(payment, lose="1", **options)
        answer = checkout.try_to_ask(payment)
        assert answer in {checkout.Answer.PAID, checkout.Answer.FLAGGED}
        order = till.orders.get(payment.number) or till.trades[f"{channel}-{payment.number}"]
        order.paid_at = a_day_before(order.paid_at)
        if payment.paid_at:
            Payment.objects.filter(pk=payment.pk).update(
                paid_at=payment.paid_at - timedelta(days=1)
            )
        return payment

    return made


@pytest.fixture
def give_back(till):
    """Gives money back at the gateway, without a word to the portal, yesterday."""

    def given(payment, fen, number):
        get_gateway(payment.channel).refund(
            checkout.slip_of(payment), number=number, fen=fen, reason=""
        )
        for row in (*till.refunds.values(), *till.returns.values()):
            row.created_at = a_day_before(row.created_at)

    return given


@pytest.fixture
def imported(tmp_path):
    """Runs the command on a file: its exit code and what it printed."""

    def run(channel, data, *arguments):
        file, out = tmp_path / "statement", StringIO()
        file.write_bytes(data)
        try:
            call_command("import_statement", channel, str(file), *arguments, stdout=out)
        except CommandError as error:
            return error.returncode, out.getvalue()
        return 0, out.getvalue()

    return run


def a_day_before(at):
    return (datetime.fromisoformat(at) - timedelta(days=1)).isoformat()


def forget(payment):
    """As if no news of it had ever come."""
    Payment.objects.filter(pk=payment.pk).update(
        status=PaymentStatus.EXPIRED, paid_at=None, transaction_id=None
    )
    payment.bill.status, payment.bill.settled_at = "open", None
    payment.bill.save()


def found():
    return sorted(Difference.objects.unsolved().values_list("kind", "number", "refund_number"))


@pytest.mark.parametrize("channel", ["wechat", "alipay"])
def test_statement_that_agrees_leaves_nothing_to_do(paid, yesterday, channel):
    paid(channel)

    outcome = statements.fetch(channel, yesterday)

    assert outcome.differences == []
    assert (outcome.statement.lines, outcome.statement.fen) == (1, 80_000)
    assert (outcome.statement.first_day, outcome.statement.last_day) == (yesterday, yesterday)


@pytest.mark.parametrize("channel", ["wechat", "alipay"])
def test_every_difference_becomes_a_row(paid, give_back, yesterday, channel):
    paid(channel)
    lost, less, returned = (paid(channel) for _ in range(3))
    forget(lost)
    Payment.objects.filter(pk=less.pk).update(fen=70_000)
    give_back(returned, 30_000, "RF1")
    here = PaymentFactory(paid=True, channel=channel, paid_at=timezone.now() - timedelta(days=1))

    statements.fetch(channel, yesterday)

    assert found() == sorted(
        [
            (KINDS.THEIRS_ONLY, lost.number, ""),
            (KINDS.AMOUNT_DIFFERS, less.number, ""),
            (KINDS.REFUNDED, returned.number, "RF1"),
            (KINDS.OURS_ONLY, here.number, ""),
        ]
    )
    amounts = {row.kind: (row.our_fen, row.their_fen) for row in Difference.objects.all()}
    assert amounts == {
        KINDS.THEIRS_ONLY: (None, 80_000),
        KINDS.AMOUNT_DIFFERS: (70_000, 80_000),
        KINDS.REFUNDED: (None, -30_000),
        KINDS.OURS_ONLY: (80_000, None),
    }


def test_other_order_of_the_same_merchant_is_theirs_only(paid, yesterday):
    payment = paid()
    Payment.objects.filter(pk=payment.pk).update(number="AF0")

    statements.fetch("wechat", yesterday)

    assert (KINDS.THEIRS_ONLY, payment.number, "") in found()


def test_second_transaction_of_one_order_is_told(paid, yesterday):
    payment = paid()
    Payment.objects.filter(pk=payment.pk).update(transaction_id="42000")

    statements.fetch("wechat", yesterday)

    assert found() == [(KINDS.DUPLICATED, payment.number, "")]


def test_line_that_comes_twice_is_told(wechat_open, imported):
    payment = PaymentFactory(paid=True, channel="icbc", transaction_id="020001")
    when = f"{timezone.localtime(payment.paid_at):%Y-%m-%d %H:%M:%S}"
    line = f"{payment.number},020001,800.00,{when},\n"

    code, printed = imported(
        "icbc", f"商户订单号,工行订单号,交易金额,交易时间,退货流水号\n{line * 2}".encode()
    )

    assert code == 1
    assert f"{payment.number}  duplicated  here ¥800.00, there ¥800.00" in printed


def test_refund_of_ours_agrees_and_one_that_is_missing_there_is_told(paid, give_back, yesterday):
    payment = paid()
    give_back(payment, 30_000, "RF1")
    back_then = timezone.now() - timedelta(days=1)
    times = {"requested_at": back_then, "done_at": back_then, "status": RefundStatus.DONE}
    RefundFactory(payment=payment, number="RF1", fen=30_000, **times)
    RefundFactory(payment=payment, number="RF2", fen=10_000, **times)

    statements.fetch("wechat", yesterday)

    assert found() == [(KINDS.OURS_ONLY, payment.number, "RF2")]


def test_day_without_business_is_compared_too(till, yesterday):
    here = PaymentFactory(paid=True, paid_at=timezone.now() - timedelta(days=1))
    # Before ten o'clock the gateway may only not be ready with it.
    day = yesterday - timedelta(days=1)
    Payment.objects.update(paid_at=here.paid_at - timedelta(days=1))

    outcome = statements.fetch("wechat", day)

    assert outcome.statement.lines == 0
    assert found() == [(KINDS.OURS_ONLY, here.number, "")]


def test_statement_can_be_brought_in_twice(paid, yesterday):
    forget(paid())

    first, second = (statements.fetch("wechat", yesterday) for _ in range(2))

    assert first.statement == second.statement
    assert first.differences == second.differences
    assert Difference.objects.count() == 1


def test_difference_that_is_gone_is_closed_when_the_file_is_read_again(paid, yesterday):
    payment = paid()
    forget(payment)
    statements.fetch("wechat", yesterday)
    checkout.try_to_ask(Payment.objects.get())

    outcome = statements.fetch("wechat", yesterday)

    assert outcome.differences == []
    assert Difference.objects.get().note == statements.GONE


def test_what_was_closed_by_hand_does_not_come_back(paid, yesterday, finance):
    forget(paid())
    (difference,) = statements.fetch("wechat", yesterday).differences
    statements.solve(difference, by=finance, note="Given back on their pages.")

    assert statements.fetch("wechat", yesterday).differences == []


def test_asking_repairs_a_payment_that_was_lost(paid, yesterday, finance):
    payment = paid()
    forget(payment)
    (difference,) = statements.fetch("wechat", yesterday).differences

    assert statements.repair(difference, by=finance)

    payment.refresh_from_db()
    difference.refresh_from_db()
    assert (payment.status, payment.bill.status) == (PaymentStatus.PAID, "paid")
    assert (difference.solved_by, difference.note) == (finance, statements.AGREED)


@pytest.mark.parametrize("channel", ["wechat", "alipay"])
def test_asking_writes_down_what_was_given_back_there(paid, give_back, yesterday, finance, channel):
    payment = paid(channel)
    give_back(payment, 30_000, "RF1")
    (difference,) = statements.fetch(channel, yesterday).differences

    assert statements.repair(difference, by=finance)

    payment.refresh_from_db()
    assert (payment.status, payment.flag) == (PaymentStatus.PAID, Flag.REFUNDED_OUTSIDE)


def test_asking_cannot_mend_an_amount(paid, yesterday, finance):
    payment = paid()
    Payment.objects.filter(pk=payment.pk).update(fen=70_000)
    (difference,) = statements.fetch("wechat", yesterday).differences

    with pytest.raises(lifecycle.WrongMoney):
        statements.repair(difference, by=finance)

    assert found() == [(KINDS.AMOUNT_DIFFERS, payment.number, "")]


def test_solving_is_for_finance_with_a_note(paid, yesterday, finance, member):
    forget(paid())
    (difference,) = statements.fetch("wechat", yesterday).differences

    for person, note in ((member(Role.OFFICER), "Because"), (finance, "  ")):
        with pytest.raises(lifecycle.MoveNotAllowed):
            statements.solve(difference, by=person, note=note)
    with pytest.raises(lifecycle.MoveNotAllowed):
        statements.repair(difference, by=member(Role.OFFICER))
    statements.solve(difference, by=finance, note="Other system.")
    with pytest.raises(lifecycle.MoveNotAllowed):
        statements.solve(difference, by=finance, note="Again.")


def test_bad_file_is_refused_whole(paid, yesterday, imported):
    forget(paid())
    data = get_gateway("wechat").fetch_statement(yesterday)

    code, printed = imported("wechat", data.replace(b"800.00", b"900.00", 1))

    assert (code, printed) == (2, "")
    assert not Statement.objects.exists()
    assert not Difference.objects.exists()


def test_file_of_another_day_is_refused(paid, yesterday):
    paid()
    data = get_gateway("wechat").fetch_statement(yesterday)

    with pytest.raises(Malformed, match="another day"):
        statements.bring_in("wechat", data, day=yesterday - timedelta(days=1))


def test_command_reads_files_packed_or_not(paid, yesterday, imported):
    paid()
    data = get_gateway("wechat").fetch_statement(yesterday)

    assert imported("wechat", data)[0] == 0
    assert imported("wechat", gzip.compress(data))[0] == 0
    assert imported("wechat", gzip.compress(data)[:-9])[0] == 2


ICBC = "商户订单号,工行订单号,交易金额,交易时间,退货流水号\nAF1,T1,800.00,{day} 10:00:00,\n合计,,{sum},,\n"


@pytest.mark.parametrize(
    ("channel", "made"),
    [
        ("wechat", lambda file: b""),
        ("alipay", lambda file: b""),
        ("icbc", lambda file: b""),
        ("wechat", lambda file: file.decode().encode("gb18030")),
        ("wechat", lambda file: gzip.compress(file) * 2),
        ("wechat", lambda file: gzip.compress(file) + b"and more"),
        ("wechat", lambda file: re.sub(b"`20..-", b"`0001-", file)),
        ("alipay", lambda file: file),
        ("icbc", lambda file: file),
        ("icbc", lambda file: ICBC.format(day="2026-11-21", sum="800.01").encode()),
        ("icbc", lambda file: ICBC.replace("T1", "T\0").format(day="2026-11-21", sum=800).encode()),
        (
            "icbc",
            lambda file: ICBC.replace("T1", "T" * 65).format(day="2026-11-21", sum=800).encode(),
        ),
        ("offline", lambda file: file),
    ],
)
def test_file_that_cannot_be_believed_is_refused_whole(paid, yesterday, imported, channel, made):
    forget(paid())
    file = get_gateway("wechat").fetch_statement(yesterday)

    assert imported(channel, made(file)) == (2, "")
    assert not Statement.objects.exists()
    assert not Difference.objects.exists()


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_damaged_archive_is_refused_however_it_is_packed(wechat_open, imported, packing):
    file = BytesIO()
    with zipfile.ZipFile(file, "w", packing) as archive:
        archive.writestr("list.csv", b"one line\n" * 100)
    damaged = bytearray(file.getvalue())
    damaged[60:70] = bytes(10)

    assert imported("alipay", bytes(damaged)) == (2, "")


def test_database_that_does_not_answer_is_no_difference(wechat_open, yesterday, imported):
    file = ICBC.format(day=yesterday, sum=800).encode()

    def locked(execute, sql, params, many, context):
        raise OperationalError("database is locked")

    with connection.execute_wrapper(locked):
        assert imported("icbc", file)[0] == 2
        with pytest.raises(CommandError) as failed:
            call_command("reconcile")

    assert failed.value.returncode == 2


def test_command_says_what_it_cannot_do(settings, imported, wechat_open):
    assert imported("icbc", b"\xff")[0] == 2
    settings.ICBC_APP_ID = ""
    assert imported("icbc", b"")[0] == 2
    with pytest.raises(CommandError):
        call_command("import_statement", "wechat", "/does/not/exist")


def test_morning_brings_the_statements_of_every_channel_once(paid, yesterday):
    for channel in ("wechat", "alipay"):
        forget(paid(channel))

    fetch_statements()
    fetch_statements()

    assert Difference.objects.count() == 2
    assert Statement.objects.filter(first_day=yesterday, lines=1).count() == 2


def test_gateway_that_is_silent_is_asked_again_later(till, settings):
    settings.WECHAT_BASE_URL = settings.ALIPAY_BASE_URL = "http://127.0.0.1:9"

    fetch_statements()

    assert not Statement.objects.exists()
