"""The second factor of the office cannot be gone around."""

import pytest
from allauth.mfa.adapter import get_adapter as mfa_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.urls import reverse

from tests.accounts.security.conftest import DESK
from tests.browser import authenticator
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return UserFactory(officer=True)


@pytest.mark.parametrize("way", ["password", "code", "reset"])
def test_case_15_no_way_leads_past_the_second_factor(client, officer, ways_in, way):
    answer = ways_in[way](officer)

    assert answer["Location"] == reverse("mfa_authenticate")
    assert client.get(DESK)["Location"].startswith(reverse("admin:login"))
    assert "_auth_user_id" not in client.session


def test_case_15_code_of_the_authenticator_works_once(client, officer, sign_in, post):
    device = Authenticator.objects.get(user=officer)
    code = authenticator.code(mfa_adapter().decrypt(device.data["secret"]))

    sign_in(officer.email)
    first = client.post(reverse("mfa_authenticate"), {"code": code})
    post("account_logout")
    sign_in(officer.email)
    second = client.post(reverse("mfa_authenticate"), {"code": code})

    assert first["Location"] == reverse("admin:index")
    assert second.context["form"].errors.keys() == {"code"}


def test_case_15_recovery_code_works_once(client, officer, sign_in, post):
    code = RecoveryCodes.activate(officer).get_unused_codes()[0]

    sign_in(officer.email)
    first = client.post(reverse("mfa_authenticate"), {"code": code})
    post("account_logout")
    sign_in(officer.email)
    second = client.post(reverse("mfa_authenticate"), {"code": code})

    assert first["Location"] == reverse("admin:index")
    assert second.context["form"].errors.keys() == {"code"}


def test_case_15_guessing_the_second_factor_ends_after_five(client, officer, sign_in):
    device = Authenticator.objects.get(user=officer)
    sign_in(officer.email)
    for _guess in range(5):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})

    code = authenticator.code(mfa_adapter().decrypt(device.data["secret"]))
    client.post(reverse("mfa_authenticate"), {"code": code})

    assert "_auth_user_id" not in client.session


def test_case_15_another_device_needs_the_password_again(client, officer):
    client.force_login(officer)  # a session that was left open

    for page in ("mfa_add_webauthn", "mfa_generate_recovery_codes", "mfa_deactivate_totp"):
        assert "/reauthenticate/" in client.get(reverse(page))["Location"]
