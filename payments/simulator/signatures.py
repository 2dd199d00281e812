"""WeChat Pay's signatures, as the platform makes and checks them, and its sealed notices."""

import json
import re
import secrets
from base64 import b64decode, b64encode
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256

from payments.simulator.exchange import ApiError, Request, rfc3339
from payments.simulator.keys import KeyRing

SCHEME = "WECHATPAY2-SHA256-RSA2048"
FIELD = re.compile(r'([a-z_]+)="([^"]*)"')
FIELDS = {"mchid", "nonce_str", "timestamp", "serial_no", "signature"}
WINDOW = 300  # seconds

SUMMARIES = {
    "TRANSACTION.SUCCESS": "支付成功",
    "REFUND.SUCCESS": "退款成功",
}


def check_authorization(ring: KeyRing, request: Request, *, now: datetime) -> None:
    """Raise ApiError unless the merchant signed exactly this request just now."""
    scheme, _, rest = request.headers.get("authorization", "").partition(" ")
    said = dict(FIELD.findall(rest))
    if scheme != SCHEME or set(said) != FIELDS:
        raise _sign_error("The Authorization header is missing or incomplete.")
    if said["mchid"] != ring.mchid:
        raise _sign_error("The merchant number in the Authorization header is unknown.")
    if said["serial_no"] != ring.merchant_serial:
        raise _sign_error("The serial number is not that of the merchant's certificate.")
    if not said["timestamp"].isdigit() or abs(now.timestamp() - int(said["timestamp"])) > WINDOW:
        raise _sign_error("The timestamp is more than five minutes away from now.")
    head = f"{request.method}\n{request.target}\n{said['timestamp']}\n{said['nonce_str']}\n"
    try:
        ring.merchant_key.verify(
            b64decode(said["signature"], validate=True),
            head.encode() + request.body + b"\n",
            PKCS1v15(),
            SHA256(),
        )
    except (InvalidSignature, ValueError) as error:
        raise _sign_error("The signature does not fit the request.") from error


def signed_headers(ring: KeyRing, body: bytes, *, now: datetime) -> dict[str, str]:
    """The headers that make a body WeChat's."""
    timestamp, nonce = str(int(now.timestamp())), secrets.token_hex(16)
    text = f"{timestamp}\n{nonce}\n".encode() + body + b"\n"
    return {
        "Wechatpay-Timestamp": timestamp,
        "Wechatpay-Nonce": nonce,
        "Wechatpay-Serial": ring.platform_key_id,
        "Wechatpay-Signature": b64encode(
            ring.platform_key.sign(text, PKCS1v15(), SHA256())
        ).decode(),
        "Wechatpay-Signature-Type": SCHEME,
    }


def sealed_notice(
    ring: KeyRing, *, notice_id: str, event: str, content: Mapping[str, Any], now: datetime
) -> tuple[dict[str, str], bytes]:
    """Headers and body of a notification; sealed and signed afresh at every call."""
    kind = "refund" if event.startswith("REFUND.") else "transaction"
    nonce = secrets.token_hex(6)
    plain = json.dumps(content, ensure_ascii=False).encode()
    sealed = AESGCM(ring.api_v3_key).encrypt(nonce.encode(), plain, kind.encode())
    body = json.dumps(
        {
            "id": notice_id,
            "create_time": rfc3339(now),
            "resource_type": "encrypt-resource",
            "event_type": event,
            "summary": SUMMARIES.get(event, event),
            "resource": {
                "original_type": kind,
                "algorithm": "AEAD_AES_256_GCM",
                "ciphertext": b64encode(sealed).decode(),
                "associated_data": kind,
                "nonce": nonce,
            },
        },
        ensure_ascii=False,
    ).encode()
    headers = {"Content-Type": "application/json", "User-Agent": "Mozilla/4.0", "Accept": "*/*"}
    return headers | signed_headers(ring, body, now=now), body


def _sign_error(message: str) -> ApiError:
    return ApiError(401, "SIGN_ERROR", message)
