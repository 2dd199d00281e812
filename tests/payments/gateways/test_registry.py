import pytest
from django.utils import translation

from payments.gateways.registry import (
    UnknownChannel,
    get_gateway,
    misconfigured,
    open_channels,
)
from payments.gateways.wechat import WeChatPay


@pytest.fixture
def configured(settings, sim_settings):
    for name, value in sim_settings.items():
        setattr(settings, name, value)
    return settings


def test_registry_builds_a_configured_gateway_once(configured):
    gateway = get_gateway("wechat")

    assert isinstance(gateway, WeChatPay)
    assert gateway.merchant == f"{configured.WECHAT_MCHID}/{configured.WECHAT_APPID}"
    assert get_gateway("wechat") is gateway


def test_registry_follows_changed_settings(configured):
    before = get_gateway("wechat")
    configured.WECHAT_APPID = "wx0000000000000002"

    assert get_gateway("wechat").merchant != before.merchant


def test_registry_offers_what_is_configured(configured):
    (channel,) = open_channels()

    assert channel.code == "wechat"
    with translation.override("en"):
        assert (str(channel.label), str(channel.hint)) == ("WeChat Pay", "Scan a code")
    assert misconfigured() == {}


def test_registry_offers_nothing_unconfigured(settings):
    settings.WECHAT_MCHID = ""

    assert open_channels() == ()
    assert misconfigured() == {}
    with pytest.raises(UnknownChannel):
        get_gateway("wechat")


def test_registry_leaves_out_what_cannot_work(configured, caplog):
    configured.WECHAT_API_V3_KEY = "short"

    assert open_channels() == ()
    assert "WECHAT_API_V3_KEY" in misconfigured()["wechat"]
    assert "wechat is not offered" in caplog.text
    with pytest.raises(UnknownChannel, match="WECHAT_API_V3_KEY"):
        get_gateway("wechat")


def test_registry_knows_no_other_channel():
    with pytest.raises(UnknownChannel):
        get_gateway("cash")
