"""ICBC's open platform: the payer posts a form to the bank's own page and pays by debit card."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

import httpx

from payments.gateways.amounts import fen_of_text
from payments.gateways.base import (
    Checkout,
    CheckoutKind,
    Fact,
    FactKind,
    FactState,
    GatewayError,
    GatewayReply,
    Malformed,
    PayerContext,
    RawNotice,
    Slip,
    StatementLine,
)
from payments.gateways.beijing import DIGITS, instant_of, utc_now, written
from payments.gateways.icbc_api import DeclinedError, IcbcApi
from payments.gateways.icbc_config import IcbcConfig
from payments.gateways.icbc_messages import (
    CURRENCY,
    CURRENCY_CODE,
    PAYMENT_STATES,
    check_notice,
    notice_fact,
    payment_fact,
    signed_reply,
)
from payments.gateways.icbc_statement import read_lines
from payments.gateways.own_words import OwnWords
from payments.gateways.reading import read_form, read_object, text_of

__all__ = ["Icbc", "IcbcConfig"]

ONLINE = "/api/cardbusiness/aggregatepay/b2c/online"
QUERY, REFUND, REFUND_QUERY = (
    f"{ONLINE}/{name}/V1" for name in ("orderqry", "merrefund", "refundqry")
)
NO_ORDER = "00070030"
ORDERED_BEFORE = "00005031"
ASK, CLOSE_FOR_GOOD = "0", "2"  # 1 would let the payer begin again under the same number
DEBIT_CARDS = "0"
MESSAGE_ID = re.compile(r"[0-9A-Za-z_.\-]{1,40}")


class Icbc(OwnWords):
    """The gateway of ICBC."""

    channel = "icbc"
    house = "ICBC"

    def __init__(
        self,
        config: IcbcConfig,
        *,
        clock: Callable[[], datetime] = utc_now,
        message_id: Callable[[], str] = lambda: uuid4().hex,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._config = config
        self._clock = clock
        self._message_id = message_id
        self._api = IcbcApi(config, clock=clock, message_id=message_id, transport=transport)

    @property
    def merchant(self) -> str:
        """The merchant number and the app id, ``mer_id/app_id``."""
        return self._config.merchant

    def kind_for(self, payer: PayerContext) -> CheckoutKind:
        """The bank's page, on every device."""
        return CheckoutKind.FORM

    def open(
        self, slip: Slip, *, notify_url: str, return_url: str, payer: PayerContext
    ) -> Checkout:
        """Sign the form that leads to the bank's page.  ICBC hears of it when it is posted."""
        if slip.fen < 1 or slip.currency != CURRENCY:
            raise GatewayError("ICBC takes yuan, and at least one fen.", permanent=True)
        content = {
            "icbc_appid": self._config.app_id,
            "mer_id": self._config.mer_id,
            "mer_prtcl_no": self._config.mer_prtcl_no,
            "out_trade_no": slip.number,
            # The same at every call, or the bank would take it for another order.
            "order_date": written(slip.started_at or self._clock(), DIGITS),
            "expire_time": written(slip.expires_at, DIGITS),
            "amount": str(slip.fen),
            "cur_type": CURRENCY_CODE,
            "installment_times": "1",
            "credit_type": DEBIT_CARDS,
            "goods_name": _fitted(slip.title, 40),
            "language": "zh_CN",
            "mer_reference": urlsplit(notify_url).hostname or "",
            "mer_url": notify_url,
            "return_url": return_url,
            "notify_type": "HS",
            "result_type": "1",
            "verify_join_flag": "0",
            **self._config.extra_fields,
        }
        # What goes into the address must not go into the body as well: the bank reads both.
        common = self._api.signed(self._config.pay_path, content)
        fields = {"biz_content": common.pop("biz_content")}
        url = f"{self._config.base_url}{self._config.pay_path}?{urlencode(common)}"
        return Checkout(CheckoutKind.FORM, url, fields)

    def read_notice(self, notice: RawNotice) -> Fact:
        """Believe a notification only if ICBC signed every parameter of it, for this address."""
        form = read_form(notice.body)
        check_notice(self._config, notice.path, form)
        return notice_fact(self._config, form)

    def reply(self, notice: RawNotice, *, accepted: bool) -> GatewayReply:
        """A signed yes or no under the number of their message."""
        message_id = _message_id_of(notice) or self._message_id()
        return GatewayReply(
            200, signed_reply(self._config, accepted=accepted, message_id=message_id)
        )

    def ask(self, slip: Slip) -> Fact:
        """What became of an attempt."""
        return self._asked(slip, ASK) or self._unheard_of(slip, NO_ORDER)

    def close(self, slip: Slip) -> Fact:
        """Close an attempt that is not paid; one that is paid comes back as DONE."""
        fact = self._asked(slip, CLOSE_FOR_GOOD)
        if fact is None:
            return self._unheard_of(slip, NO_ORDER)
        return fact if fact.state is FactState.DONE else self._fact(slip, FactState.CLOSED)

    def refund(self, slip: Slip, *, number: str, fen: int, reason: str) -> Fact:
        """Give money back.  A yes only means that ICBC will; ``ask_refund`` tells the end."""
        content = {
            "mer_id": self._config.mer_id,
            "icbc_appid": self._config.app_id,
            "mer_prtcl_no": self._config.mer_prtcl_no,
            "out_trade_no": slip.number,
            "outtrx_serial_no": number,
            "ret_total_amt": str(fen),
            "trnsc_ccy": CURRENCY_CODE,
        }
        try:
            answer = self._api.call(REFUND, content)
        except DeclinedError as error:
            if error.code != ORDERED_BEFORE:
                raise
            return self.ask_refund(slip, number=number)
        return self._refund_fact(slip, answer, number=number, state=FactState.WAITING)

    def ask_refund(self, slip: Slip, *, number: str) -> Fact:
        """What became of a refund; UNKNOWN where ICBC never heard of it."""
        content = {
            "mer_id": self._config.mer_id,
            "mer_prtcl_no": self._config.mer_prtcl_no,
            "out_trade_no": slip.number,
            "outtrx_serial_no": number,
        }
        try:
            answer = self._api.call(REFUND_QUERY, content)
        except DeclinedError as error:
            if error.code != NO_ORDER:
                raise
            return self._fact(slip, FactState.UNKNOWN, refund_number=number, note=error.code)
        state = PAYMENT_STATES.get(str(answer.get("pay_status")), FactState.UNKNOWN)
        return self._refund_fact(slip, answer, number=number, state=state)

    def fetch_statement(self, day: date) -> bytes:
        """There is none to fetch: the branch hands files out, and finance brings them in."""
        raise GatewayError("ICBC has no statement to fetch; import its file.", permanent=True)

    def read_statement(self, data: bytes) -> Iterator[StatementLine]:
        """The lines of the branch's file, in the columns that the settings name."""
        return read_lines(data, columns=self._config.statement_columns)

    def _asked(self, slip: Slip, deal_flag: str) -> Fact | None:
        """What ICBC says of an order, or nothing where it never heard of it."""
        content = {
            "mer_id": self._config.mer_id,
            "icbc_appid": self._config.app_id,
            "mer_prtcl_no": self._config.mer_prtcl_no,
            "out_trade_no": slip.number,
            "deal_flag": deal_flag,
        }
        try:
            answer = self._api.call(QUERY, content)
        except DeclinedError as error:
            if error.code != NO_ORDER:
                raise
            return None
        self._about(slip, answer)
        state = PAYMENT_STATES.get(str(answer.get("pay_status")), FactState.UNKNOWN)
        return self._understood(lambda: payment_fact(answer, state=state, merchant=self.merchant))

    def _about(self, slip: Slip, answer: Mapping[str, Any]) -> None:
        if answer.get("out_trade_no") != slip.number:
            raise GatewayError("ICBC answered about another order.")
        if answer.get("mer_id", self._config.mer_id) != self._config.mer_id:
            raise GatewayError("ICBC answered about another merchant.")

    def _refund_fact(
        self, slip: Slip, answer: Mapping[str, Any], *, number: str, state: FactState
    ) -> Fact:
        self._about(slip, answer)
        if answer.get("outtrx_serial_no", number) != number:
            raise GatewayError("ICBC answered about another refund.")
        amount, at = answer.get("reject_amt"), answer.get("refund_time")
        return Fact(
            FactKind.REFUND,
            state,
            slip.number,
            self.merchant,
            transaction_id=self._understood(lambda: text_of(answer, "order_id", default="")),
            fen=self._understood(lambda: fen_of_text(str(amount))) if amount else None,
            currency=CURRENCY,
            happened_at=self._understood(lambda: instant_of(str(at))) if at else None,
            refund_number=number,
        )


def _message_id_of(notice: RawNotice) -> str:
    """Their number of this message.  It is signed with our key, so nothing but a number passes."""
    try:
        content = read_object(text_of(read_form(notice.body), "biz_content"))
        found = text_of(content, "msg_id", default="")
    except Malformed:
        return ""
    return found if MESSAGE_ID.fullmatch(found) else ""


def _fitted(text: str, limit: int) -> str:
    """One line of at most ``limit`` bytes as the bank counts them: two for a Chinese letter."""
    return " ".join(text.split()).encode("gb18030")[:limit].decode("gb18030", errors="ignore")
