"""Alipay's words: orders as it reads them, trades and refunds as it tells them, refusals."""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from html import escape
from typing import Any
from urllib.parse import urlencode

from payments.simulator import trades
from payments.simulator.exchange import BEIJING, leads_here, rfc3339
from payments.simulator.signed_forms import signature, sorted_text, written
from payments.simulator.store import Delivery, Return, Trade
from payments.simulator.till import Till

SUCCESS = {"code": "10000", "msg": "Success"}
NUMBER = re.compile(r"[0-9A-Za-z_]{1,64}")
AMOUNT = re.compile(r"(0|[1-9]\d{0,8})\.\d\d")
TITLE = re.compile(r"[^/=&]{1,256}")
LONGEST = timedelta(days=15)
REASONS = {
    "missing": ("ACQ.TRADE_NOT_EXIST", "交易不存在"),
    "paid": ("ACQ.TRADE_STATUS_ERROR", "交易状态不合法"),
    "unpaid": ("ACQ.TRADE_STATUS_ERROR", "交易状态不合法"),
    "closed": ("ACQ.TRADE_STATUS_ERROR", "交易状态不合法"),
    "expired": ("ACQ.TRADE_STATUS_ERROR", "交易状态不合法"),
    "differs": ("ACQ.CONTEXT_INCONSISTENT", "交易信息被篡改"),
    "too_much": ("ACQ.REFUND_AMT_NOT_EQUAL_TOTAL", "退款金额超限"),
}


class Declined(Exception):  # noqa: N818 - the gateway's no
    """A no in Alipay's words."""

    def __init__(self, code: str, sub_code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.sub_code = sub_code

    @property
    def content(self) -> dict[str, Any]:
        """As it travels."""
        said = {"40002": "Invalid Arguments", "40004": "Business Failed"}[self.code]
        return {
            "code": self.code,
            "msg": said,
            "sub_code": self.sub_code,
            "sub_msg": str(self),
        }

    @property
    def shown(self) -> str:
        """As a person reads it."""
        return escape(f"{self.sub_code}: {self}")


@contextmanager
def declined() -> Iterator[None]:
    """Say the pretend bank's no in Alipay's words."""
    try:
        yield
    except trades.Refusal as no:
        raise Declined("40004", *REASONS[no.reason]) from no


def ordered(parameters: Mapping[str, str], content: Mapping[str, Any], *, now: datetime) -> Trade:
    """A trade as the merchant orders it, if everything in it is right."""
    number, title = content.get("out_trade_no"), content.get("subject")
    notify_url, return_url = parameters.get("notify_url", ""), parameters.get("return_url", "")
    _refuse_unless(_fits(NUMBER, number), "out_trade_no")
    _refuse_unless(_fits(TITLE, title), "subject")
    _refuse_unless(leads_here(notify_url), "notify_url (the simulator only calls this machine)")
    _refuse_unless(not return_url or leads_here(return_url), "return_url")
    expires_at = _read_time(content.get("time_expire"))
    _refuse_unless(now < expires_at < now + LONGEST, "time_expire")
    return Trade(
        channel="alipay",
        number=str(number),
        fen=read_amount(content.get("total_amount")),
        title=str(title),
        expires_at=rfc3339(expires_at),
        notify_url=notify_url,
        return_url=return_url,
        # On a computer or on a telephone it is the same order.
        content={n: v for n, v in content.items() if n not in {"product_code", "quit_url"}},
        created_at=rfc3339(now),
    )


def read_amount(text: object) -> int:
    """Yuan with two decimals, at least one fen."""
    _refuse_unless(_fits(AMOUNT, text) and text != "0.00", "amount")
    return int(str(text).replace(".", ""))


def status_of(till: Till, trade: Trade) -> str:
    """The status a trade has."""
    state = trades.state_of(trade, till.clock())
    if state == "PAID" and trades.given_back(till, trade) == trade.paid_fen:
        return "TRADE_CLOSED"
    return {"WAITING": "WAIT_BUYER_PAY", "PAID": "TRADE_SUCCESS"}.get(state, "TRADE_CLOSED")


def trade_words(till: Till, trade: Trade) -> dict[str, Any]:
    """A trade as an answer tells it."""
    told = {
        "out_trade_no": trade.number,
        "trade_no": trade.transaction_id,
        "trade_status": status_of(till, trade),
        "total_amount": yuan(trade.paid_fen or trade.fen),
        "buyer_logon_id": "sim***@example.com",
    }
    return told | {"send_pay_date": _time(trade.paid_at)} if trade.paid_at else told


def refund_words(trade: Trade, made: Return) -> dict[str, Any]:
    """A refund as an answer tells it."""
    return {
        "out_trade_no": trade.number,
        "trade_no": trade.transaction_id,
        "out_request_no": made.number,
        "refund_amount": yuan(made.fen),
        "total_amount": yuan(trade.paid_fen),
        "refund_status": "REFUND_SUCCESS",
        "gmt_refund_pay": _time(made.created_at),
    }


def compose(till: Till, delivery: Delivery) -> tuple[dict[str, str], bytes]:
    """Headers and body of a notification about a trade, or about money given back of it."""
    with till.store.reading():
        trade = trades.found(till, f"alipay-{delivery.number}")
        parameters = _notice(till, trade, delivery)
        _, _, refund_number = delivery.event.partition("/")
        if refund_number:
            made = till.store.returns[f"{trade.key}/{refund_number}"]
            parameters |= {
                "out_biz_no": made.number,
                "refund_fee": yuan(trades.given_back(till, trade)),
                "gmt_refund": f"{_time(made.created_at)}.000",
            }
    text = sorted_text(parameters, frozenset({"sign", "sign_type"}))
    parameters["sign"] = signature(till.ring.alipay.gateway_key, text)
    headers = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
    return headers, urlencode(parameters).encode()


def accepts(status: int, said: bytes) -> bool:
    """Seven letters and nothing else."""
    return status == 200 and said == b"success"


def way_back(till: Till, trade: Trade) -> str:
    """The merchant's page, with what Alipay adds to its address."""
    if not trade.return_url:
        return ""
    pair = till.ring.alipay
    told = {
        "charset": "utf-8",
        "out_trade_no": trade.number,
        "method": "alipay.trade.page.pay.return",
        "total_amount": yuan(trade.fen),
        "trade_no": trade.transaction_id,
        "auth_app_id": pair.app_id,
        "version": "1.0",
        "app_id": pair.app_id,
        "sign_type": "RSA2",
        "seller_id": pair.merchant,
        "timestamp": written(till.clock()),
    }
    text = sorted_text(told, frozenset({"sign", "sign_type"}))
    told["sign"] = signature(pair.gateway_key, text)
    joint = "&" if "?" in trade.return_url else "?"
    return f"{trade.return_url}{joint}{urlencode(told)}"


def yuan(fen: int) -> str:
    """An amount as it travels."""
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def _notice(till: Till, trade: Trade, delivery: Delivery) -> dict[str, str]:
    pair, amount = till.ring.alipay, yuan(trade.paid_fen or trade.fen)
    told = {
        "notify_time": written(till.clock()),
        "notify_type": "trade_status_sync",
        "notify_id": delivery.id.replace("-", ""),
        "app_id": pair.app_id,
        "auth_app_id": pair.app_id,
        "charset": "utf-8",
        "version": "1.0",
        "sign_type": "RSA2",
        "trade_no": trade.transaction_id,
        "out_trade_no": trade.number,
        "buyer_id": "2088000000000000",
        "seller_id": pair.merchant,
        "trade_status": status_of(till, trade),
        "total_amount": amount,
        "receipt_amount": amount,
        "invoice_amount": amount,
        "buyer_pay_amount": amount,
        "point_amount": "0.00",
        "subject": trade.title,
        "gmt_create": _time(trade.created_at),
        "fund_bill_list": json.dumps([{"amount": amount, "fundChannel": "ALIPAYACCOUNT"}]),
    }
    return told | {"gmt_payment": _time(trade.paid_at)} if trade.paid_at else told


def _time(at: str) -> str:
    return written(datetime.fromisoformat(at))


def _read_time(text: object) -> datetime:
    try:
        return datetime.strptime(str(text), "%Y-%m-%d %H:%M:%S").replace(tzinfo=BEIJING)
    except ValueError as error:
        raise Declined("40004", "ACQ.INVALID_PARAMETER", "time_expire is no time.") from error


def _fits(pattern: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def _refuse_unless(right: bool, name: str) -> None:  # noqa: FBT001 - reads as a sentence
    if not right:
        raise Declined("40004", "ACQ.INVALID_PARAMETER", f"{name} is missing or wrong.")
