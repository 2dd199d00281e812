"""What must be right before the site may take money outside development."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register  # noqa: A004 - Django's own
from django.utils import timezone

from payments.gateways.http import is_loopback
from payments.gateways.registry import misconfigured, open_channels
from payments.gateways.wechat_config import SOON, certificates_that_end, paths_of

MARKER = "SIMULATOR"  # lies beside the simulator's keys


@register()
def channels_can_be_opened(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """A channel whose first setting is there means to be open: then everything has to be."""
    if settings.DEBUG or settings.STAGING:
        return []
    return [
        Error(
            f"The payment channel {channel} is set up wrongly: {reason}",
            hint=f"docs/payments.md says what {channel} needs.",
            id="payments.E001",
        )
        for channel, reason in misconfigured().items()
    ]


@register()
def platform_keys_are_real(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """The simulator's keys decide nothing, under whatever id they are listed."""
    if settings.DEBUG or settings.STAGING:
        return []
    return [
        Error(
            f"WECHAT_PLATFORM_KEYS lists a key of the simulator under {name}.",
            hint="List the keys of WeChat Pay alone.",
            id="payments.E002",
        )
        for name, path in paths_of(settings.WECHAT_PLATFORM_KEYS)
        if (Path(path).parent / MARKER).exists()
    ]


@register()
def money_is_real(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """In Alipay's sandbox anybody has as much money as they like."""
    if settings.DEBUG or settings.STAGING or "sandbox" not in settings.ALIPAY_BASE_URL:
        return []
    return [
        Error(
            "ALIPAY_BASE_URL is Alipay's sandbox, in which nobody pays.",
            hint="Leave it out; a rehearsal sets STAGING=1.",
            id="payments.E004",
        )
    ]


@register()
def gateways_can_call(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """They are told with every order where to notify, and refuse what is not https."""
    is_asked = any(not channel.is_by_hand for channel in open_channels())
    if settings.DEBUG or settings.STAGING or not is_asked:
        return []
    address = settings.SITE_URL
    if address.startswith("https://") and not is_loopback(address):
        return []
    return [
        Error(
            f"The gateways cannot notify {address} of a payment.",
            hint="SITE_URL must be the https address at which the site is reached from outside.",
            id="payments.E003",
        )
    ]


@register()
def certificates_last(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """WeChat's certificates run out after five years; its public keys never do."""
    return [
        Warning(
            f"The platform certificate {name} runs out on {until:%Y-%m-%d}.",
            hint="List the new one, or WeChat Pay's public key, beside it in WECHAT_PLATFORM_KEYS.",
            id="payments.W001",
        )
        for name, until in certificates_that_end(
            settings.WECHAT_PLATFORM_KEYS, by=timezone.now() + SOON
        )
    ]
