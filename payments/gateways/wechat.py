"""WeChat Pay, API v3: the payer scans a code that we draw, or a telephone is led to WeChat."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import quote

import httpx

from payments.gateways.base import (
    Checkout,
    CheckoutKind,
    Fact,
    FactState,
    Forged,
    GatewayError,
    GatewayReply,
    Malformed,
    NoStatementError,
    PayerContext,
    RawNotice,
    Slip,
    StatementLine,
)
from payments.gateways.beijing import BEIJING, utc_now
from payments.gateways.http import is_loopback
from payments.gateways.own_words import OwnWords
from payments.gateways.reading import read_object, section_of, text_of
from payments.gateways.wechat_api import DeclinedError, WeChatApi, random_nonce
from payments.gateways.wechat_config import WeChatConfig
from payments.gateways.wechat_messages import (
    check_signature,
    payment_fact,
    refund_fact,
    unseal,
)
from payments.gateways.wechat_statement import SIZE_LIMIT, read_lines, unpack

__all__ = ["WeChatConfig", "WeChatPay"]

PAY = "/v3/pay/transactions"
REFUNDS = "/v3/refund/domestic/refunds"
STATEMENTS_READY = time(10, tzinfo=BEIJING)  # of the following day
UNKNOWN_CODES = frozenset(
    {"ORDER_NOT_EXIST", "ORDERNOTEXIST", "RESOURCE_NOT_EXISTS", "REFUNDNOTEXIST"}
)
# Closing failed because the order is in another state: which one, the query tells.
SETTLED_CODES = UNKNOWN_CODES | {"ORDERPAID", "ORDER_PAID", "ORDERCLOSED", "ORDER_CLOSED"}


class WeChatPay(OwnWords):
    """The gateway of WeChat Pay."""

    channel = "wechat"
    house = "WeChat Pay"

    def __init__(
        self,
        config: WeChatConfig,
        *,
        clock: Callable[[], datetime] = utc_now,
        nonce: Callable[[], str] = random_nonce,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._config = config
        self._clock = clock
        self._api = WeChatApi(config, clock=clock, nonce=nonce, transport=transport)

    @property
    def merchant(self) -> str:
        """The merchant number and the app id, ``mchid/appid``."""
        return self._config.merchant

    def kind_for(self, payer: PayerContext) -> CheckoutKind:
        """A telephone cannot scan itself: where the merchant has H5, it is led.

        Inside WeChat itself such an address does not work.
        """
        is_led = self._config.has_h5 and payer.is_phone and payer.ip and not payer.is_in_wechat
        return CheckoutKind.REDIRECT if is_led else CheckoutKind.QR

    def open(
        self, slip: Slip, *, notify_url: str, return_url: str, payer: PayerContext
    ) -> Checkout:
        """Order a code to scan.  The same number with the same content gives a code again.

        The address a telephone is led to is good for five minutes; the same order gives another.
        """
        order = {
            "appid": self._config.appid,
            "mchid": self._config.mchid,
            "description": _fitted(slip.title, 127),
            "out_trade_no": slip.number,
            "time_expire": slip.expires_at.astimezone(BEIJING).isoformat(timespec="seconds"),
            "notify_url": notify_url,
            "amount": {"total": slip.fen, "currency": slip.currency},
        }
        if self.kind_for(payer) is CheckoutKind.REDIRECT:
            return self._led(order, payer.ip, return_url)
        code_url = self._api.call("POST", f"{PAY}/native", order).get("code_url")
        if not isinstance(code_url, str) or not code_url.startswith("weixin://"):
            raise GatewayError("WeChat Pay gave no code to scan.")
        return Checkout(CheckoutKind.QR, code_url)

    def _led(self, order: Mapping[str, Any], ip: str, return_url: str) -> Checkout:
        scene = {"payer_client_ip": ip, "h5_info": {"type": "Wap"}}
        answer = self._api.call("POST", f"{PAY}/h5", {**order, "scene_info": scene})
        url = answer.get("h5_url")
        if not isinstance(url, str) or not (url.startswith("https://") or is_loopback(url)):
            raise GatewayError("WeChat Pay gave no address to follow.")
        back = f"&redirect_url={quote(return_url, safe='')}" if return_url else ""
        return Checkout(CheckoutKind.REDIRECT, f"{url}{back}")

    def read_notice(self, notice: RawNotice) -> Fact:
        """Believe a notification only if WeChat signed it just now, and for us."""
        keys = self._config.platform_keys
        check_signature(keys, notice.headers, notice.body, now=self._clock())
        content = read_object(notice.body)
        event = text_of(content, "event_type")
        opened = unseal(self._config.api_v3_key, section_of(content, "resource", needed=True))
        if text_of(opened, "mchid") != self._config.mchid:
            raise Forged("The notice is for another merchant.")
        if event.startswith("REFUND."):
            return refund_fact(opened, merchant=self.merchant)
        if not event.startswith("TRANSACTION."):
            raise Malformed("The notice is about something else.")
        fact = payment_fact(opened)
        if fact.merchant != self.merchant:
            raise Forged("The notice is for another app.")
        return fact

    def reply(self, notice: RawNotice, *, accepted: bool) -> GatewayReply:
        """Nothing more is needed, or: send it again later."""
        if accepted:
            return GatewayReply(204)
        return GatewayReply(400, b'{"code":"FAIL","message":"The notification was not accepted."}')

    def ask(self, slip: Slip) -> Fact:
        """What became of an attempt; UNKNOWN where WeChat never heard of it."""
        target = f"{PAY}/out-trade-no/{quote(slip.number, safe='')}?mchid={self._config.mchid}"
        try:
            answer = self._api.call("GET", target)
        except DeclinedError as error:
            if error.code not in UNKNOWN_CODES:
                raise
            return self._fact(slip, FactState.UNKNOWN, note=error.code)
        fact = self._understood(lambda: payment_fact(answer))
        if fact.number != slip.number:
            raise GatewayError("WeChat Pay answered about another order.")
        return fact

    def close(self, slip: Slip) -> Fact:
        """Close an attempt that is not paid; one that is paid comes back as DONE."""
        target = f"{PAY}/out-trade-no/{quote(slip.number, safe='')}/close"
        try:
            self._api.call("POST", target, {"mchid": self._config.mchid})
        except DeclinedError as error:
            if error.code not in SETTLED_CODES:
                raise
            return self.ask(slip)
        return self._fact(slip, FactState.CLOSED)

    def refund(self, slip: Slip, *, number: str, fen: int, reason: str) -> Fact:
        """Give money back.  A yes only means that WeChat will; ``ask_refund`` tells the end."""
        content = {
            "out_trade_no": slip.number,
            "out_refund_no": number,
            "reason": _fitted(reason, 80),
            "amount": {"refund": fen, "total": slip.fen, "currency": slip.currency},
        }
        return self._refund_fact(self._api.call("POST", REFUNDS, content), number)

    def ask_refund(self, slip: Slip, *, number: str) -> Fact:
        """What became of a refund; UNKNOWN where WeChat never heard of it."""
        try:
            answer = self._api.call("GET", f"{REFUNDS}/{quote(number, safe='')}")
        except DeclinedError as error:
            if error.code not in UNKNOWN_CODES:
                raise
            return self._fact(slip, FactState.UNKNOWN, refund_number=number, note=error.code)
        return self._refund_fact(answer, number)

    def fetch_statement(self, day: date) -> bytes:
        """The trade statement of a day in Beijing, unpacked.

        A day without business has none, and neither has one that WeChat is not ready with: from
        ten o'clock of the following day on the error is permanent.
        """
        target = f"/v3/bill/tradebill?bill_date={day.isoformat()}&bill_type=ALL&tar_type=GZIP"
        try:
            answer = self._api.call("GET", target)
        except DeclinedError as error:
            if error.code != "NO_STATEMENT_EXIST":
                raise
            ready = datetime.combine(day + timedelta(days=1), STATEMENTS_READY)
            if self._clock() < ready:
                raise GatewayError(str(error)) from error
            raise NoStatementError(str(error), permanent=True) from error
        try:
            digest = text_of(answer, "hash_value").lower()
            data = unpack(self._api.download(text_of(answer, "download_url"), limit=SIZE_LIMIT))
        except Malformed as error:
            raise GatewayError(f"The statement cannot be used: {error}") from error
        if hashlib.sha1(data, usedforsecurity=False).hexdigest() != digest:
            raise GatewayError("The statement is not the one that was announced.")
        return data

    def read_statement(self, data: bytes) -> Iterator[StatementLine]:
        """The lines of a statement as ``fetch_statement`` gives it."""
        return read_lines(data, mchid=self._config.mchid)

    def _refund_fact(self, answer: Mapping[str, Any], number: str) -> Fact:
        fact = self._understood(lambda: refund_fact(answer, merchant=self.merchant))
        if fact.refund_number != number:
            raise GatewayError("WeChat Pay answered about another refund.")
        return fact


def _fitted(text: str, limit: int) -> str:
    """One line of at most ``limit`` bytes of UTF-8, cut between letters."""
    return " ".join(text.split()).encode()[:limit].decode(errors="ignore")
