"""What the notifications of each channel look like, in each situation of the contract.

A situation that a channel cannot be in is not there: Alipay and ICBC sign without a time limit.
"""

import json
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlencode

from payments.gateways.base import RawNotice
from payments.gateways.offline import Offline, OfflineConfig
from payments.gateways.reading import read_form
from payments.simulator.signed_forms import signature, sorted_text
from tests.payments.simulation import alipay_of, browser, gateway_of, icbc_of, notice_of, payment_of


class WeChatKit:
    """Notifications of WeChat Pay."""

    def __init__(self, simulator, config, clock, keys):
        self.ring, self.config, self.clock = simulator.ring, config, clock
        self.gateway = gateway_of(config, clock)

    def statement(self, day):
        return self.gateway.fetch_statement(day)

    def paid(self, slip):
        return self._notice(slip)

    def waiting(self, slip):
        return self._notice(slip, trade_state="NOTPAY", success_time=None, transaction_id=None)

    def forged(self, slip):
        """Signed with a key that is not WeChat's, under a key id that is."""
        ring = replace(self.ring, platform_key=self.config.merchant_key)
        return notice_of(ring, payment_of(self.config, slip), now=self.clock())

    def changed(self, slip):
        """Another amount under the signature of the true one."""
        true, other = self.paid(slip), self.paid(replace(slip, fen=1))
        return replace(true, body=other.body)

    def for_another_merchant(self, slip):
        return self._notice(slip, mchid="1230000109")

    def stale(self, slip):
        return self._notice(slip, now=self.clock() - timedelta(minutes=6))

    def replayed(self, slip):
        """The same body with a nonce of its own."""
        notice = self.paid(slip)
        return replace(notice, headers={**notice.headers, "wechatpay-nonce": "1" * 32})

    def truncated(self, slip):
        notice = self.paid(slip)
        return replace(notice, body=notice.body[:-20])

    def under_an_unknown_key(self, slip):
        notice = self.paid(slip)
        return replace(notice, headers={**notice.headers, "wechatpay-serial": "PUB_KEY_ID_9"})

    def empty(self, slip):
        return RawNotice("/", {}, b"")

    def _notice(self, slip, *, now=None, **changes):
        content = payment_of(self.config, slip, **changes)
        return notice_of(self.ring, content, now=now or self.clock())


class FormKit:
    """Notifications that are forms; ``form`` and ``signed`` are the channel's own."""

    path = "/payments/notify/"
    sign_type = ""
    other_sign_type = ""

    def statement(self, day):
        return self.gateway.fetch_statement(day)

    def paid(self, slip):
        return self.notice(self.form(slip))

    def forged(self, slip):
        """Signed with the key of the app, which the gateway has only half of."""
        return self.notice(self.form(slip), key=self.app_key)

    def changed(self, slip):
        true = read_form(self.paid(slip).body)
        return self.posted(self.form(replace(slip, fen=1)) | {"sign": true["sign"]})

    def truncated(self, slip):
        notice = self.paid(slip)
        return replace(notice, body=notice.body[:-20])

    def replayed(self, slip):
        """The same words at another time of day."""
        return self.posted(read_form(self.paid(slip).body) | self.later)

    def repeated(self, slip):
        """A parameter that comes twice, whichever of the two was signed."""
        notice = self.paid(slip)
        return replace(notice, body=notice.body + b"&charset=utf-8")

    def empty(self, slip):
        return RawNotice(self.path, {}, b"")

    def posted(self, form):
        return RawNotice(self.path, {}, urlencode(form).encode())


class AlipayKit(FormKit):
    """Notifications of Alipay."""

    later = {"notify_time": "2026-11-22 09:31:02"}

    def __init__(self, simulator, config, clock, keys):
        self.pair = simulator.ring.alipay
        self.gateway = alipay_of(simulator, keys, clock)
        self.app_key = self.gateway._config.app_key

    def waiting(self, slip):
        form = self.form(slip, trade_status="WAIT_BUYER_PAY")
        del form["gmt_payment"]
        return self.notice(form)

    def for_another_merchant(self, slip):
        return self.notice(self.form(slip, seller_id="2088102146225135"))

    def under_an_unknown_key(self, slip):
        """SHA-1, as RSA without a 2 means."""
        return self.notice(self.form(slip, sign_type="RSA"), sha1=True)

    def form(self, slip, **changes):
        return {
            "notify_time": "2026-11-22 09:30:02",
            "notify_type": "trade_status_sync",
            "notify_id": "2026112200222093002000000000000001",
            "app_id": self.pair.app_id,
            "charset": "utf-8",
            "version": "1.0",
            "sign_type": "RSA2",
            "trade_no": "2026112222001400000000000001",
            "out_trade_no": slip.number,
            "seller_id": self.pair.merchant,
            "trade_status": "TRADE_SUCCESS",
            "total_amount": f"{slip.fen / 100:.2f}",
            "receipt_amount": "1.00",
            "subject": "报名费 + 水利工程",
            "gmt_payment": "2026-11-22 09:30:00",
        } | changes

    def notice(self, form, *, key=None, sha1=False):
        names = sorted(form.keys() - {"sign", "sign_type"})
        text = "&".join(f"{name}={form[name]}" for name in names)  # empty ones, too
        return self.posted(
            form | {"sign": signature(key or self.pair.gateway_key, text, sha1=sha1)}
        )


class IcbcKit(FormKit):
    """Notifications of ICBC."""

    later = {"timestamp": "2026-11-22 09:31:02"}

    def __init__(self, simulator, config, clock, keys):
        self.url = simulator.url
        self.pair = simulator.ring.icbc
        self.gateway = icbc_of(simulator, keys, clock)
        self.app_key = self.gateway._config.app_key

    def waiting(self, slip):
        """A card was declined; the next one may not be."""
        return self.notice(self.form(slip, return_code="12001", pay_time="", order_id=""))

    def for_another_merchant(self, slip):
        return self.notice(self.form(slip, mer_id="020001021935"))

    def statement(self, day):
        """The branch hands it out; there is nothing to fetch."""
        return browser().get(f"{self.url}/icbc/statement", params={"day": str(day)}).content

    def for_another_path(self, slip):
        return replace(self.paid(slip), path="/payments/notify/alipay/")

    def form(self, slip, **changes):
        content = {
            "return_code": "0",
            "return_msg": "success",
            "msg_id": "urcnl24ciutr9",
            "mer_id": self.pair.merchant,
            "out_trade_no": slip.number,
            "order_id": "020001021935000512611220000001",
            "total_amt": str(slip.fen),
            "payment_amt": "1",
            "pay_time": "20261122093000",
        } | changes
        return {
            "from": "icbc-api",
            "api": "/ui/cardbusiness/epaypc/consumption/V1",
            "app_id": self.pair.app_id,
            "charset": "utf-8",
            "format": "json",
            "timestamp": "2026-11-22 09:30:02",
            "sign_type": "RSA",
            "biz_content": json.dumps(content, ensure_ascii=False),
        }

    def notice(self, form, *, key=None, sha1=True):
        text = f"{self.path}?{sorted_text(form, frozenset({'sign'}))}"
        return self.posted(
            form | {"sign": signature(key or self.pair.gateway_key, text, sha1=sha1)}
        )


class OfflineKit:
    """Bank transfers: nobody notifies of them, and there is no statement."""

    path = "/payments/notify/offline/"

    def __init__(self, simulator, config, clock, keys):
        self.gateway = Offline(OfflineConfig(days=7), clock=clock)

    def forged(self, slip):
        return RawNotice(self.path, {}, urlencode({"out_trade_no": slip.number}).encode())

    def empty(self, slip):
        return RawNotice(self.path, {}, b"")


KITS = {"wechat": WeChatKit, "alipay": AlipayKit, "icbc": IcbcKit, "offline": OfflineKit}
