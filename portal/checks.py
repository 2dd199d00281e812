"""What must be right before the site may start outside development."""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.checks import Warning as Caution

# How everything of the payment simulator begins: merchant numbers, API key, key id; and the file
# that lies beside its keys.
SIMULATED = "SIM"
MERCHANTS = (
    *("WECHAT_MCHID", "WECHAT_API_V3_KEY"),
    *("ALIPAY_APP_ID", "ALIPAY_SELLER_ID", "ICBC_APP_ID", "ICBC_MER_ID"),
)
KEY_FILES = (
    *("WECHAT_MERCHANT_KEY_FILE", "ALIPAY_APP_KEY_FILE", "ALIPAY_PUBLIC_KEY_FILE"),
    *("ICBC_APP_KEY_FILE", "ICBC_GATEWAY_KEY_FILE"),
)
MARKER = "SIMULATOR"
WHEN_TO_ASK = ("always", "after-failures", "never")
GATEWAYS = ("WECHAT_BASE_URL", "ALIPAY_BASE_URL", "ICBC_BASE_URL")


@register()
def secret_key_is_own(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """A published key would let anybody sign what only this site may sign.

    A missing one is refused by Django itself.
    """
    if settings.DEBUG or settings.SECRET_KEY != settings.DEVELOPMENT_KEY:
        return []
    return [
        Error(
            "SECRET_KEY is the development key.",
            hint="Set SECRET_KEY to at least 50 random characters.",
            id="portal.E001",
        )
    ]


@register()
def simulator_stays_in_development(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """A simulated gateway must never decide who has paid."""
    files = [getattr(settings, name) for name in KEY_FILES]
    simulated = (
        settings.PAYMENT_SIMULATOR_URL
        or any(getattr(settings, name).startswith(SIMULATED) for name in MERCHANTS)
        or f"PUB_KEY_ID_{SIMULATED}" in settings.WECHAT_PLATFORM_KEYS
        or any((Path(file).parent / MARKER).exists() for file in files if file)
    )
    if settings.DEBUG or settings.STAGING or not simulated:
        return []
    return [
        Error(
            "The payment simulator is configured outside development.",
            hint="Remove PAYMENT_SIMULATOR_URL and the simulator's merchants and keys.",
            id="portal.E002",
        )
    ]


@register()
def site_url_is_complete(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """Links in mails are made from SITE_URL, never from the Host header."""
    if settings.DEBUG or settings.SITE_URL.startswith(
        ("https://", "http://localhost", "http://127.")
    ):
        return []
    return [
        Error(
            "SITE_URL must be the https address of the site.",
            hint="For example SITE_URL=https://apply.university.example",
            id="portal.E003",
        )
    ]


@register()
def gateways_are_reached_safely(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """What is said to a gateway is about money and people."""
    if settings.DEBUG or settings.STAGING:
        return []
    return [
        Error(f"{name} must be an https address.", id="portal.E004")
        for name in GATEWAYS
        if not getattr(settings, name).startswith("https://")
    ]


@register()
def verify_code_at_sign_in_is_known(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """A misspelt word would leave the sign-in page without the picture."""
    if settings.CAPTCHA_AT_SIGN_IN in WHEN_TO_ASK:
        return []
    words = ", ".join(WHEN_TO_ASK)
    return [Error(f"CAPTCHA_AT_SIGN_IN must be one of {words}.", id="portal.E005")]


@register()
def verify_code_can_be_heard(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """Who cannot see the picture listens to it; without the program the button is missing."""
    if settings.DEBUG or shutil.which(settings.CAPTCHA_FLITE_PATH or ""):
        return []
    return [
        Caution(
            "The verify code is not read out: flite is missing.",
            hint="Install flite, or name it in CAPTCHA_FLITE_PATH.",
            id="portal.W001",
        )
    ]
