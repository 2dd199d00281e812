"""Alipay: the payer is led to its own page and comes back, or scans a code that we draw."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

import httpx

from payments.gateways.alipay_api import PATH, AlipayApi, DeclinedError
from payments.gateways.alipay_config import AlipayConfig
from payments.gateways.alipay_messages import (
    CURRENCY,
    check_notice,
    notice_fact,
    payment_fact,
    signed_parameters,
)
from payments.gateways.alipay_statement import SIZE_LIMIT, read_lines
from payments.gateways.amounts import fen_of_yuan, yuan_of
from payments.gateways.base import (
    Checkout,
    CheckoutKind,
    Fact,
    FactKind,
    FactState,
    GatewayError,
    GatewayReply,
    NoStatementError,
    PayerContext,
    RawNotice,
    Slip,
    StatementLine,
)
from payments.gateways.beijing import BEIJING, instant_of, utc_now, written
from payments.gateways.http import is_loopback
from payments.gateways.own_words import OwnWords
from payments.gateways.reading import read_form, text_of

__all__ = ["Alipay", "AlipayConfig"]

STATEMENTS_READY = time(10, tzinfo=BEIJING)  # of the following day
NO_STATEMENT = "isp.bill_not_exist"
NO_TRADE = "ACQ.TRADE_NOT_EXIST"
PRECREATE = "alipay.trade.precreate"
# Closing failed because the trade is in another state: which one, the query tells.
SETTLED = frozenset({"ACQ.TRADE_STATUS_ERROR", "ACQ.REASON_TRADE_STATUS_INVALID"})
# Alipay forbids the first three in a title; a comma would shift the columns of its statement.
UNWANTED = str.maketrans({"/": " ", "=": " ", "&": " ", ",": "，"})


class Alipay(OwnWords):
    """The gateway of Alipay."""

    channel = "alipay"
    house = "Alipay"

    def __init__(
        self,
        config: AlipayConfig,
        *,
        clock: Callable[[], datetime] = utc_now,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._config = config
        self._clock = clock
        self._api = AlipayApi(config, clock=clock, transport=transport)

    @property
    def merchant(self) -> str:
        """The seller and the app, ``seller_id/app_id``."""
        return self._config.merchant

    def kind_for(self, payer: PayerContext) -> CheckoutKind:
        """A computer shows a code where the merchant has them; a telephone cannot scan itself."""
        is_code = self._config.has_codes and not payer.is_phone
        return CheckoutKind.QR if is_code else CheckoutKind.REDIRECT

    def open(
        self, slip: Slip, *, notify_url: str, return_url: str, payer: PayerContext
    ) -> Checkout:
        """Order a code, or sign the address of Alipay's page.

        Alipay hears of a page when the payer arrives there, of a code when it is scanned.
        """
        if slip.fen < 1 or slip.currency != CURRENCY:
            raise GatewayError("Alipay takes yuan, and at least one fen.", permanent=True)
        content = {
            "out_trade_no": slip.number,
            "total_amount": yuan_of(slip.fen),
            "subject": " ".join(slip.title.translate(UNWANTED).split())[:128],
            # Without it a page that nobody closed could be paid for days.
            "time_expire": written(slip.expires_at),
        }
        if self.kind_for(payer) is CheckoutKind.QR:
            return Checkout(CheckoutKind.QR, self._code(content, notify_url))
        method, content["product_code"] = "alipay.trade.page.pay", "FAST_INSTANT_TRADE_PAY"
        if payer.is_phone:
            method, content["product_code"] = "alipay.trade.wap.pay", "QUICK_WAP_WAY"
            content["quit_url"] = return_url
        parameters = signed_parameters(
            self._config,
            method,
            content,
            now=self._clock(),
            notify_url=notify_url,
            return_url=return_url,
        )
        url = f"{self._config.base_url}{PATH}?{urlencode(parameters)}"
        return Checkout(CheckoutKind.REDIRECT, url)

    def _code(self, content: Mapping[str, str], notify_url: str) -> str:
        answer = self._api.call(PRECREATE, content, notify_url=notify_url)
        code = self._understood(lambda: text_of(answer, "qr_code"))
        if not (code.startswith("https://") or is_loopback(code)):
            raise GatewayError("Alipay gave no code to scan.")
        return code

    def read_notice(self, notice: RawNotice) -> Fact:
        """Believe a notification only if Alipay signed every parameter of it, and for us.

        Alipay sends the same words for a day, so nothing is too old; settling twice is once.
        """
        form = read_form(notice.body)
        check_notice(self._config.alipay_key, form)
        return notice_fact(self._config, form)

    def reply(self, notice: RawNotice, *, accepted: bool) -> GatewayReply:
        """Exactly these letters; anything else means: send it again later."""
        return GatewayReply(200, b"success" if accepted else b"fail", "text/plain")

    def ask(self, slip: Slip) -> Fact:
        """What became of an attempt."""
        try:
            answer = self._api.call("alipay.trade.query", {"out_trade_no": slip.number})
        except DeclinedError as error:
            if error.sub_code != NO_TRADE:
                raise
            return self._unheard_of(slip, NO_TRADE)
        return self._payment_fact(slip, answer)

    def close(self, slip: Slip) -> Fact:
        """Close an attempt that is not paid; one that is paid comes back as DONE."""
        try:
            self._api.call("alipay.trade.close", {"out_trade_no": slip.number})
        except DeclinedError as error:
            if error.sub_code == NO_TRADE:
                return self._unheard_of(slip, NO_TRADE)
            if error.sub_code not in SETTLED:
                raise
            return self.ask(slip)
        return self._fact(slip, FactState.CLOSED)

    def refund(self, slip: Slip, *, number: str, fen: int, reason: str) -> Fact:
        """Give money back; a yes without moving money is one that ``ask_refund`` must explain."""
        content = {
            "out_trade_no": slip.number,
            "out_request_no": number,
            "refund_amount": yuan_of(fen),
            "refund_reason": " ".join(reason.split())[:256],
        }
        answer = self._about(slip, self._api.call("alipay.trade.refund", content))
        moved = answer.get("fund_change") == "Y"
        state = FactState.DONE if moved else FactState.WAITING
        return self._refund_fact(slip, answer, number=number, state=state, fen=fen)

    def ask_refund(self, slip: Slip, *, number: str) -> Fact:
        """What became of a refund; UNKNOWN where Alipay never heard of it."""
        content = {"out_trade_no": slip.number, "out_request_no": number}
        try:
            answer = self._api.call("alipay.trade.fastpay.refund.query", content)
        except DeclinedError as error:
            if error.sub_code != NO_TRADE:
                raise
            return self._fact(slip, FactState.UNKNOWN, refund_number=number, note=error.sub_code)
        if "refund_amount" not in answer:  # its way to say that there is no such refund
            return self._fact(slip, FactState.UNKNOWN, refund_number=number)
        self._about(slip, answer)
        if answer.get("out_request_no", number) != number:
            raise GatewayError("Alipay answered about another refund.")
        done = answer.get("refund_status", "") == "REFUND_SUCCESS"
        fen = self._understood(lambda: fen_of_yuan(text_of(answer, "refund_amount")))
        state = FactState.DONE if done else FactState.WAITING
        return self._refund_fact(slip, answer, number=number, state=state, fen=fen)

    def fetch_statement(self, day: date) -> bytes:
        """The trade statement of a day in Beijing, a ZIP.

        A day without business has none, and neither has one that Alipay is not ready with: from
        ten o'clock of the following day on the error is permanent.
        """
        content = {"bill_type": "trade", "bill_date": day.isoformat()}
        try:
            answer = self._api.call("alipay.data.dataservice.bill.downloadurl.query", content)
        except DeclinedError as error:
            if error.sub_code != NO_STATEMENT:
                raise
            ready = datetime.combine(day + timedelta(days=1), STATEMENTS_READY)
            if self._clock() < ready:
                raise GatewayError(str(error)) from error
            raise NoStatementError(str(error), permanent=True) from error
        url = self._understood(lambda: text_of(answer, "bill_download_url"))
        return self._api.download(url, limit=SIZE_LIMIT)

    def read_statement(self, data: bytes) -> Iterator[StatementLine]:
        """The lines of a statement as ``fetch_statement`` gives it."""
        return read_lines(data, seller_id=self._config.seller_id)

    def _payment_fact(self, slip: Slip, answer: Mapping[str, Any]) -> Fact:
        self._about(slip, answer)
        return self._understood(
            lambda: payment_fact(answer, merchant=self.merchant, paid_at="send_pay_date")
        )

    def _refund_fact(
        self, slip: Slip, answer: Mapping[str, Any], *, number: str, state: FactState, fen: int
    ) -> Fact:
        at = answer.get("gmt_refund_pay") or ""
        return Fact(
            FactKind.REFUND,
            state,
            slip.number,
            self.merchant,
            transaction_id=self._understood(lambda: text_of(answer, "trade_no")),
            fen=fen,
            currency=CURRENCY,
            happened_at=self._understood(lambda: instant_of(str(at))) if at else None,
            refund_number=number,
        )

    def _about(self, slip: Slip, answer: Mapping[str, Any]) -> Mapping[str, Any]:
        if answer.get("out_trade_no") != slip.number:
            raise GatewayError("Alipay answered about another order.")
        return answer
