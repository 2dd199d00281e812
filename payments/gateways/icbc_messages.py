"""What ICBC says and how it is signed: path and parameters, notifications, replies, facts.

Pure functions.  They raise Forged or Malformed; nothing here goes to the network.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from payments.gateways.amounts import fen_of_text
from payments.gateways.base import Fact, FactKind, FactState, Forged, Malformed
from payments.gateways.beijing import DIGITS, instant_of, written
from payments.gateways.icbc_config import IcbcConfig
from payments.gateways.reading import joined, read_object, text_of
from payments.gateways.signing import is_signed, is_signed_with_sha1, sign

SIGN_TYPE = "RSA2"  # ours; what the gateway signs with is in the settings
CURRENCY, CURRENCY_CODE = "CNY", "001"
SENDER = "icbc-api"
DONE = "0"
REFUSED = -12345

PAYMENT_STATES = {"0": FactState.DONE, "1": FactState.FAILED, "2": FactState.WAITING}


def text_to_sign(path: str, parameters: Mapping[str, str]) -> str:
    """``path?name=value&…`` in the order of the names, without what is blank, not encoded."""
    said = {n: value for n, value in parameters.items() if n != "sign" and value.strip()}
    return f"{path}?{joined(said)}"


def signed_parameters(
    config: IcbcConfig, path: str, content: Mapping[str, Any], *, now: datetime, message_id: str
) -> dict[str, str]:
    """Everything one call is made of, the signature included."""
    parameters = {
        "app_id": config.app_id,
        "msg_id": message_id,
        "format": "json",
        "charset": "UTF-8",
        "sign_type": SIGN_TYPE,
        "timestamp": written(now),
        "biz_content": json.dumps(content, ensure_ascii=False, separators=(",", ":")),
    }
    text = text_to_sign(path, parameters).encode()
    return parameters | {"sign": sign(config.app_key, text)}


def is_the_gateways(config: IcbcConfig, text: str, signature: str) -> bool:
    """Whether ICBC signed a text, with a hash that the settings allow."""
    checks = {"sha1": is_signed_with_sha1, "sha256": is_signed}
    return any(
        checks[name](config.gateway_key, text.encode(), signature) for name in config.gateway_hashes
    )


def check_notice(config: IcbcConfig, path: str, form: Mapping[str, str]) -> None:
    """Raise Forged unless ICBC signed all these parameters for this very path of ours."""
    if not is_the_gateways(config, text_to_sign(path, form), form.get("sign", "")):
        raise Forged("The signature does not fit.")
    if form.get("from") != SENDER or form.get("app_id") != config.app_id:
        raise Forged("The notice is for another app.")


def notice_fact(config: IcbcConfig, form: Mapping[str, str]) -> Fact:
    """What a notification says, once it is known to be ICBC's and ours."""
    content = read_object(text_of(form, "biz_content"))
    if text_of(content, "mer_id") != config.mer_id:
        raise Forged("The notice is for another merchant.")
    done = code_of(content) == DONE
    # A card that was declined is not the end of an order: another one may follow.
    state = FactState.DONE if done else FactState.WAITING
    return payment_fact(content, state=state, merchant=config.merchant)


def payment_fact(content: Mapping[str, Any], *, state: FactState, merchant: str) -> Fact:
    """A payment as a notice or an answer describes it; ``fen`` is what was ordered."""
    needed = None if state is FactState.DONE else ""
    amount = text_of(content, "total_amt", default=needed)
    paid_at = text_of(content, "pay_time", default=needed)
    return Fact(
        kind=FactKind.PAYMENT,
        state=state,
        number=text_of(content, "out_trade_no"),
        merchant=merchant,
        transaction_id=text_of(content, "order_id", default=needed),
        fen=fen_of_text(amount) if amount else None,
        currency=CURRENCY,
        happened_at=instant_of(paid_at, DIGITS) if paid_at else None,
        note=text_of(content, "return_msg", default=""),
    )


def signed_reply(config: IcbcConfig, *, accepted: bool, message_id: str) -> bytes:
    """The answer to a notification: these members, in this order, without a blank."""
    content = {
        "return_code": 0 if accepted else REFUSED,
        "return_msg": "success" if accepted else "not accepted",
        "msg_id": message_id,
    }
    spoken = json.dumps(content, separators=(",", ":"))
    text = f'"response_biz_content":{spoken},"sign_type":"{SIGN_TYPE}"'
    return f'{{{text},"sign":"{sign(config.app_key, text.encode())}"}}'.encode()


def code_of(content: Mapping[str, Any]) -> str:
    """The return code, which is a number in some answers and text in others."""
    found = content.get("return_code")
    if type(found) is int:
        return str(found)
    if not isinstance(found, str) or not found:
        raise Malformed("The field return_code is missing.")
    return found
