"""Parameters as Alipay and ICBC sign them: sorted, joined, not encoded, RSA over a hash."""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import parse_qsl, urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA1, SHA256

from payments.simulator.exchange import BEIJING, Request

WINDOW = 600  # seconds a request stays good


def sorted_text(parameters: Mapping[str, str], without: frozenset[str]) -> str:
    """``a=1&b=2`` without the names that are not signed and without what is empty."""
    pairs = sorted((name, value) for name, value in parameters.items() if value.strip())
    return "&".join(f"{name}={value}" for name, value in pairs if name not in without)


def signature(key: RSAPrivateKey, text: str, *, sha1: bool = False) -> str:
    """RSA PKCS#1 v1.5 in Base64."""
    chosen = SHA1() if sha1 else SHA256()  # noqa: S303 - ICBC signs its notifications so
    return b64encode(key.sign(text.encode(), PKCS1v15(), chosen)).decode()


def is_by(key: RSAPublicKey, text: str, signed: str) -> bool:
    """Whether the merchant signed a text."""
    try:
        key.verify(b64decode(signed, validate=True), text.encode(), PKCS1v15(), SHA256())
    except (InvalidSignature, ValueError):
        return False
    return True


def pairs_of(request: Request) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The parameters in the address and those in the body."""
    return (
        parse_qsl(urlsplit(request.target).query, keep_blank_values=True),
        parse_qsl(request.body.decode(errors="replace"), keep_blank_values=True),
    )


def written(instant: datetime, shape: str = "%Y-%m-%d %H:%M:%S") -> str:
    """An instant in Beijing's time, without a zone."""
    return instant.astimezone(BEIJING).strftime(shape)


def is_fresh(timestamp: str, now: datetime) -> bool:
    """Whether a request was signed just now."""
    try:
        instant = datetime.strptime(timestamp, "%Y-%m-%d %H:%M:%S").replace(tzinfo=BEIJING)
    except ValueError:
        return False
    return abs((now - instant).total_seconds()) <= WINDOW
