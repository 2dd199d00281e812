"""What stops the start outside development."""

import pytest
from django.core.checks import run_checks


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
    ],
)
def test_keys_of_the_simulator_are_refused(settings, name, value):
    setattr(settings, name, value)

    assert ids() == {"portal.E002"}


def test_a_gateway_without_encryption_is_refused(settings):
    settings.WECHAT_BASE_URL = "http://api.mch.example"

    assert ids() == {"portal.E004"}


def test_the_simulator_may_play_in_a_rehearsal(settings):
    settings.PAYMENT_SIMULATOR_URL = "http://127.0.0.1:8001"
    settings.STAGING = True

    assert ids() == set()


def test_a_plain_address_is_refused(settings):
    settings.SITE_URL = "http://apply.university.example"

    assert ids() == {"portal.E003"}
