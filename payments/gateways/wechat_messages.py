"""What WeChat Pay says and how it is signed: requests, signatures, sealed notices, facts.

Pure functions.  They raise Forged, Stale or Malformed; nothing here goes to the network.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from payments.gateways.base import Fact, FactKind, FactState, Forged, Malformed, Stale
from payments.gateways.reading import read_object, section_of, text_of
from payments.gateways.signing import decode_base64, is_signed, open_sealed, sign
from payments.gateways.wechat_config import WeChatConfig

SCHEME = "WECHATPAY2-SHA256-RSA2048"
PROBE = "WECHATPAY/SIGNTEST/"
SEALED_WITH = "AEAD_AES_256_GCM"
FRESH = timedelta(minutes=5)
DEFAULT_CURRENCY = "CNY"  # by their documentation, where nothing is said

PAYMENT_STATES = {
    "SUCCESS": FactState.DONE,
    "REFUND": FactState.REFUNDED,
    "NOTPAY": FactState.WAITING,
    "USERPAYING": FactState.WAITING,
    "ACCEPT": FactState.WAITING,
    "CLOSED": FactState.CLOSED,
    "REVOKED": FactState.CLOSED,
    "PAYERROR": FactState.FAILED,
}
REFUND_STATES = {
    "SUCCESS": FactState.DONE,
    "PROCESSING": FactState.WAITING,
    "CLOSED": FactState.CLOSED,
    "ABNORMAL": FactState.FAILED,
}
MONEY_MOVED = frozenset({FactState.DONE, FactState.REFUNDED})


def authorization(
    config: WeChatConfig, method: str, target: str, body: bytes, *, now: datetime, nonce: str
) -> str:
    """The Authorization header for exactly these bytes."""
    timestamp = str(int(now.timestamp()))
    text = f"{method}\n{target}\n{timestamp}\n{nonce}\n".encode() + body + b"\n"
    return (
        f'{SCHEME} mchid="{config.mchid}",nonce_str="{nonce}",timestamp="{timestamp}",'
        f'serial_no="{config.merchant_serial}",signature="{sign(config.merchant_key, text)}"'
    )


def check_signature(
    keys: Mapping[str, RSAPublicKey], headers: Mapping[str, str], body: bytes, *, now: datetime
) -> None:
    """Raise Forged unless a known key signed these bytes, Stale if that was not just now.

    Only the keys at hand count: an unknown id is refused, never looked up.
    """
    timestamp, nonce, serial, signature = (
        headers.get(f"wechatpay-{name}", "")
        for name in ("timestamp", "nonce", "serial", "signature")
    )
    if not (nonce and signature and _is_number(timestamp)):
        raise Forged("The signature headers are missing or unreadable.")
    if headers.get("wechatpay-signature-type", SCHEME) != SCHEME:
        raise Forged("The signature is of another kind.")
    if signature.startswith(PROBE):
        raise Forged("WeChat Pay tests whether wrong signatures are refused.")
    if serial not in keys:
        raise Forged("The key id is not one of ours.")
    text = f"{timestamp}\n{nonce}\n".encode(errors="replace") + body + b"\n"
    if not is_signed(keys[serial], text, signature):
        raise Forged("The signature does not fit.")
    if abs(now.timestamp() - int(timestamp)) > FRESH.total_seconds():
        raise Stale(f"Signed at {timestamp}, more than five minutes away from now.")


def unseal(key: bytes, resource: Mapping[str, Any]) -> dict[str, Any]:
    """What the ``resource`` of a notice holds."""
    if resource.get("algorithm") != SEALED_WITH:
        raise Malformed("The notice is sealed in a way we do not know.")
    try:
        opened = open_sealed(
            key,
            nonce=text_of(resource, "nonce").encode(),
            sealed=decode_base64(text_of(resource, "ciphertext")),
            associated=text_of(resource, "associated_data", default="").encode(),
        )
    except ValueError as error:
        raise Malformed("The notice cannot be opened.") from error
    return read_object(opened)


def payment_fact(content: Mapping[str, Any]) -> Fact:
    """A payment as a notice or an answer describes it."""
    trade_state = text_of(content, "trade_state")
    state = PAYMENT_STATES.get(trade_state, FactState.UNKNOWN)
    needed = state in MONEY_MOVED
    amount = section_of(content, "amount", needed=needed)
    optional = None if needed else ""
    return Fact(
        kind=FactKind.PAYMENT,
        state=state,
        number=text_of(content, "out_trade_no"),
        merchant=f"{text_of(content, 'mchid')}/{text_of(content, 'appid')}",
        transaction_id=text_of(content, "transaction_id", default=optional),
        fen=_fen_of(amount, "total", needed=needed),
        currency=text_of(amount, "currency", default=DEFAULT_CURRENCY),
        happened_at=_instant(text_of(content, "success_time", default=optional)),
        note=text_of(content, "trade_state_desc", default="") or trade_state,
    )


def refund_fact(content: Mapping[str, Any], *, merchant: str) -> Fact:
    """A refund as a notice or an answer describes it; ``fen`` is what was asked back."""
    # A notice says refund_status, an answer says status.
    status = text_of(content, "refund_status", default="") or text_of(content, "status")
    state = REFUND_STATES.get(status, FactState.UNKNOWN)
    amount = section_of(content, "amount", needed=True)
    done = None if state is FactState.DONE else ""
    return Fact(
        kind=FactKind.REFUND,
        state=state,
        number=text_of(content, "out_trade_no"),
        merchant=merchant,
        transaction_id=text_of(content, "transaction_id"),
        fen=_fen_of(amount, "refund", needed=True),
        currency=text_of(amount, "currency", default=DEFAULT_CURRENCY),
        happened_at=_instant(text_of(content, "success_time", default=done)),
        refund_number=text_of(content, "out_refund_no"),
        note=f"{text_of(content, 'refund_id')} {status}",
    )


def _fen_of(amount: Mapping[str, Any], name: str, *, needed: bool) -> int | None:
    found = amount.get(name)
    if found is None and not needed:
        return None
    if type(found) is not int or found < 0:  # neither 800.0 nor true is an amount
        raise Malformed(f"The amount {name} is missing or not a whole number of fen.")
    return found


def _instant(text: str) -> datetime | None:
    if not text:
        return None
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise Malformed("A time cannot be read.") from error
    if instant.tzinfo is None:
        raise Malformed("A time has no zone.")
    return instant


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 12
