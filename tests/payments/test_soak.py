"""A flood of notifications against the product as it runs in production."""

import http.client
import json
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from tests.payments.crowd import Gateway, open_orders_there, shuffled
from tests.production import environment, run, running, wait_until, web_command
from tests.services import (
    free_port,
    postgres_folder,
    redis,
    running_postgres,
    running_redis,
)

CALLBACKS, DISTINCT, CLIENTS = 10_000, 5_000, 8
SETTLED = """
import json
import django
django.setup()
from payments.models import Bill, Callback, Payment
paid = Payment.objects.filter(status="paid", flag="")
print(json.dumps({
    "bills": Bill.objects.filter(status="paid").count(),
    "payments": paid.count(),
    "transactions": paid.values("transaction_id").distinct().count(),
    "others": Payment.objects.exclude(status="paid", flag="").count(),
    "callbacks": Callback.objects.filter(state="settled").count(),
}))
"""


@pytest.fixture
def gateway(tmp_path):
    return Gateway(tmp_path / "keys")


@pytest.fixture
def portal(tmp_path, gateway):
    """PostgreSQL, Redis and gunicorn: what the processes are told, their port, and their log."""
    if not (postgres_folder() and redis()):
        pytest.skip("PostgreSQL or Redis is not installed.")
    with running_postgres() as database, running_redis() as cache:
        port, log = free_port(), tmp_path / "web.log"
        told = environment(
            tmp_path, port, DATABASE_URL=database, REDIS_URL=cache, **gateway.settings
        )
        run(["python", "manage.py", "migrate", "-v", "0"], told)
        run(["python", "manage.py", "collectstatic", "--noinput", "-v", "0"], told)
        with running(web_command(port), told, log):
            wait_until(lambda: is_well(port), 60, f"The web server does not answer, see {log}")
            yield told, port, log


def ask(port, method, path, body=None, headers=None):
    """The status of an answer; every request comes on a connection of its own."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        connection.request(method, path, body, {"Host": "localhost", **(headers or {})})
        answer = connection.getresponse()
        answer.read()
        return answer.status


def is_well(port):
    try:
        return ask(port, "GET", "/healthz") == 200
    except OSError:
        return False


def send(port, gateway, orders):
    """What one client is answered."""
    answers = []
    for order in orders:
        headers, body = gateway.notice(order)
        answers.append(ask(port, "POST", "/payments/notify/wechat/", body, headers))
    return answers


@pytest.mark.soak
def test_ten_thousand_callbacks_half_of_them_again_pay_every_bill_once(portal, gateway, capsys):
    told, port, log = portal
    orders = open_orders_there(told, DISTINCT)
    sent = shuffled(orders, CALLBACKS, seed=7)

    began = time.monotonic()
    with ThreadPoolExecutor(CLIENTS) as clients:
        shares = [sent[number::CLIENTS] for number in range(CLIENTS)]
        answered = list(clients.map(lambda share: send(port, gateway, share), shares))
    seconds = time.monotonic() - began

    with capsys.disabled():
        print(f"\n{CALLBACKS:,} callbacks, {CLIENTS} clients: {seconds:.0f} s,", end=" ")
        print(f"{CALLBACKS / seconds:.0f} a second")
    found = json.loads(run(["python", "-c", SETTLED], told).splitlines()[-1])
    assert {status for share in answered for status in share} == {204}
    assert found == {
        "bills": DISTINCT,
        "payments": DISTINCT,
        "transactions": DISTINCT,
        "others": 0,
        "callbacks": CALLBACKS,
    }
    # The log has one line for each that was credited, and no more.
    assert log.read_text().count('"payment_credited"') == DISTINCT
