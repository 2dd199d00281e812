"""What ICBC must be told about the merchant: read from the settings once, checked at once.

Which of these hold is in the contract with the branch, so all of them can be set.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

from payments.gateways.base import Malformed
from payments.gateways.http import check_base_url
from payments.gateways.icbc_statement import COLUMNS, columns_of
from payments.gateways.key_files import private_key_in, public_key_in
from payments.gateways.reading import read_object

BASE_URL = "https://gw.open.icbc.com.cn"
PAY_PATH = "/ui/cardbusiness/epaypc/consumption/V1"
HASHES = frozenset({"sha1", "sha256"})
MAIN_AGREEMENT = "0201"


@dataclass(frozen=True, slots=True)
class IcbcConfig:
    """One application at ICBC's open platform.  Raises ValueError where something is missing.

    ``gateway_hashes`` are those ICBC may sign with: its documents of several years differ, and so
    do its answers and its notifications.  ``extra_fields`` go into every order as they are.
    """

    SETTINGS: ClassVar[tuple[str, ...]] = (
        "ICBC_APP_ID",
        "ICBC_MER_ID",
        "ICBC_APP_KEY_FILE",
        "ICBC_GATEWAY_KEY_FILE",
        "ICBC_GATEWAY_HASH",
        "ICBC_BASE_URL",
        "ICBC_MER_PRTCL_NO",
        "ICBC_PAY_PATH",
        "ICBC_EXTRA_FIELDS",
        "ICBC_STATEMENT_COLUMNS",
    )
    NEEDED: ClassVar[tuple[str, ...]] = SETTINGS[:4]

    app_id: str
    mer_id: str
    app_key: RSAPrivateKey = field(repr=False)
    gateway_key: RSAPublicKey = field(repr=False)
    gateway_hashes: frozenset[str] = HASHES
    base_url: str = BASE_URL
    mer_prtcl_no: str = ""
    pay_path: str = PAY_PATH
    extra_fields: Mapping[str, str] = field(default_factory=dict)
    statement_columns: Mapping[str, str] = field(default_factory=lambda: COLUMNS)

    def __post_init__(self) -> None:
        if not (self.app_id and self.mer_id):
            raise ValueError("ICBC needs an app and a merchant.")
        if not self.gateway_hashes or self.gateway_hashes - HASHES:
            raise ValueError("ICBC_GATEWAY_HASH must be sha1, sha256, or both with a comma.")
        if not self.pay_path.startswith("/ui/") or "?" in self.pay_path:
            raise ValueError("ICBC_PAY_PATH must be a path of pages: it begins with /ui/.")
        check_base_url("ICBC_BASE_URL", self.base_url)

    @classmethod
    def from_settings(cls, values: Mapping[str, str]) -> "IcbcConfig":
        """Read the settings named in ``SETTINGS``, and the key files they name."""
        mer_id = values["ICBC_MER_ID"]
        hashes = values.get("ICBC_GATEWAY_HASH") or "sha1,sha256"
        return cls(
            app_id=values["ICBC_APP_ID"],
            mer_id=mer_id,
            app_key=private_key_in(values["ICBC_APP_KEY_FILE"]),
            gateway_key=public_key_in(values["ICBC_GATEWAY_KEY_FILE"]),
            gateway_hashes=frozenset(name.strip() for name in hashes.split(",")),
            base_url=(values.get("ICBC_BASE_URL") or BASE_URL).rstrip("/"),
            mer_prtcl_no=values.get("ICBC_MER_PRTCL_NO") or f"{mer_id}{MAIN_AGREEMENT}",
            pay_path=values.get("ICBC_PAY_PATH") or PAY_PATH,
            extra_fields=_extra_fields(values.get("ICBC_EXTRA_FIELDS") or "{}"),
            statement_columns=columns_of(values.get("ICBC_STATEMENT_COLUMNS", "")),
        )

    @property
    def merchant(self) -> str:
        """Who receives the money: the merchant number and the app it was ordered for."""
        return f"{self.mer_id}/{self.app_id}"


def _extra_fields(text: str) -> dict[str, str]:
    try:
        fields = read_object(text)
    except Malformed as error:
        raise ValueError("ICBC_EXTRA_FIELDS must be a JSON object.") from error
    return {name: str(value) for name, value in fields.items()}
