"""A running simulator, a merchant that takes its notifications, and gateways that speak to it.

Real sockets on the loopback address, real signatures; only the clock can be moved.
"""

import json
import queue
import secrets
import threading
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx

from payments.gateways.alipay import Alipay, AlipayConfig
from payments.gateways.base import CheckoutKind, GatewayReply, PayerContext, RawNotice, Slip
from payments.gateways.icbc import Icbc, IcbcConfig
from payments.gateways.wechat import WeChatConfig, WeChatPay
from payments.gateways.wechat_messages import authorization
from payments.simulator.keys import settings_of
from payments.simulator.server import Simulator
from payments.simulator.signatures import sealed_notice, signed_headers


class Clock:
    """The time of this machine, and how far a test has moved it."""

    def __init__(self):
        self.ahead = timedelta()

    def __call__(self):
        return datetime.now(UTC) + self.ahead


class Merchant:
    """Takes notifications, after the first ``refusals`` of them.

    It answers as WeChat and Alipay want it, or with the GatewayReply that ``reply`` makes.
    """

    def __init__(self):
        self.refusals = 0
        self.reply = None
        self.received = queue.Queue()
        merchant = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                status = 500 if merchant.refusals else 204
                merchant.refusals = max(0, merchant.refusals - 1)
                notice = RawNotice(self.path, headers, body)
                merchant.received.put(notice)
                reply = GatewayReply(status)
                if status == 204 and merchant.reply:
                    reply = merchant.reply(notice)
                elif status == 204 and b"notify_id=" in body:
                    reply = GatewayReply(200, b"success")
                self.send_response(reply.status)
                self.end_headers()
                self.wfile.write(reply.body)

            def log_message(self, *args):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/notify/wechat/"

    def __enter__(self):
        serve = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        serve.start()
        return self

    def __exit__(self, *error):
        self._server.shutdown()
        self._server.server_close()

    def next_notice(self):
        """The next notification, as soon as it comes."""
        return self.received.get(timeout=5)


@contextmanager
def running_simulator(folder, **options):
    simulator = Simulator(folder, **options).start()
    try:
        yield simulator
    finally:
        simulator.stop()


def config_of(simulator, folder) -> WeChatConfig:
    return WeChatConfig.from_settings(settings_of(simulator.ring, folder, port=simulator.port))


def new_slip(clock, **changes) -> Slip:
    content = {
        "number": new_number(),
        "fen": 80000,
        "title": "Application fee, 水利工程",
        "expires_at": clock() + timedelta(minutes=30),
    }
    return Slip(**(content | changes))


def new_number() -> str:
    return f"AF20261122{secrets.token_hex(5).upper()}"


def open_attempt(gateway, slip, merchant) -> str:
    """Open an attempt and bring its payer to the gateway; what the code says, or the address."""
    checkout = gateway.open(slip, notify_url=merchant.url, return_url="", payer=PayerContext())
    visit(checkout.kind, checkout.url, checkout.fields)
    return checkout.url


def visit(kind, url, fields) -> httpx.Response | None:
    """The payer follows a checkout, where it leads to a page; the cashier."""
    if kind == CheckoutKind.TRANSFER or url.startswith("weixin:"):
        return None
    method, data = ("POST", fields) if kind == CheckoutKind.FORM else ("GET", None)
    answer = browser().request(method, url, data=data, follow_redirects=True)
    return answer.raise_for_status()


def pay_in_simulator(simulator, slip, channel="wechat", **options) -> dict:
    """Pay an attempt without a page: ``amount``, ``lose``."""
    form = {"out_trade_no": slip.number, **options}
    return browser().post(f"{simulator.url}/{channel}/pay", data=form).raise_for_status().json()


@lru_cache(maxsize=1)
def browser() -> httpx.Client:
    """Reaches the simulator, and never through a proxy; each client reads all authorities anew."""
    return httpx.Client(trust_env=False, limits=httpx.Limits(max_keepalive_connections=0))


def signed_call(config, client, method, target, content=None, *, now=None, **tampered):
    """One call of the merchant interface; ``tampered`` replaces headers after signing."""
    body = b"" if content is None else json.dumps(content).encode()
    now = now or datetime.now(UTC)
    headers = {
        "Authorization": authorization(config, method, target, body, now=now, nonce="0" * 32),
        "Accept": "application/json",
        "User-Agent": "test",
        "Content-Type": "application/json",
    }
    headers |= {name.replace("_", "-"): value for name, value in tampered.items()}
    return client.request(method, config.base_url + target, headers=headers, content=body)


def lowered(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def gateway_of(config, clock, **options) -> WeChatPay:
    return WeChatPay(config, clock=clock, **options)


def alipay_of(simulator, folder, clock, **options) -> Alipay:
    return Alipay(_config(AlipayConfig, simulator, folder), clock=clock, **options)


def icbc_of(simulator, folder, clock, *, changes=None, **options) -> Icbc:
    config = replace(_config(IcbcConfig, simulator, folder), **(changes or {}))
    return Icbc(config, clock=clock, **options)


@lru_cache(maxsize=4)
def _config(kind, simulator, folder):
    """Once: reading an RSA key takes longer than most tests."""
    return kind.from_settings(settings_of(simulator.ring, folder, port=simulator.port))


class Scripted(httpx.BaseTransport):
    """A gateway that answers every request with what ``say`` makes of it."""

    def __init__(self, say, *, status=200):
        self.say = say
        self.status = status
        self.requests = []

    def handle_request(self, request):
        self.requests.append(request)
        said = self.say(request)
        return httpx.Response(
            self.status, content=said if isinstance(said, bytes) else said.encode()
        )


class ScriptedWeChat(httpx.BaseTransport):
    """A gateway that says what a test tells it to, signed like WeChat unless it is told not to."""

    def __init__(self, ring, clock, content=None, *, status=200, body=None, headers=None):
        self.ring = ring
        self.clock = clock
        self.status = status
        self.body = json.dumps(content).encode() if body is None else body
        self.headers = headers
        self.requests = []

    def handle_request(self, request):
        self.requests.append(request)
        headers = self.headers
        if headers is None:
            headers = signed_headers(self.ring, self.body, now=self.clock())
        return httpx.Response(self.status, headers=headers, content=self.body)


def notice_of(ring, content, *, now, event="TRANSACTION.SUCCESS", **tampered) -> RawNotice:
    """A notification as WeChat sends it; ``tampered`` replaces headers after signing."""
    headers, body = sealed_notice(ring, notice_id="N-1", event=event, content=content, now=now)
    changed = {name.replace("_", "-"): value for name, value in tampered.items()}
    return RawNotice("/notify/wechat/", lowered(headers) | changed, body)


def payment_of(config, slip, **changes) -> dict:
    """What a notification about a paid attempt holds."""
    return {
        "appid": config.appid,
        "mchid": config.mchid,
        "out_trade_no": slip.number,
        "transaction_id": "4200002026112212345678901234",
        "trade_state": "SUCCESS",
        "trade_state_desc": "支付成功",
        "success_time": "2026-11-22T09:30:00+08:00",
        "amount": {"total": slip.fen, "payer_total": slip.fen - 100, "currency": "CNY"},
    } | changes
