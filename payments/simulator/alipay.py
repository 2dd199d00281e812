"""Plays Alipay: checks every request as Alipay does, and signs every answer."""

import json
from collections.abc import Callable
from typing import Any

from payments.simulator import pages, trades
from payments.simulator.alipay_bills import Bills
from payments.simulator.alipay_words import (
    SUCCESS,
    Declined,
    declined,
    ordered,
    read_amount,
    refund_words,
    trade_words,
    yuan,
)
from payments.simulator.exchange import Answer, Request
from payments.simulator.signed_forms import is_by, is_fresh, pairs_of, signature, sorted_text
from payments.simulator.store import Trade, key_of
from payments.simulator.till import Till

GATEWAY = "/gateway.do"
DOWNLOAD = "/alipay/bill"
CODE = "/alipay/code"
PAGES = {
    "alipay.trade.page.pay": "FAST_INSTANT_TRADE_PAY",
    "alipay.trade.wap.pay": "QUICK_WAP_WAY",
}
NOTIFY = "notify_url"
CHARSET, SIGN_TYPE, VERSION = "utf-8", "RSA2", "1.0"

Content = dict[str, Any]


class Alipay:
    """The merchant interface, and the way for browsers to the cashier."""

    def __init__(self, till: Till) -> None:
        self._till = till
        self._bills = Bills(till, f"{till.url}{DOWNLOAD}")
        self._codes: dict[str, Trade] = {}  # ordered, and not scanned yet
        self._calls: dict[str, Callable[[Content], Content]] = {
            "alipay.trade.precreate": self._precreate,
            "alipay.trade.query": self._query,
            "alipay.trade.close": self._close,
            "alipay.trade.refund": self._refund,
            "alipay.trade.fastpay.refund.query": self._ask_refund,
            "alipay.data.dataservice.bill.downloadurl.query": self._bills.announce,
        }

    def answer(self, request: Request) -> Answer:
        """Answer one request, by GET or by POST."""
        if request.path == DOWNLOAD:
            return self._bills.fetch(request.query.get("token", ""))
        if request.path == CODE:
            return self._scanned(request.query.get("number", ""))
        query, body = pairs_of(request)
        parameters = dict([*query, *body])
        method = parameters.get("method", "")
        try:
            if len(parameters) != len(query) + len(body):
                raise Declined("40002", "isv.invalid-parameter", "A parameter comes twice.")
            self._check(parameters)
            content = self._content(parameters)
            if method in PAGES:
                return self._lead(method, parameters, content)
            return self._signed(method, self._called(method, parameters, content))
        except Declined as no:
            if method in PAGES:
                return pages.page(("Alipay refuses", "支付宝拒绝"), f"<p>{no.shown}</p>", 400)
            return self._signed(method, no.content, known=no.sub_code != "isv.invalid-app-id")

    def _check(self, parameters: dict[str, str]) -> None:
        pair = self._till.ring.alipay
        if parameters.get("app_id") != pair.app_id:
            raise Declined("40002", "isv.invalid-app-id", "无效的AppID参数")
        expected = {"charset": CHARSET, "sign_type": SIGN_TYPE, "version": VERSION}
        for name, value in expected.items():
            if parameters.get(name) != value:
                raise Declined("40002", f"isv.invalid-{name.replace('_', '-')}", f"无效的{name}")
        if not is_fresh(parameters.get("timestamp", ""), self._till.clock()):
            raise Declined("40002", "isv.invalid-timestamp", "时间戳参数无效")
        text = sorted_text(parameters, frozenset({"sign"}))
        if not is_by(pair.merchant_key, text, parameters.get("sign", "")):
            raise Declined("40002", "isv.invalid-signature", "验签出错，请检查签名")

    def _content(self, parameters: dict[str, str]) -> Content:
        try:
            content = json.loads(parameters.get("biz_content", ""))
        except (ValueError, RecursionError) as error:
            raise Declined("40002", "isv.invalid-parameter", "biz_content is not JSON.") from error
        if not isinstance(content, dict):
            raise Declined("40002", "isv.invalid-parameter", "biz_content is not an object.")
        return content

    def _lead(self, method: str, parameters: dict[str, str], content: Content) -> Answer:
        """The payer is here: from now on there is a trade."""
        if content.get("product_code") != PAGES[method]:
            raise Declined("40004", "ACQ.INVALID_PARAMETER", "product_code does not fit.")
        with declined():
            trade = trades.arrive(self._till, ordered(parameters, content, now=self._till.clock()))
        return Answer(303, headers={"Location": pages.place_of(trade)})

    def _called(self, method: str, parameters: dict[str, str], content: Content) -> Content:
        call = self._calls.get(method)
        if call is None:
            raise Declined("40002", "isv.invalid-method", "不存在的方法名")
        with declined():
            return call(content | {NOTIFY: parameters.get(NOTIFY, "")})

    def _precreate(self, content: Content) -> Content:
        """A code to scan; there is no trade before that."""
        told = {NOTIFY: content.pop(NOTIFY)}
        order = ordered(told, content, now=self._till.clock())
        self._codes[order.number] = order
        code = f"{self._till.url}{CODE}?number={order.number}"
        return SUCCESS | {"out_trade_no": order.number, "qr_code": code}

    def _scanned(self, number: str) -> Answer:
        """A telephone has read the code."""
        if number not in self._codes:
            return pages.page(("Unknown code", "二维码无效"), "", 404)
        trade = trades.arrive(self._till, self._codes[number])
        return Answer(303, headers={"Location": pages.place_of(trade)})

    def _trade(self, content: Content) -> Trade:
        return trades.found(self._till, key_of("alipay", str(content.get("out_trade_no"))))

    def _query(self, content: Content) -> Content:
        return SUCCESS | trade_words(self._till, self._trade(content))

    def _close(self, content: Content) -> Content:
        trade = self._trade(content)
        trades.close(self._till, trade)
        return SUCCESS | {"out_trade_no": trade.number, "trade_no": trade.transaction_id}

    def _refund(self, content: Content) -> Content:
        trade, number = self._trade(content), str(content.get("out_request_no", ""))
        fen = read_amount(content.get("refund_amount"))
        _, moved = trades.give_back(self._till, trade, number=number, fen=fen)
        if moved:
            notifier = self._till.notifier
            event = f"REFUND/{number}"
            notifier.hurry(
                notifier.announce(event, trade.number, trade.notify_url, channel="alipay")
            )
        return SUCCESS | {
            "out_trade_no": trade.number,
            "trade_no": trade.transaction_id,
            "fund_change": "Y" if moved else "N",
            "refund_fee": yuan(trades.given_back(self._till, trade)),
        }

    def _ask_refund(self, content: Content) -> Content:
        trade = self._trade(content)
        number = str(content.get("out_request_no", ""))
        made = self._till.store.returns.get(f"{trade.key}/{number}")
        return SUCCESS | (refund_words(trade, made) if made else {})

    def _signed(self, method: str, said: Content, *, known: bool = True) -> Answer:
        spoken = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
        name = f"{method.replace('.', '_')}_response" if method in self._calls else "error_response"
        sign = signature(self._till.ring.alipay.gateway_key, spoken)
        # To a stranger it says no without signing it.
        tail = f',"sign":"{sign}"' if known else ""
        body = f'{{"{name}":{spoken}{tail}}}'.encode()
        return Answer(200, body, "text/html;charset=utf-8")
