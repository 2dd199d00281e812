"""What WeChat Pay must be told about the merchant: read from the settings once, checked at once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import ClassVar

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.x509 import load_pem_x509_certificate

from payments.gateways.http import check_base_url
from payments.gateways.key_files import content_of
from payments.gateways.signing import read_private_key, read_public_key

BASE_URL = "https://api.mch.weixin.qq.com"
PUBLIC_KEY_MODE = "PUB_KEY_ID_"
SOON = timedelta(days=30)  # so long before a certificate ends, people are told


@dataclass(frozen=True, slots=True)
class WeChatConfig:
    """One merchant of WeChat Pay, API v3.  Raises ValueError where something is missing.

    ``platform_keys`` are the keys WeChat may sign with, by what it sends as ``Wechatpay-Serial``:
    the serial of a platform certificate, or a ``PUB_KEY_ID_…``.  While WeChat moves a merchant
    from one to the other it signs with both, so both are listed.  ``has_h5`` says that the merchant
    has the product for telephones, and that this site is registered for it.
    """

    SETTINGS: ClassVar[tuple[str, ...]] = (
        "WECHAT_MCHID",
        "WECHAT_APPID",
        "WECHAT_API_V3_KEY",
        "WECHAT_MERCHANT_SERIAL",
        "WECHAT_MERCHANT_KEY_FILE",
        "WECHAT_PLATFORM_KEYS",
        "WECHAT_BASE_URL",
        "WECHAT_H5",
    )
    NEEDED: ClassVar[tuple[str, ...]] = SETTINGS[:6]

    mchid: str
    appid: str
    merchant_serial: str
    api_v3_key: bytes = field(repr=False)
    merchant_key: RSAPrivateKey = field(repr=False)
    platform_keys: Mapping[str, RSAPublicKey] = field(repr=False)
    base_url: str = BASE_URL
    has_h5: bool = False

    def __post_init__(self) -> None:
        if not (self.mchid and self.appid and self.merchant_serial and self.platform_keys):
            raise ValueError("WeChat Pay needs a merchant, an app, a serial and a platform key.")
        if len(self.api_v3_key) != 32:
            raise ValueError("WECHAT_API_V3_KEY must have 32 letters.")
        check_base_url("WECHAT_BASE_URL", self.base_url)

    @classmethod
    def from_settings(cls, values: Mapping[str, str]) -> "WeChatConfig":
        """Read the settings named in ``SETTINGS``, and the key files they name."""
        return cls(
            mchid=values["WECHAT_MCHID"],
            appid=values["WECHAT_APPID"],
            merchant_serial=values["WECHAT_MERCHANT_SERIAL"],
            api_v3_key=values["WECHAT_API_V3_KEY"].encode(),
            merchant_key=read_private_key(content_of(values["WECHAT_MERCHANT_KEY_FILE"])),
            platform_keys=dict(_platform_keys(values["WECHAT_PLATFORM_KEYS"])),
            base_url=(values.get("WECHAT_BASE_URL") or BASE_URL).rstrip("/"),
            has_h5=values.get("WECHAT_H5") == "True",
        )

    @property
    def merchant(self) -> str:
        """Who receives the money: the merchant number and the app it was ordered for."""
        return f"{self.mchid}/{self.appid}"

    @property
    def answer_serial(self) -> str:
        """The key we ask WeChat to sign its answers with: the newer kind where there is one."""
        return next(
            (name for name in self.platform_keys if name.startswith(PUBLIC_KEY_MODE)),
            next(iter(self.platform_keys)),
        )


def paths_of(listing: str) -> list[tuple[str, str]]:
    """``id=path,id2=path`` as pairs."""
    pairs = [entry.strip().partition("=") for entry in listing.split(",") if entry.strip()]
    return [(name.strip(), path.strip()) for name, _, path in pairs]


def certificates_that_end(listing: str, *, by: datetime) -> Iterator[tuple[str, datetime]]:
    """The certificates in such a list that are no good after ``by``; public keys never end."""
    for name, path in paths_of(listing):
        try:
            until = load_pem_x509_certificate(Path(path).read_bytes()).not_valid_after_utc
        except (OSError, ValueError):
            continue  # no certificate; what cannot be read at all is said elsewhere
        if until < by:
            yield name, until


def _platform_keys(listing: str) -> list[tuple[str, RSAPublicKey]]:
    if not all(name and path for name, path in paths_of(listing)):
        raise ValueError("WECHAT_PLATFORM_KEYS must be id=path, with commas between.")
    return [(name, read_public_key(content_of(path))) for name, path in paths_of(listing)]
