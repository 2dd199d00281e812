"""Letters about an account, and two people who press Register at once."""

import pytest
from allauth.account.adapter import get_adapter
from allauth.core.context import request_context
from captcha.models import CaptchaStore
from django.contrib.messages.storage.fallback import FallbackStorage
from django.urls import reverse

from accounts.adapter import masked
from accounts.captcha import Challenge
from accounts.forms import SignupForm
from accounts.models import User
from notifications.models import InboxItem, Mail
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit(rf):
    """A post with a session of its own."""
    request = rf.post(reverse("account_signup"), {"username": "adaeze", "password1": PASSWORD})
    request.session = {}
    request._messages = FallbackStorage(request)
    with request_context(request):
        yield request


def test_changed_second_factor_is_told(visit):
    person = UserFactory(language="zh-hans")

    get_adapter(visit).send_notification_mail("mfa/email/totp_activated", person)

    assert InboxItem.objects.get(user=person).notice == "accounts/second_factor_changed"
    assert person.username in Mail.objects.get(recipient=person.email).body


def test_letters_nobody_needs_are_not_sent(visit):
    get_adapter(visit).send_notification_mail("account/email/email_deleted", UserFactory())

    assert Mail.objects.count() == 0


def test_masked_address_can_be_recognised_by_its_owner_only():
    assert masked("adaeze@mail.example") == "a•••@mail.example"


def test_who_registers_a_moment_too_late_is_asked_again(visit):
    code = Challenge.new(visit, "register")
    form = SignupForm(
        {
            "username": "adaeze",
            "password1": PASSWORD,
            "password2": PASSWORD,
            "email": "adaeze@mail.example",
            "verify_code_key": code.key,
            "verify_code": CaptchaStore.objects.get().response,
        }
    )
    assert form.is_valid()
    UserFactory(username="adaeze", email="other@mail.example")

    user, response = form.try_save(visit)

    assert user is None
    assert response["Location"] == reverse("account_signup")
    assert visit.session["typed"]["fields"] == {"username": "adaeze"}
    assert [str(message) for message in visit._messages] == [
        "Two registrations met. Send yours once more."
    ]
    assert User.objects.count() == 1
