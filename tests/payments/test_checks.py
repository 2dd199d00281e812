"""What stops the start, or warns, when the settings of a channel cannot work."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from django.core.checks import run_checks


@pytest.fixture
def production(settings):
    """An environment in which every channel means to be open, with keys that are nobody's."""
    settings.DEBUG = settings.STAGING = False
    settings.WECHAT_MCHID = "1900000109"
    return settings


def told():
    return {message.id: message.msg for message in run_checks() if message.id[:8] == "payments"}


def test_closed_channels_need_nothing(settings):
    assert told() == {}


@pytest.mark.parametrize("name", ["WECHAT_MCHID", "ALIPAY_APP_ID", "ICBC_APP_ID"])
def test_channel_without_keys_is_an_error(settings, name):
    setattr(settings, name, "2021000000000109")

    assert list(told()) == ["payments.E001"]


def test_channel_is_not_checked_in_development(production):
    production.DEBUG = True

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
