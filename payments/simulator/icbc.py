"""Plays ICBC's open platform: the form that leads to the cashier, queries, refunds."""

import json
from collections.abc import Callable
from typing import Any

from payments.simulator import pages, trades
from payments.simulator.exchange import Answer, Request
from payments.simulator.icbc_words import (
    PAID,
    Declined,
    declined,
    ordered,
    refund_words,
    trade_words,
)
from payments.simulator.signed_forms import is_by, is_fresh, pairs_of, signature, sorted_text
from payments.simulator.store import Trade, key_of
from payments.simulator.till import Till

PAY = "/ui/cardbusiness/epaypc/consumption/V1"
ONLINE = "/api/cardbusiness/aggregatepay/b2c/online"
COMMON = frozenset(
    {"app_id", "msg_id", "format", "charset", "sign_type", "sign", "timestamp", "encrypt_type"}
)
MOST_MESSAGES = 10_000

Content = dict[str, Any]


class Icbc:
    """The merchant interface, and the way for browsers to the cashier."""

    def __init__(self, till: Till) -> None:
        self._till = till
        self._messages: dict[str, None] = {}
        self._calls: dict[str, Callable[[Content], Content]] = {
            f"{ONLINE}/orderqry/V1": self._query,
            f"{ONLINE}/merrefund/V1": self._refund,
            f"{ONLINE}/refundqry/V1": self._ask_refund,
        }

    def answer(self, request: Request) -> Answer:
        """Answer one request."""
        query, body = pairs_of(request)
        parameters = dict([*query, *body])
        is_page = request.path.startswith("/ui/")
        try:
            if len(parameters) != len(query) + len(body):
                raise Declined("400011", "A parameter comes twice.")
            self._check(request, parameters)
            content = self._content(parameters)
            if is_page:
                _check_places(dict(query), dict(body))
                return self._lead(request, content)
            self._check_message(parameters["msg_id"])
            return self._signed(self._called(request, content), parameters["msg_id"])
        except Declined as no:
            if is_page:
                return pages.page(("ICBC refuses", "工商银行拒绝"), f"<p>{no.shown}</p>", 400)
            return self._signed(no.content, parameters.get("msg_id", ""))

    def _check(self, request: Request, parameters: dict[str, str]) -> None:
        pair = self._till.ring.icbc
        if request.method != "POST" or not parameters.get("msg_id"):
            raise Declined("400011", "参数非法")
        if parameters.get("app_id") != pair.app_id or parameters.get("sign_type") != "RSA2":
            raise Declined("400011", "app id非法")
        if not is_fresh(parameters.get("timestamp", ""), self._till.clock()):
            raise Declined("400011", "时间戳非法")
        text = f"{request.path}?{sorted_text(parameters, frozenset({'sign'}))}"
        if not is_by(pair.merchant_key, text, parameters.get("sign", "")):
            raise Declined("400017", "签名验证失败")

    def _check_message(self, message_id: str) -> None:
        if message_id in self._messages:
            raise Declined("400011", "msg_id is not unique.")
        self._messages[message_id] = None
        if len(self._messages) > MOST_MESSAGES:
            self._messages.pop(next(iter(self._messages)))

    def _content(self, parameters: dict[str, str]) -> Content:
        try:
            content = json.loads(parameters.get("biz_content", ""))
        except (ValueError, RecursionError) as error:
            raise Declined("400011", "biz_content is not JSON.") from error
        if not isinstance(content, dict) or content.get("mer_id") != self._till.ring.icbc.merchant:
            raise Declined("00005019", "商户检查不通过")
        return content

    def _lead(self, request: Request, content: Content) -> Answer:
        """The payer is here: from now on there is a trade."""
        if request.path != PAY:
            raise Declined("500018", "访问的API不存在")
        with declined():
            trade = trades.arrive(
                self._till, ordered(self._till.ring.icbc, content, now=self._till.clock())
            )
        return Answer(303, headers={"Location": pages.place_of(trade)})

    def _called(self, request: Request, content: Content) -> Content:
        call = self._calls.get(request.path)
        if call is None:
            raise Declined("500018", "访问的API不存在")
        with declined():
            return call(content)

    def _trade(self, content: Content) -> Trade:
        return trades.found(self._till, key_of("icbc", str(content.get("out_trade_no"))))

    def _query(self, content: Content) -> Content:
        """Ask, or close where ``deal_flag`` says so; a paid order stays paid."""
        trade, flag = self._trade(content), content.get("deal_flag")
        if flag not in {"0", "1", "2"}:
            raise Declined("92200001", "参数检查失败")
        if flag != "0" and trades.state_of(trade, self._till.clock()) == "WAITING":
            trades.close(self._till, trade)
        return trade_words(self._till, trade)

    def _refund(self, content: Content) -> Content:
        trade, amount = self._trade(content), str(content.get("ret_total_amt", ""))
        number = str(content.get("outtrx_serial_no", ""))
        if not (
            number and amount.isdecimal() and int(amount) and content.get("trnsc_ccy") == "001"
        ):
            raise Declined("92200001", "参数检查失败")
        made, moved = trades.give_back(self._till, trade, number=number, fen=int(amount))
        if not moved:
            raise Declined("00005031", "已下单,不允许再次下单")
        return refund_words(trade, made)

    def _ask_refund(self, content: Content) -> Content:
        trade = self._trade(content)
        made = self._till.store.returns.get(f"{trade.key}/{content.get('outtrx_serial_no')}")
        if made is None:
            raise Declined("00070030", "订单或订单生命周期表不存在")
        return refund_words(trade, made) | {"pay_status": PAID}

    def _signed(self, said: Content, message_id: str) -> Answer:
        spoken = json.dumps(
            said | {"msg_id": message_id}, ensure_ascii=False, separators=(",", ":")
        )
        sign = signature(self._till.ring.icbc.gateway_key, spoken)
        return Answer.raw(f'{{"response_biz_content":{spoken},"sign":"{sign}"}}')


def _check_places(query: dict[str, str], body: dict[str, str]) -> None:
    """The bank reads address and body: what stands in the wrong one would be read twice."""
    if set(query) - COMMON or set(body) & COMMON or "biz_content" not in body:
        raise Declined("85502", "交易异常，请检查参数")
