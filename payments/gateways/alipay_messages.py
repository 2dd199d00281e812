"""What Alipay says and how it is signed: parameters, notifications, facts.

Pure functions.  They raise Forged or Malformed; nothing here goes to the network.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from payments.gateways.alipay_config import AlipayConfig
from payments.gateways.amounts import fen_of_yuan
from payments.gateways.base import Fact, FactKind, FactState, Forged, Malformed
from payments.gateways.beijing import instant_of, written
from payments.gateways.reading import joined, text_of
from payments.gateways.signing import is_signed, sign

SIGN_TYPE = "RSA2"  # by configuration, never by what a message says
CURRENCY = "CNY"
TRADE_CHANGED = "trade_status_sync"
FULLY_REFUNDED = "TRADE_CLOSED"

PAYMENT_STATES = {
    "WAIT_BUYER_PAY": FactState.WAITING,
    "TRADE_SUCCESS": FactState.DONE,
    "TRADE_FINISHED": FactState.DONE,  # months later: it cannot be refunded any more
    "TRADE_CLOSED": FactState.CLOSED,  # unpaid in time, or refunded in full
}


def signed_parameters(
    config: AlipayConfig,
    method: str,
    content: Mapping[str, Any],
    *,
    now: datetime,
    notify_url: str = "",
    return_url: str = "",
) -> dict[str, str]:
    """Everything one call is made of, the signature included."""
    said = {
        "app_id": config.app_id,
        "method": method,
        "format": "JSON",
        "charset": "utf-8",
        "sign_type": SIGN_TYPE,
        "timestamp": written(now),
        "version": "1.0",
        "notify_url": notify_url,
        "return_url": return_url,
        "biz_content": json.dumps(content, ensure_ascii=False, separators=(",", ":")),
    }
    parameters = {name: value for name, value in said.items() if value}
    return parameters | {"sign": sign(config.app_key, joined(parameters).encode())}


def check_notice(key: RSAPublicKey, form: Mapping[str, str]) -> None:
    """Raise Forged unless Alipay signed all these parameters."""
    if form.get("sign_type") != SIGN_TYPE:
        raise Forged("The signature is of another kind.")
    signed = {name: value for name, value in form.items() if name not in {"sign", "sign_type"}}
    if not is_signed(key, joined(signed).encode(), form.get("sign", "")):
        raise Forged("The signature does not fit.")


def notice_fact(config: AlipayConfig, form: Mapping[str, str]) -> Fact:
    """What a notification says, once it is known to be Alipay's and ours."""
    if (form.get("app_id"), form.get("seller_id")) != (config.app_id, config.seller_id):
        raise Forged("The notice is for another app or seller.")
    if form.get("notify_type") != TRADE_CHANGED:
        raise Malformed("The notice is about something else.")
    if form.get("gmt_refund") or form.get("refund_fee"):
        return _refund_notice(config, form)
    return payment_fact(form, merchant=config.merchant, paid_at="gmt_payment")


def payment_fact(content: Mapping[str, Any], *, merchant: str, paid_at: str) -> Fact:
    """A payment; ``paid_at`` names the field that holds its time.

    An answer does not name the merchant: it is about the one who asked.
    """
    status = text_of(content, "trade_status")
    state = PAYMENT_STATES.get(status, FactState.UNKNOWN)
    happened = text_of(content, paid_at, default="")
    if state is FactState.CLOSED and happened:
        state = FactState.REFUNDED
    needed = None if state is FactState.DONE else ""
    amount = text_of(content, "total_amount", default=needed)
    return Fact(
        kind=FactKind.PAYMENT,
        state=state,
        number=text_of(content, "out_trade_no"),
        merchant=merchant,
        transaction_id=text_of(content, "trade_no", default=needed),
        fen=fen_of_yuan(amount) if amount else None,
        currency=CURRENCY,
        happened_at=instant_of(happened) if happened else None,
        note=status,
    )


def _refund_notice(config: AlipayConfig, form: Mapping[str, str]) -> Fact:
    """Money that went back.  The fee it names is the sum of all refunds so far, not this one's."""
    is_full = form.get("trade_status") == FULLY_REFUNDED
    refunded, at = form.get("refund_fee", ""), form.get("gmt_refund", "")
    return Fact(
        kind=FactKind.PAYMENT if is_full else FactKind.REFUND,
        state=FactState.REFUNDED if is_full else FactState.DONE,
        number=text_of(form, "out_trade_no"),
        merchant=config.merchant,
        transaction_id=text_of(form, "trade_no"),
        currency=CURRENCY,
        happened_at=instant_of(at) if at else None,
        refund_number=form.get("out_biz_no", ""),
        note=f"refunded in all {refunded}",
    )
