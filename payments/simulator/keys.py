"""The simulator's key material, made once, and the settings that point the product at it.

How to know it: merchant numbers and app ids begin with ``SIM`` (WeChat's app id with ``wxSIM``),
so do the API v3 key and, behind ``PUB_KEY_ID_``, the key id; and a file ``SIMULATOR`` lies beside
the keys.  No real merchant number has letters.
"""

import os
import secrets
import shlex
import string
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

SIMULATOR_PREFIX = "SIM"
SIMULATOR_MCHID = f"{SIMULATOR_PREFIX}1900000109"
SIMULATOR_APPID = f"wx{SIMULATOR_PREFIX}0000000000001"
PLATFORM_KEY_ID = f"PUB_KEY_ID_{SIMULATOR_PREFIX}0000000000000001"
NEXT_KEY, NEXT_KEY_ID = "platform_key_2.pem", f"PUB_KEY_ID_{SIMULATOR_PREFIX}0000000000000002"
ALIPAY_APP_ID = f"{SIMULATOR_PREFIX}2021000000000109"
ALIPAY_SELLER_ID = f"{SIMULATOR_PREFIX}2088000000000109"
ICBC_APP_ID = f"{SIMULATOR_PREFIX}10000000000000109"
ICBC_MER_ID = f"{SIMULATOR_PREFIX}020000000109"
ENVIRONMENT = "simulator.env"
MARKER = "These keys belong to the payment simulator. No real money moves with them.\n"


@dataclass(frozen=True)
class Pair:
    """One merchant at Alipay or ICBC: who it is, its key, and the gateway's own signing key."""

    app_id: str
    merchant: str
    merchant_key: rsa.RSAPublicKey = field(repr=False)
    gateway_key: rsa.RSAPrivateKey = field(repr=False)


@dataclass(frozen=True)
class KeyRing:
    """What the gateways hold of one merchant, and their own signing keys."""

    api_v3_key: bytes = field(repr=False)
    merchant_serial: str
    merchant_key: rsa.RSAPublicKey = field(repr=False)
    platform_key: rsa.RSAPrivateKey = field(repr=False)
    alipay: Pair
    icbc: Pair
    mchid: str = SIMULATOR_MCHID
    appid: str = SIMULATOR_APPID
    platform_key_id: str = PLATFORM_KEY_ID


def make_keys(folder: Path) -> KeyRing:
    """Make what is missing, keep what is there, and hand back the whole."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _write_once(folder / "SIMULATOR", MARKER.encode())
    for private, public, describe in (
        ("merchant_key.pem", "merchant_cert.pem", _certificate),
        ("platform_key.pem", "platform_public.pem", _public_pem),
        ("alipay_app_key.pem", "alipay_app_public.pem", _public_pem),
        ("alipay_key.pem", "alipay_public.pem", _public_pem),
        ("icbc_app_key.pem", "icbc_app_public.pem", _public_pem),
        ("icbc_gateway_key.pem", "icbc_gateway_public.pem", _public_pem),
    ):
        if not (folder / private).exists():
            _write_once(folder / private, _new_private_pem())
        if not (folder / public).exists():
            _write_once(folder / public, describe(_private_key(folder / private)))
    _write_once(folder / "api_v3_key", _random_key().encode())
    return load_keys(folder)


def load_keys(folder: Path) -> KeyRing:
    """The keys of a folder that ``make_keys`` has filled."""
    certificate = x509.load_pem_x509_certificate((folder / "merchant_cert.pem").read_bytes())
    merchant_key = certificate.public_key()
    if not isinstance(merchant_key, rsa.RSAPublicKey):
        raise TypeError("The merchant's key is not RSA.")
    newest = NEXT_KEY_ID if (folder / NEXT_KEY).exists() else PLATFORM_KEY_ID
    return KeyRing(
        api_v3_key=(folder / "api_v3_key").read_bytes(),
        merchant_serial=f"{certificate.serial_number:040X}",
        merchant_key=merchant_key,
        platform_key=_private_key(folder / "platform_key.pem")
        if newest == PLATFORM_KEY_ID
        else _private_key(folder / NEXT_KEY),
        platform_key_id=newest,
        alipay=Pair(
            ALIPAY_APP_ID,
            ALIPAY_SELLER_ID,
            _private_key(folder / "alipay_app_key.pem").public_key(),
            _private_key(folder / "alipay_key.pem"),
        ),
        icbc=Pair(
            ICBC_APP_ID,
            ICBC_MER_ID,
            _private_key(folder / "icbc_app_key.pem").public_key(),
            _private_key(folder / "icbc_gateway_key.pem"),
        ),
    )


def add_platform_key(folder: Path) -> KeyRing:
    """WeChat's next key, with which it signs from now on; the former one stays listed."""
    _write_once(folder / NEXT_KEY, _new_private_pem())
    _write_once(folder / "platform_public_2.pem", _public_pem(_private_key(folder / NEXT_KEY)))
    return load_keys(folder)


def settings_of(ring: KeyRing, folder: Path, *, port: int) -> dict[str, str]:
    """What the product must be told to speak with a simulator on ``port``."""
    home = folder.resolve()
    url = f"http://127.0.0.1:{port}"
    listed = [f"{PLATFORM_KEY_ID}={home / 'platform_public.pem'}"]
    if (home / NEXT_KEY).exists():
        listed.append(f"{NEXT_KEY_ID}={home / 'platform_public_2.pem'}")
    return {
        "WECHAT_MCHID": ring.mchid,
        "WECHAT_APPID": ring.appid,
        "WECHAT_API_V3_KEY": ring.api_v3_key.decode(),
        "WECHAT_MERCHANT_SERIAL": ring.merchant_serial,
        "WECHAT_MERCHANT_KEY_FILE": str(home / "merchant_key.pem"),
        "WECHAT_PLATFORM_KEYS": ",".join(listed),
        "WECHAT_BASE_URL": url,
        "ALIPAY_APP_ID": ring.alipay.app_id,
        "ALIPAY_SELLER_ID": ring.alipay.merchant,
        "ALIPAY_APP_KEY_FILE": str(home / "alipay_app_key.pem"),
        "ALIPAY_PUBLIC_KEY_FILE": str(home / "alipay_public.pem"),
        "ALIPAY_BASE_URL": url,
        "ICBC_APP_ID": ring.icbc.app_id,
        "ICBC_MER_ID": ring.icbc.merchant,
        "ICBC_APP_KEY_FILE": str(home / "icbc_app_key.pem"),
        "ICBC_GATEWAY_KEY_FILE": str(home / "icbc_gateway_public.pem"),
        "ICBC_BASE_URL": url,
        "PAYMENT_SIMULATOR_URL": url,
    }


def write_settings(ring: KeyRing, folder: Path, *, port: int) -> Path:
    """Write the environment, whole or not at all."""
    path = folder / ENVIRONMENT
    lines = [
        f"{name}={shlex.quote(value)}"
        for name, value in settings_of(ring, folder, port=port).items()
    ]
    fresh = path.with_suffix(f".{os.getpid()}")
    fresh.write_text("# Written by the payment simulator.\n" + "\n".join(lines) + "\n")
    fresh.chmod(0o600)
    fresh.replace(path)
    return path


def _new_private_pem() -> bytes:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _private_key(path: Path) -> rsa.RSAPrivateKey:
    key = load_pem_private_key(path.read_bytes(), None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError(f"{path} is not an RSA key.")
    return key


def _public_pem(key: rsa.RSAPrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def _certificate(key: rsa.RSAPrivateKey) -> bytes:
    """The merchant's certificate, by whose serial number the merchant's key is known."""
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, SIMULATOR_MCHID)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=5 * 365))
        .sign(key, SHA256())
    )
    return certificate.public_bytes(Encoding.PEM)


def _random_key() -> str:
    letters = string.ascii_letters + string.digits
    rest = 32 - len(SIMULATOR_PREFIX)
    return SIMULATOR_PREFIX + "".join(secrets.choice(letters) for _ in range(rest))


def _write_once(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read, unless it is there already."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "wb") as file:
        file.write(content)
