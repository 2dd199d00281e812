"""Notifications at the same moment, and a process killed over one: only PostgreSQL shows both."""

import json
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from payments import callbacks
from payments.gateways.registry import get_gateway
from payments.models import Bill, Callback, Payment
from payments.status import BillStatus, CallbackState, Flag, PaymentStatus
from tests.at_once import WITH_ROW_LOCKS, at_once
from tests.payments.simulation import notice_of, payment_of
from tests.payments.test_locking import announced

__all__ = ["announced"]
pytestmark = WITH_ROW_LOCKS

# A web process of its own, killed before or after the commit that credits the money.
PROCESS = """
import json, os, signal, sys
import django
django.setup()
from django.db import transaction
from django.test import Client
from payments.signals import bill_paid

def die(**kwargs):
    os.kill(os.getpid(), signal.SIGKILL)

def die_later(**kwargs):
    transaction.on_commit(die)

bill_paid.connect(die if sys.argv[1] == "before" else die_later, weak=False)
Client().post(
    "/payments/notify/wechat/",
    sys.stdin.buffer.read(),
    content_type="application/json",
    headers=json.loads(sys.argv[2]),
)
"""


@pytest.fixture
def notice(waiting, pay, simulator):
    """The notification of an attempt that was paid, signed just now."""
    pay(waiting, lose="1")
    content = payment_of(get_gateway("wechat")._config, waiting)
    return notice_of(simulator.ring, content, now=datetime.now(UTC))


def signed_headers_of(notice):
    return {name: value for name, value in notice.headers.items() if name.startswith("wechatpay-")}


def post(notice):
    return Client().post(
        "/payments/notify/wechat/",
        notice.body,
        content_type="application/json",
        headers=signed_headers_of(notice),
    )


def killed_over(notice, moment, sim_settings):
    """Post it to a process that is killed at this moment; how the process ended."""
    database = connection.settings_dict
    place = f"{database['HOST']}:{database['PORT']}/{database['NAME']}"
    environment = {
        **os.environ,
        **sim_settings,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": f"postgres://{database['USER']}:{database['PASSWORD']}@{place}",
        "ALLOWED_HOSTS": "testserver",
        "DEBUG": "1",
    }
    done = subprocess.run(
        [sys.executable, "-c", PROCESS, moment, json.dumps(signed_headers_of(notice))],
        input=notice.body,
        env=environment,
        check=False,
        timeout=60,
    )
    return done.returncode


def test_twenty_callbacks_at_once_credit_once(notice, waiting, announced):
    answers = []

    at_once(*[lambda: answers.append(post(notice).status_code) for _ in range(20)])

    waiting.refresh_from_db()
    assert answers == [204] * 20
    assert (waiting.status, waiting.flag) == (PaymentStatus.PAID, Flag.NONE)
    assert Bill.objects.get().status == BillStatus.PAID
    assert announced == [waiting.bill_id]
    assert Callback.objects.filter(state=CallbackState.SETTLED).count() == 20


@pytest.mark.parametrize(
    ("moment", "status"), [("before", PaymentStatus.WAITING), ("after", PaymentStatus.PAID)]
)
def test_process_killed_over_a_callback_loses_and_doubles_nothing(
    notice, waiting, sim_settings, announced, moment, status
):
    assert killed_over(notice, moment, sim_settings) == -signal.SIGKILL

    waiting.refresh_from_db()
    assert waiting.status == status
    assert Callback.objects.get().state == CallbackState.RECEIVED

    # It was not answered, so the gateway sends it again.
    assert post(notice).status_code == 204
    callbacks.retry_failed(timezone.now() + timedelta(minutes=6))

    waiting.refresh_from_db()
    assert (waiting.status, waiting.flag) == (PaymentStatus.PAID, Flag.NONE)
    assert Bill.objects.get().status == BillStatus.PAID
    assert announced == ([waiting.bill_id] if moment == "before" else [])
    assert {callback.state for callback in Callback.objects.all()} == {CallbackState.SETTLED}


def test_payment_cut_off_by_a_kill_is_found_by_asking_alone(notice, waiting, sim_settings):
    """Even if the gateway never sends it again."""
    killed_over(notice, "before", sim_settings)

    callbacks.retry_failed(timezone.now() + timedelta(minutes=6))

    assert Payment.objects.get().status == PaymentStatus.PAID
    assert Callback.objects.get().state == CallbackState.SETTLED
