"""Orders of WeChat Pay: made by the merchant, paid by a pretend phone, asked about, closed."""

import re
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from payments.simulator.exchange import ApiError, leads_here, rfc3339
from payments.simulator.keys import KeyRing
from payments.simulator.store import Order
from payments.simulator.till import Till

NUMBER = re.compile(r"[0-9A-Za-z_\-|*]{6,32}")
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")
SHORTEST = timedelta(minutes=1)
DESCRIPTIONS = {
    "NOTPAY": "订单未支付",
    "SUCCESS": "支付成功",
    "CLOSED": "订单已关闭",
    "REFUND": "订单发生过退款，退款详情请查询退款单",
}


def place(till: Till, content: dict[str, Any]) -> dict[str, Any]:
    """Take an order and give the code for it; the same order again gives the same code."""
    _check_order(till, content)
    with till.store.changing():
        order = till.store.orders.get(content["out_trade_no"])
        if order is None:
            code = f"weixin://wxpay/bizpayurl?pr={secrets.token_urlsafe(9)}"
            order = Order(content["out_trade_no"], content, code, rfc3339(till.clock()))
            till.store.orders[order.number] = order
        _refuse_unless_open(order)
        if order.content != content:
            raise ApiError(400, "INVALID_REQUEST", "请求重入时，参数与首次请求时不一致")
        return {"code_url": order.code_url}


def lead(till: Till, content: dict[str, Any]) -> dict[str, Any]:
    """The same for a telephone: an address to follow instead of a code."""
    scene = content.get("scene_info")
    refuse_if(not isinstance(scene, dict), "scene_info is missing.")
    told = dict(scene or {})
    refuse_if(not told.get("payer_client_ip"), "scene_info.payer_client_ip is missing.")
    refuse_if(not dict(told.get("h5_info") or {}).get("type"), "scene_info.h5_info is missing.")
    code = quote(place(till, content)["code_url"], safe="")
    return {"h5_url": f"{till.url}/wechat/phone?code_url={code}"}


def ask(till: Till, order: Order | None) -> dict[str, Any]:
    """What became of an order."""
    with till.store.reading():
        return payment_content(till.ring, found(order))


def close(till: Till, number: str, content: Mapping[str, Any]) -> None:
    """Take no more money for an order."""
    _check_merchant(till, content)
    with till.store.changing():
        order = found(till.store.orders.get(number))
        if order.state in {"SUCCESS", "REFUND"}:
            raise ApiError(400, "ORDERPAID", "订单已支付，不能关闭")
        order.state = "CLOSED"


def pay(till: Till, order: Order, *, fen: int | None = None, by_force: bool = False) -> None:
    """Money arrives; ``fen`` differs from the order only where a test wants a wrong amount.

    ``by_force``: also too late, or once more under another transaction.
    """
    now = till.clock()
    with till.store.changing():
        if not by_force:
            _refuse_unless_open(order)
        if is_expired(order, now) and not by_force:
            raise ApiError(400, "ORDER_EXPIRED", "The time to pay has passed.")
        order.state = "SUCCESS"
        order.transaction_id = f"4200{now:%Y%m%d}{secrets.randbelow(10**16):016d}"
        order.paid_at = rfc3339(now)
        order.paid_fen = order.fen if fen is None else fen


def is_expired(order: Order, now: datetime) -> bool:
    """Whether the last moment to pay has passed."""
    return bool(order.expires_at) and now > datetime.fromisoformat(order.expires_at)


def payment_content(ring: KeyRing, order: Order, *, state: str = "") -> dict[str, Any]:
    """An order as an answer or a notification tells it."""
    state = state or order.state
    told: dict[str, Any] = {
        "appid": ring.appid,
        "mchid": ring.mchid,
        "out_trade_no": order.number,
        "trade_state": state,
        "trade_state_desc": DESCRIPTIONS[state],
        "attach": order.content.get("attach", ""),
        "payer": {},
    }
    if not order.paid_at:
        return told | {"amount": {"total": order.fen, "currency": "CNY"}}
    return told | {
        "transaction_id": order.transaction_id,
        "trade_type": "MWEB" if "scene_info" in order.content else "NATIVE",
        "bank_type": "OTHERS",
        "success_time": order.paid_at,
        "payer": {"openid": "oSIMULATOR0000000000000000001"},
        "amount": {
            "total": order.paid_fen,
            "payer_total": order.paid_fen,
            "currency": "CNY",
            "payer_currency": "CNY",
        },
    }


def found(order: Order | None) -> Order:
    """The order, or the gateway's words for there being none."""
    if order is None:
        raise ApiError(404, "ORDER_NOT_EXIST", "订单不存在")
    return order


def refuse_if(wrong: bool, message: str) -> None:  # noqa: FBT001 - reads as a sentence
    """Raise the gateway's word for a field that is not as it must be."""
    if wrong:
        raise ApiError(400, "PARAM_ERROR", message)


def is_amount(value: object) -> bool:
    """Whether a JSON value is a whole number of fen, at least one."""
    return type(value) is int and value >= 1


def _refuse_unless_open(order: Order) -> None:
    if order.state == "CLOSED":
        raise ApiError(400, "ORDER_CLOSED", "订单已关闭")
    if order.state != "NOTPAY":
        raise ApiError(400, "ORDERPAID", "该订单已支付")


def _check_merchant(till: Till, content: Mapping[str, Any]) -> None:
    refuse_if(content.get("mchid") != till.ring.mchid, "mchid is missing or not the signer's.")


def _check_order(till: Till, content: Mapping[str, Any]) -> None:
    _check_merchant(till, content)
    if content.get("appid") != till.ring.appid:
        raise ApiError(400, "APPID_MCHID_NOT_MATCH", "appid和mchid不匹配")
    number, title = content.get("out_trade_no"), content.get("description")
    refuse_if(
        not isinstance(number, str) or not NUMBER.fullmatch(number),
        "out_trade_no must be 6 to 32 of 0-9A-Za-z_-|*.",
    )
    refuse_if(
        not isinstance(title, str) or not 1 <= len(title.encode()) <= 127,
        "description must have 1 to 127 bytes.",
    )
    _check_amount(content.get("amount"))
    _check_notify_url(content.get("notify_url"))
    if "time_expire" in content:
        _check_expiry(content["time_expire"], till.clock())


def _check_amount(amount: object) -> None:
    refuse_if(not isinstance(amount, dict), "amount is missing.")
    if isinstance(amount, dict):
        refuse_if(not is_amount(amount.get("total")), "amount.total must be an integer from 1 on.")
        refuse_if(amount.get("currency", "CNY") != "CNY", "amount.currency must be CNY.")


def _check_notify_url(url: object) -> None:
    good = isinstance(url, str) and len(url) <= 255 and "?" not in url and leads_here(url)
    refuse_if(
        not good,
        "notify_url must have no query; the simulator only calls http on this machine.",
    )


def _check_expiry(text: object, now: datetime) -> None:
    good = isinstance(text, str) and INSTANT.fullmatch(text) is not None
    refuse_if(not good, "time_expire must be RFC 3339.")
    try:
        instant = datetime.fromisoformat(str(text))
    except ValueError as error:
        raise ApiError(400, "PARAM_ERROR", "time_expire is no time.") from error
    refuse_if(instant < now + SHORTEST, "time_expire must be at least a minute ahead.")
