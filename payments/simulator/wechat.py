"""Plays WeChat Pay, API v3: checks every request as WeChat does, and signs every answer."""

import json
import re
import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import unquote

from payments.simulator import wechat_orders, wechat_refunds
from payments.simulator.exchange import Answer, ApiError, Request
from payments.simulator.keys import KeyRing
from payments.simulator.signatures import check_authorization, sealed_notice, signed_headers
from payments.simulator.store import Delivery, Order, Store
from payments.simulator.till import Till
from payments.simulator.wechat_bills import Bills

# What a call answers: an object, or nothing for 204.
Said = dict[str, Any] | None
Call = Callable[[Request, str], Said]

DOWNLOAD = "/v3/billdownload/file"


class WeChat:
    """The merchant interface."""

    def __init__(self, till: Till) -> None:
        self._till = till
        self._bills = Bills(till)
        self._calls: list[tuple[str, re.Pattern[str], Call]] = [
            (method, re.compile(pattern), call)
            for method, pattern, call in (
                ("POST", "/v3/pay/transactions/native()", self._place),
                ("POST", "/v3/pay/transactions/h5()", self._lead),
                ("GET", "/v3/pay/transactions/out-trade-no/([^/]+)", self._ask),
                ("GET", "/v3/pay/transactions/id/([^/]+)", self._ask_transaction),
                ("POST", "/v3/pay/transactions/out-trade-no/([^/]+)/close", self._close),
                ("POST", "/v3/refund/domestic/refunds()", self._refund),
                ("GET", "/v3/refund/domestic/refunds/([^/]+)", self._ask_refund),
                ("GET", "/v3/bill/tradebill()", self._announce_bill),
            )
        ]

    def answer(self, request: Request) -> Answer:
        """Answer one call.  Everything but a file is signed."""
        try:
            self._check(request)
            if request.path == DOWNLOAD:
                packed = self._bills.fetch(request.query.get("token", ""))
                return Answer(200, packed, "application/octet-stream")
            said = self._said(request)
            answer = Answer(204) if said is None else Answer.of(said)
        except ApiError as error:
            answer = Answer.of(error.content, error.status)
        headers = signed_headers(self._till.ring, answer.body, now=self._till.clock())
        headers["Request-ID"] = secrets.token_hex(16).upper()
        return Answer(answer.status, answer.body, answer.content_type, headers)

    def _check(self, request: Request) -> None:
        check_authorization(self._till.ring, request, now=self._till.clock())
        headers = request.headers
        if not headers.get("user-agent") or not headers.get("accept"):
            raise ApiError(400, "PARAM_ERROR", "Accept and User-Agent are needed.")
        if request.body and headers.get("content-type", "").split(";")[0] != "application/json":
            raise ApiError(400, "PARAM_ERROR", "Content-Type must be application/json.")

    def _said(self, request: Request) -> Said:
        for method, pattern, call in self._calls:
            match = pattern.fullmatch(request.path)
            if match and method == request.method:
                return call(request, unquote(match.group(1)))
        raise ApiError(404, "RESOURCE_NOT_EXISTS", "There is no such call.")

    def _place(self, request: Request, _: str) -> Said:
        return wechat_orders.place(self._till, _content(request))

    def _lead(self, request: Request, _: str) -> Said:
        return wechat_orders.lead(self._till, _content(request))

    def _ask(self, request: Request, number: str) -> Said:
        return self._asked(request, self._till.store.orders.get(number))

    def _ask_transaction(self, request: Request, transaction_id: str) -> Said:
        return self._asked(request, self._till.store.order_by_transaction(transaction_id))

    def _asked(self, request: Request, order: Order | None) -> Said:
        if request.query.get("mchid") != self._till.ring.mchid:
            raise ApiError(400, "PARAM_ERROR", "mchid is missing or not the signer's.")
        return wechat_orders.ask(self._till, order)

    def _close(self, request: Request, number: str) -> Said:
        wechat_orders.close(self._till, number, _content(request))
        return None

    def _refund(self, request: Request, _: str) -> Said:
        return wechat_refunds.place(self._till, _content(request))

    def _ask_refund(self, request: Request, number: str) -> Said:
        return wechat_refunds.ask(self._till, number)

    def _announce_bill(self, request: Request, _: str) -> Said:
        return dict(self._bills.announce(request.query))


def compose(
    ring: KeyRing, store: Store, delivery: Delivery, *, now: datetime
) -> tuple[dict[str, str], bytes]:
    """Headers and body of a notification about an order or a refund, signed now."""
    with store.reading():
        if delivery.event == "REFUND.SUCCESS":
            refund = store.refunds[delivery.number]
            content = wechat_refunds.refund_content(ring, store.orders[refund.order], refund)
        else:
            order = store.orders[delivery.number]
            content = wechat_orders.payment_content(ring, order, state="SUCCESS")
    return sealed_notice(
        ring, notice_id=delivery.id, event=delivery.event, content=content, now=now
    )


def _content(request: Request) -> dict[str, Any]:
    try:
        content = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise ApiError(400, "PARAM_ERROR", "The body is not JSON.") from error
    if not isinstance(content, dict):
        raise ApiError(400, "PARAM_ERROR", "The body is not an object.")
    return content
