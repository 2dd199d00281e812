"""Refunds of WeChat Pay: taken at once, done a moment later."""

import re
import secrets
from typing import Any

from payments.simulator.exchange import ApiError, rfc3339
from payments.simulator.keys import KeyRing
from payments.simulator.store import Order, Refund
from payments.simulator.till import Till
from payments.simulator.wechat_orders import is_amount, refuse_if

NUMBER = re.compile(r"[0-9A-Za-z_\-|*@]{1,64}")


def place(till: Till, content: dict[str, Any]) -> dict[str, Any]:
    """Take a refund.  The answer says PROCESSING; whoever asks afterwards hears SUCCESS."""
    _check_refund(content)
    now = till.clock()
    with till.store.changing():
        refund = till.store.refunds.get(content["out_refund_no"])
        if refund is not None:
            if refund.content != content:
                raise ApiError(400, "INVALID_REQUEST", "订单信息不一致")
            return _answer(till, refund)
        order = _order(till, content)
        _check_sums(till, order, content["amount"])
        refund = Refund(
            number=content["out_refund_no"],
            order=order.number,
            fen=content["amount"]["refund"],
            content=content,
            refund_id=f"5030{now:%Y%m%d}{secrets.randbelow(10**16):016d}",
            created_at=rfc3339(now),
        )
        till.store.refunds[refund.number] = refund
        order.state = "REFUND"
        answer = _answer(till, refund)
        refund.state, refund.finished_at = "SUCCESS", rfc3339(now)
    if content.get("notify_url"):
        notifier = till.notifier
        notifier.hurry(notifier.announce("REFUND.SUCCESS", refund.number, content["notify_url"]))
    return answer


def ask(till: Till, number: str) -> dict[str, Any]:
    """What became of a refund."""
    with till.store.reading():
        refund = till.store.refunds.get(number)
        if refund is None:
            raise ApiError(404, "RESOURCE_NOT_EXISTS", "退款单不存在")
        return _answer(till, refund)


def refund_content(ring: KeyRing, order: Order, refund: Refund) -> dict[str, Any]:
    """A refund as a notification tells it."""
    return {
        "mchid": ring.mchid,
        "refund_status": refund.state,
        **_told(order, refund),
    }


def _answer(till: Till, refund: Refund) -> dict[str, Any]:
    order = till.store.orders[refund.order]
    return {
        "status": refund.state,
        "channel": "ORIGINAL",
        "create_time": refund.created_at,
        "funds_account": "AVAILABLE",
        **_told(order, refund),
    }


def _told(order: Order, refund: Refund) -> dict[str, Any]:
    told: dict[str, Any] = {
        "out_trade_no": order.number,
        "transaction_id": order.transaction_id,
        "out_refund_no": refund.number,
        "refund_id": refund.refund_id,
        "user_received_account": "支付用户零钱",
        "amount": {
            "total": order.paid_fen,
            "refund": refund.fen,
            "payer_total": order.paid_fen,
            "payer_refund": refund.fen,
            "currency": "CNY",
        },
    }
    return told | {"success_time": refund.finished_at} if refund.finished_at else told


def _check_refund(content: dict[str, Any]) -> None:
    number, amount = content.get("out_refund_no"), content.get("amount")
    refuse_if(
        not isinstance(number, str) or not NUMBER.fullmatch(number),
        "out_refund_no must be 1 to 64 of 0-9A-Za-z_-|*@.",
    )
    refuse_if(len(str(content.get("reason", "")).encode()) > 80, "reason is too long.")
    refuse_if(not isinstance(amount, dict), "amount is missing.")
    if isinstance(amount, dict):
        refuse_if(
            not is_amount(amount.get("refund")), "amount.refund must be an integer from 1 on."
        )
        refuse_if(not is_amount(amount.get("total")), "amount.total must be an integer from 1 on.")
        refuse_if(amount.get("currency") != "CNY", "amount.currency must be CNY.")


def _order(till: Till, content: dict[str, Any]) -> Order:
    if "transaction_id" in content:
        order = till.store.order_by_transaction(str(content["transaction_id"]))
    else:
        order = till.store.orders.get(str(content.get("out_trade_no")))
    if order is None:
        raise ApiError(404, "RESOURCE_NOT_EXISTS", "订单不存在")
    if not order.paid_at:
        raise ApiError(400, "INVALID_REQUEST", "订单未支付，不能退款")
    return order


def _check_sums(till: Till, order: Order, amount: dict[str, int]) -> None:
    refuse_if(amount["total"] != order.paid_fen, "amount.total is not that of the order.")
    given = sum(refund.fen for refund in till.store.refunds_of(order.number))
    if given + amount["refund"] > order.paid_fen:
        raise ApiError(400, "INVALID_REQUEST", "退款金额大于订单可退金额")
