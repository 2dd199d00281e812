"""ICBC's words: orders as it reads them, trades and refunds as it tells them, refusals."""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from html import escape
from typing import Any
from urllib.parse import urlencode, urlsplit

from payments.simulator import trades
from payments.simulator.exchange import BEIJING, leads_here, rfc3339
from payments.simulator.keys import Pair
from payments.simulator.signed_forms import is_by, signature, sorted_text, written
from payments.simulator.store import Delivery, Return, Trade
from payments.simulator.till import Till

PAID, FAILED, OPEN = "0", "1", "2"
DIGITS = "%Y%m%d%H%M%S"
NUMBER = re.compile(r"[0-9A-Za-z]{1,50}")
AMOUNT = re.compile(r"[1-9][0-9]{0,16}")
REPLY = re.compile(r'\{("response_biz_content":(\{[^{}]*\}),"sign_type":"RSA2"),"sign":"([^"]+)"\}')
FIXED = {"cur_type": "001", "notify_type": "HS", "installment_times": "1"}
REASONS = {
    "missing": ("00070030", "订单或订单生命周期表不存在"),
    "paid": ("00005031", "已下单,不允许再次下单"),
    "unpaid": ("00070037", "订单不允许继续退货"),
    "closed": ("00005031", "已下单,不允许再次下单"),
    "expired": ("00005031", "已下单,不允许再次下单"),
    "differs": ("00005031", "已下单,不允许再次下单"),
    "too_much": ("00070037", "订单不允许继续退货"),
}


class Declined(Exception):  # noqa: N818 - the gateway's no
    """A no in ICBC's words."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code

    @property
    def content(self) -> dict[str, Any]:
        """As it travels."""
        return {"return_code": self.code, "return_msg": str(self)}

    @property
    def shown(self) -> str:
        """As a person reads it."""
        return escape(f"{self.code}: {self}")


@contextmanager
def declined() -> Iterator[None]:
    """Say the pretend bank's no in ICBC's words."""
    try:
        yield
    except trades.Refusal as no:
        raise Declined(*REASONS[no.reason]) from no


def ordered(pair: Pair, content: Mapping[str, Any], *, now: datetime) -> Trade:
    """A trade as the merchant orders it, if everything in it is right."""
    known = {"icbc_appid": pair.app_id, "mer_prtcl_no": f"{pair.merchant}0201", **FIXED}
    for name, value in known.items():
        _refuse_unless(content.get(name) == value, name)
    number, amount = content.get("out_trade_no"), content.get("amount")
    title, return_url = str(content.get("goods_name", "")), str(content.get("return_url", ""))
    _refuse_unless(_fits(NUMBER, number), "out_trade_no")
    _refuse_unless(_fits(AMOUNT, amount), "amount")
    _refuse_unless(0 < len(title.encode("gb18030")) <= 40, "goods_name")
    _refuse_unless(content.get("credit_type") in {"0", "1", "2"}, "credit_type")
    _refuse_unless(leads_here(str(content.get("mer_url"))), "mer_url")
    _refuse_unless(not return_url or leads_here(return_url), "return_url")
    _read_time(content.get("order_date"))
    expires_at = _read_time(content.get("expire_time"))
    _refuse_unless(now < expires_at, "expire_time")
    return Trade(
        channel="icbc",
        number=str(number),
        fen=int(str(amount)),
        title=title,
        expires_at=rfc3339(expires_at),
        notify_url=str(content["mer_url"]),
        return_url=return_url,
        content=dict(content),
        created_at=rfc3339(now),
    )


def trade_words(till: Till, trade: Trade) -> dict[str, Any]:
    """A trade as an answer tells it."""
    state = trades.state_of(trade, till.clock())
    told = {
        "return_code": "0",
        "return_msg": "success",
        "pay_status": {"PAID": PAID, "WAITING": OPEN}.get(state, FAILED),
        "mer_id": till.ring.icbc.merchant,
        "out_trade_no": trade.number,
        "total_amt": str(trade.paid_fen or trade.fen),
    }
    if state == "WAITING":
        told["order_status"] = "1"
    return told | _payment_words(trade) if trade.paid_at else told


def refund_words(trade: Trade, made: Return) -> dict[str, Any]:
    """A refund as an answer tells it."""
    return {
        "return_code": "0",
        "return_msg": "success",
        "out_trade_no": trade.number,
        "order_id": trade.transaction_id,
        "outtrx_serial_no": made.number,
        "intrx_serial_no": made.refund_id,
        "reject_amt": str(made.fen),
        "real_reject_amt": str(made.fen),
        "refund_time": written(datetime.fromisoformat(made.created_at)),
    }


def compose(till: Till, delivery: Delivery) -> tuple[dict[str, str], bytes]:
    """Headers and body of a notification, signed for the path of the merchant's address."""
    with till.store.reading():
        trade = trades.found(till, f"icbc-{delivery.number}")
    content = {
        "return_code": "0",
        "return_msg": "success",
        "returnCode": "0",
        "msg_id": _message_id(delivery),
        "mer_id": till.ring.icbc.merchant,
        "out_trade_no": trade.number,
        "total_amt": str(trade.paid_fen),
        "attach": "",
        **_payment_words(trade),
    }
    parameters = {
        "from": "icbc-api",
        "api": "/ui/cardbusiness/epaypc/consumption/V1",
        "app_id": till.ring.icbc.app_id,
        "charset": "utf-8",
        "format": "json",
        "timestamp": written(till.clock()),
        "sign_type": "RSA",
        "biz_content": json.dumps(content, ensure_ascii=False, separators=(",", ":")),
    }
    text = f"{urlsplit(delivery.url).path}?{sorted_text(parameters, frozenset({'sign'}))}"
    parameters["sign"] = signature(till.ring.icbc.gateway_key, text, sha1=True)
    headers = {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"}
    return headers, urlencode(parameters).encode()


def accepts(till: Till, delivery: Delivery, status: int, said: bytes) -> bool:
    """A yes to this very message, in the one spelling there is, signed by the merchant."""
    reply = REPLY.fullmatch(said.decode(errors="replace"))
    if status != 200 or reply is None:
        return False
    signed, spoken, sign = reply.groups()
    if not is_by(till.ring.icbc.merchant_key, signed, sign):
        return False
    content = json.loads(spoken)
    return bool(content.get("return_code") == 0 and content.get("msg_id") == _message_id(delivery))


def _payment_words(trade: Trade) -> dict[str, str]:
    return {
        "payment_amt": str(trade.paid_fen),
        "point_amt": "0",
        "total_disc_amt": "0",
        "order_id": trade.transaction_id,
        "pay_time": written(datetime.fromisoformat(trade.paid_at), DIGITS),
        "pay_type": "3",
        "access_type": "6",
        "card_flag": "2",
        "decr_flag": "1",
        "card_kind": "3",
    }


def _message_id(delivery: Delivery) -> str:
    return delivery.id.replace("-", "")


def _read_time(text: object) -> datetime:
    try:
        return datetime.strptime(str(text), DIGITS).replace(tzinfo=BEIJING)
    except ValueError as error:
        raise Declined("92200001", "A time cannot be read.") from error


def _fits(pattern: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def _refuse_unless(right: bool, name: str) -> None:  # noqa: FBT001 - reads as a sentence
    if not right:
        raise Declined("92200001", f"{name} is missing or wrong.")
