"""Which channels there are, and their gateways, built from the settings when first needed."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from payments.gateways.alipay import Alipay, AlipayConfig
from payments.gateways.base import Gateway
from payments.gateways.icbc import Icbc, IcbcConfig
from payments.gateways.offline import Offline, OfflineConfig
from payments.gateways.wechat import WeChatConfig, WeChatPay

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Channel:
    """A way to pay, as a payer chooses it; ``house`` is whom one then hears from.

    ``is_by_hand`` means that there is no gateway: finance alone says what came and went.
    """

    code: str
    label: str | Promise
    house: str | Promise
    hint: str | Promise
    is_by_hand: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A channel, the settings it reads (the first of them opens it), and how it is built.

    Where one of ``needed`` is set the channel is meant to be open, and wants all of them.
    """

    channel: Channel
    settings: tuple[str, ...]
    needed: tuple[str, ...]
    build: Callable[[Mapping[str, str]], Gateway]


class UnknownChannel(LookupError):  # noqa: N818 - a refusal
    """There is no such channel, or it is not open here."""


def _wechat(values: Mapping[str, str]) -> Gateway:
    return WeChatPay(WeChatConfig.from_settings(values))


def _alipay(values: Mapping[str, str]) -> Gateway:
    return Alipay(AlipayConfig.from_settings(values))


def _icbc(values: Mapping[str, str]) -> Gateway:
    return Icbc(IcbcConfig.from_settings(values))


def _offline(values: Mapping[str, str]) -> Gateway:
    return Offline(OfflineConfig.from_settings(values))


TABLE: Mapping[str, Entry] = {
    entry.channel.code: entry
    for entry in (
        Entry(
            Channel("wechat", _("WeChat Pay"), _("WeChat Pay"), _("Scan a code")),
            WeChatConfig.SETTINGS,
            WeChatConfig.NEEDED,
            _wechat,
        ),
        Entry(
            Channel(
                "alipay",
                _("Alipay"),
                _("Alipay"),
                _("Opens Alipay, also takes many foreign cards"),
            ),
            AlipayConfig.SETTINGS,
            AlipayConfig.NEEDED,
            _alipay,
        ),
        Entry(
            Channel("icbc", _("ICBC debit card"), _("ICBC"), _("Opens the bank’s own page")),
            IcbcConfig.SETTINGS,
            IcbcConfig.NEEDED,
            _icbc,
        ),
        Entry(
            Channel(
                "offline",
                _("Bank transfer"),
                _("the office"),
                _("From your own bank, takes some days"),
                is_by_hand=True,
            ),
            OfflineConfig.SETTINGS,
            OfflineConfig.NEEDED,
            _offline,
        ),
    )
}
BY_HAND = frozenset(code for code, entry in TABLE.items() if entry.channel.is_by_hand)


def label_of(channel: str) -> str:
    """What people call this channel, also after it was closed."""
    return str(TABLE[channel].channel.label) if channel in TABLE else channel


def get_gateway(channel: str) -> Gateway:
    """The gateway of an open channel.  Raises UnknownChannel."""
    if channel not in TABLE:
        raise UnknownChannel(channel)
    values = _values(TABLE[channel])
    if not values[0][1]:
        raise UnknownChannel(channel)
    try:
        return _built(channel, values)
    except ValueError as error:
        raise UnknownChannel(f"{channel} is not set up: {error}") from error


def open_channels() -> tuple[Channel, ...]:
    """The channels that can be used now, in the order they are offered."""
    broken = misconfigured()
    for code, reason in broken.items():
        logger.error("The payment channel %s is not offered: %s", code, reason)
    return tuple(
        entry.channel
        for code, entry in TABLE.items()
        if code not in broken and _values(entry)[0][1]
    )


def misconfigured() -> dict[str, str]:
    """What keeps a channel shut that the settings mean to open, by its code."""
    reasons: dict[str, str] = {}
    for code, entry in TABLE.items():
        values = _values(entry)
        try:
            if any(value for name, value in values if name in entry.needed):
                _built(code, values)
        except ValueError as error:
            reasons[code] = str(error)
    return reasons


def _values(entry: Entry) -> tuple[tuple[str, str], ...]:
    return tuple((name, str(getattr(settings, name, ""))) for name in entry.settings)


# Keyed by the values, so that other settings make another gateway.
@lru_cache(maxsize=16)
def _built(channel: str, values: tuple[tuple[str, str], ...]) -> Gateway:
    needed = TABLE[channel].needed
    if missing := [name for name, value in values if name in needed and not value.strip()]:
        raise ValueError(f"{', '.join(missing)} must be set.")
    return TABLE[channel].build(dict(values))
