"""What stops the start, or warns, when the settings of a channel cannot work."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.core.checks import run_checks
from django.urls import reverse

from accounts.roles import Role
from payments.gateways.registry import open_channels

NEEDED = (
    *("WECHAT_MCHID", "WECHAT_APPID", "WECHAT_API_V3_KEY", "WECHAT_MERCHANT_SERIAL"),
    *("WECHAT_MERCHANT_KEY_FILE", "WECHAT_PLATFORM_KEYS"),
    *("ALIPAY_APP_ID", "ALIPAY_SELLER_ID", "ALIPAY_APP_KEY_FILE", "ALIPAY_PUBLIC_KEY_FILE"),
    *("ICBC_APP_ID", "ICBC_MER_ID", "ICBC_APP_KEY_FILE", "ICBC_GATEWAY_KEY_FILE"),
)


@pytest.fixture(scope="module")
def key_files(tmp_path_factory):
    """A private key of ours, and the public half of theirs."""
    folder = tmp_path_factory.mktemp("keys")
    ours, theirs = (generate_private_key(65537, 2048) for _ in range(2))
    (folder / "own.pem").write_bytes(
        ours.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    (folder / "theirs.pem").write_bytes(
        theirs.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    )
    return folder


@pytest.fixture
def production(settings, key_files):
    """An environment in which every channel is open, as a merchant would set it up."""
    settings.DEBUG = settings.STAGING = False
    settings.SITE_URL = "https://apply.university.example"
    settings.WECHAT_PLATFORM_KEYS = f"PUB_KEY_ID_0114232={key_files / 'theirs.pem'}"
    settings.WECHAT_API_V3_KEY = "0123456789abcdef" * 2
    for name in NEEDED:
        if name.endswith("_KEY_FILE"):
            is_ours = name.endswith(("APP_KEY_FILE", "MERCHANT_KEY_FILE"))
            setattr(settings, name, str(key_files / ("own.pem" if is_ours else "theirs.pem")))
        elif not getattr(settings, name):
            setattr(settings, name, "2088102146225135")
    return settings


def told():
    return {message.id: message.msg for message in run_checks() if message.id[:8] == "payments"}


def test_closed_channels_need_nothing(settings):
    assert told() == {}


def test_merchant_with_all_keys_may_take_money(production):
    assert told() == {}
    assert [channel.code for channel in open_channels()] == ["wechat", "alipay", "icbc", "offline"]


@pytest.mark.parametrize("name", NEEDED)
def test_missing_setting_is_an_error_that_names_it(production, name):
    setattr(production, name, "")

    assert f"{name} must be set." in told()["payments.E001"]


@pytest.mark.parametrize("name", NEEDED)
def test_channel_is_not_half_set_up(settings, name):
    """Also the setting that opens it may be the one that was forgotten."""
    setattr(settings, name, "x")

    assert list(told()) == ["payments.E001"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WECHAT_API_V3_KEY", "short"),
        ("WECHAT_MERCHANT_KEY_FILE", "/nowhere/apiclient_key.pem"),
        ("WECHAT_PLATFORM_KEYS", "PUB_KEY_ID_01"),
        ("WECHAT_BASE_URL", "https://api.mch.weixin.qq.com/v3"),
        ("ALIPAY_PUBLIC_KEY_FILE", __file__),
        ("ICBC_GATEWAY_HASH", "md5"),
        ("ICBC_PAY_PATH", "/api/cardbusiness"),
        ("ICBC_EXTRA_FIELDS", "[]"),
        ("ICBC_STATEMENT_COLUMNS", "colour=red"),
        ("BANK_TRANSFER_DAYS", "a week"),
    ],
)
def test_setting_that_cannot_work_is_an_error(production, name, value):
    setattr(production, name, value)

    assert list(told()) == ["payments.E001"]


@pytest.mark.parametrize("address", ["http://localhost:8000", "https://localhost"])
def test_gateways_must_reach_the_site(production, address):
    production.SITE_URL = address

    assert address in told()["payments.E003"]


def test_money_of_a_sandbox_is_none(production):
    production.ALIPAY_BASE_URL = "https://openapi-sandbox.dl.alipaydev.com"

    assert "payments.E004" in told()


@pytest.mark.parametrize("name", ["DEBUG", "STAGING"])
def test_channels_are_not_checked_in_development(production, name):
    production.WECHAT_API_V3_KEY = "short"
    production.SITE_URL = "http://localhost:8000"
    setattr(production, name, True)

    assert told() == {}


def test_key_of_the_simulator_under_another_name_is_an_error(settings, keys):
    settings.WECHAT_PLATFORM_KEYS = f"PUB_KEY_ID_01={keys / 'platform_public.pem'}"

    assert "PUB_KEY_ID_01" in told()["payments.E002"]


@pytest.mark.parametrize(("days", "warns"), [(20, True), (40, False), (-1, True)])
def test_certificate_that_runs_out_is_a_warning(settings, keys, tmp_path, days, warns):
    certificate = tmp_path / "platform.pem"
    certificate.write_bytes(certificate_for(keys / "platform_key.pem", days=days))
    settings.WECHAT_PLATFORM_KEYS = f"5157F09EFDC096DE15EBE81A47057A72={certificate}"

    assert ("payments.W001" in told()) is warns


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "told_to_finance"), [(20, True), (40, False)])
def test_finance_reads_of_a_certificate_that_ends(
    client, member, settings, keys, tmp_path, days, told_to_finance
):
    certificate = tmp_path / "platform.pem"
    certificate.write_bytes(certificate_for(keys / "platform_key.pem", days=days))
    settings.WECHAT_PLATFORM_KEYS = f"5157F09EFDC096DE15EBE81A47057A72={certificate}"
    client.force_login(member(Role.FINANCE))

    desk = client.get(reverse("admin:index")).content.decode()

    assert ("5157F09EFDC096DE15EBE81A47057A72" in desk) is told_to_finance


def certificate_for(key_file, *, days):
    key = load_pem_private_key(key_file.read_bytes(), None)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Tenpay.com")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now - timedelta(days=365))
    return (
        builder.not_valid_after(now + timedelta(days=days))
        .sign(key, SHA256())
        .public_bytes(Encoding.PEM)
    )
