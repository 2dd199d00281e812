"""What Alipay must be told about the merchant: read from the settings once, checked at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

from payments.gateways.http import check_base_url
from payments.gateways.key_files import private_key_in, public_key_in

BASE_URL = "https://openapi.alipay.com"
STATEMENT_HOSTS = "dwbillcenter.alipay.com"


@dataclass(frozen=True, slots=True)
class AlipayConfig:
    """One application at Alipay, in public-key mode.  Raises ValueError where something is missing.

    Statements lie on ``statement_hosts``, and nowhere else are they fetched from.

    ``has_codes`` says that the merchant may have codes drawn instead of leading computers away.

    ``alipay_key`` is Alipay's key, with which it signs; not the public half of our own.
    """

    SETTINGS: ClassVar[tuple[str, ...]] = (
        "ALIPAY_APP_ID",
        "ALIPAY_SELLER_ID",
        "ALIPAY_APP_KEY_FILE",
        "ALIPAY_PUBLIC_KEY_FILE",
        "ALIPAY_BASE_URL",
        "ALIPAY_STATEMENT_HOSTS",
        "ALIPAY_PRECREATE",
    )
    NEEDED: ClassVar[tuple[str, ...]] = SETTINGS[:4]

    app_id: str
    seller_id: str
    app_key: RSAPrivateKey = field(repr=False)
    alipay_key: RSAPublicKey = field(repr=False)
    base_url: str = BASE_URL
    statement_hosts: frozenset[str] = frozenset({STATEMENT_HOSTS})
    has_codes: bool = False

    def __post_init__(self) -> None:
        if not (self.app_id and self.seller_id):
            raise ValueError("Alipay needs an app and a seller.")
        if self.app_key.public_key() == self.alipay_key:
            raise ValueError("ALIPAY_PUBLIC_KEY_FILE must hold Alipay's key, not that of the app.")
        check_base_url("ALIPAY_BASE_URL", self.base_url)

    @classmethod
    def from_settings(cls, values: Mapping[str, str]) -> "AlipayConfig":
        """Read the settings named in ``SETTINGS``, and the key files they name."""
        return cls(
            app_id=values["ALIPAY_APP_ID"],
            seller_id=values["ALIPAY_SELLER_ID"],
            app_key=private_key_in(values["ALIPAY_APP_KEY_FILE"]),
            alipay_key=public_key_in(values["ALIPAY_PUBLIC_KEY_FILE"]),
            base_url=(values.get("ALIPAY_BASE_URL") or BASE_URL).rstrip("/"),
            has_codes=values.get("ALIPAY_PRECREATE") == "True",
            statement_hosts=_hosts(values.get("ALIPAY_STATEMENT_HOSTS") or STATEMENT_HOSTS),
        )

    @property
    def merchant(self) -> str:
        """Who receives the money: the seller and the app it was ordered for."""
        return f"{self.seller_id}/{self.app_id}"


def _hosts(listing: str) -> frozenset[str]:
    return frozenset(host.strip() for host in listing.split(",") if host.strip())
