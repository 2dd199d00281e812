"""What stops the start outside development."""

import sys

import pytest
from django.core.checks import run_checks


@pytest.fixture(autouse=True)
def _program_that_reads_out(settings):
    settings.CAPTCHA_FLITE_PATH = sys.executable  # a program that is there


def ids():
    return {message.id for message in run_checks() if message.id.startswith("portal.")}


def test_a_complete_environment_starts():
    assert ids() == set()


def test_the_published_key_is_refused(settings):
    settings.SECRET_KEY = settings.DEVELOPMENT_KEY

    assert ids() == {"portal.E001"}


def test_the_simulator_is_refused(settings):
    settings.PAYMENT_SIMULATOR_URL = "http://127.0.0.1:8001"

    assert ids() == {"portal.E002"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WECHAT_MCHID", "SIM1900000109"),
        ("WECHAT_API_V3_KEY", "SIMULATOR-KEY-OF-32-CHARACTERS-X"),
        ("WECHAT_PLATFORM_KEYS", "PUB_KEY_ID_SIM01=platform.pem"),
        ("ALIPAY_APP_ID", "SIM2021000000000109"),
        ("ALIPAY_SELLER_ID", "SIM2088000000000109"),
        ("ICBC_APP_ID", "SIM10000000000000109"),
        ("ICBC_MER_ID", "SIM020000000109"),
    ],
)
def test_keys_of_the_simulator_are_refused(settings, name, value):
    setattr(settings, name, value)

    assert ids() == {"portal.E002"}


@pytest.mark.parametrize(
    "name",
    [
        "WECHAT_MERCHANT_KEY_FILE",
        "ALIPAY_APP_KEY_FILE",
        "ALIPAY_PUBLIC_KEY_FILE",
        "ICBC_APP_KEY_FILE",
        "ICBC_GATEWAY_KEY_FILE",
    ],
)
def test_key_files_of_the_simulator_are_refused(settings, tmp_path, name):
    """Whoever holds the key that we believe decides who has paid."""
    setattr(settings, name, str(tmp_path / "key.pem"))
    assert ids() == set()

    (tmp_path / "SIMULATOR").touch()

    assert ids() == {"portal.E002"}


@pytest.mark.parametrize("gateway", ["WECHAT", "ALIPAY", "ICBC"])
def test_a_gateway_without_encryption_is_refused(settings, gateway):
    setattr(settings, f"{gateway}_BASE_URL", "http://api.mch.example")

    assert ids() == {"portal.E004"}


def test_the_simulator_may_play_in_a_rehearsal(settings):
    settings.PAYMENT_SIMULATOR_URL = "http://127.0.0.1:8001"
    settings.STAGING = True

    assert ids() == set()


def test_a_plain_address_is_refused(settings):
    settings.SITE_URL = "http://apply.university.example"

    assert ids() == {"portal.E003"}


def test_a_misspelt_wish_about_the_verify_code_is_refused(settings):
    settings.CAPTCHA_AT_SIGN_IN = "allways"

    assert ids() == {"portal.E005"}


@pytest.mark.parametrize("path", ["", "/nowhere/flite"])
def test_a_verify_code_that_nobody_can_hear_is_worth_a_word(settings, path):
    settings.CAPTCHA_FLITE_PATH = path

    assert ids() == {"portal.W001"}
