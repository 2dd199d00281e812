"""Sign in by a code sent by e-mail, for those who can't read a picture."""

import re

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from notifications.models import Mail
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
CONFIRM = "/accounts/login/code/confirm/"


@pytest.fixture
def ask(post):
    """``ask(login)``: the page after asking for a code."""
    return lambda login, **data: post("account_request_login_code", email=login, **data)


@pytest.fixture
def code(newest_mail):
    """``code()``: what stands in the newest mail."""
    return lambda: re.search(r"\b[A-Z]{4}-[A-Z]{4}\b", newest_mail().body)[0]


@pytest.mark.parametrize("name", ["username", "email"])
def test_code_in_the_mail_signs_in_and_leads_on(client, ask, code, name):
    person = UserFactory()

    asked = ask(getattr(person, name), next="/notices/")
    signed_in = client.post(asked["Location"], {"code": code().lower().replace("-", " ")})

    assert asked["Location"] == f"{CONFIRM}?next=%2Fnotices%2F"
    assert Mail.objects.get().recipient == person.email
    assert signed_in["Location"] == "/notices/"
    assert client.session["_auth_user_id"] == str(person.pk)


def test_code_works_once_and_in_the_browser_that_asked(client, ask, code):
    ask(UserFactory().email)
    stolen = type(client)().post(CONFIRM, {"code": code()})
    client.post(CONFIRM, {"code": code()})
    client.post(reverse("account_logout"))
    again = client.post(CONFIRM, {"code": code()})

    assert stolen["Location"] == again["Location"] == reverse("account_request_login_code")
    assert "_auth_user_id" not in client.session


def test_code_expires(client, ask, code):
    ask(UserFactory().email)

    with time_machine.travel(timezone.localtime() + timezone.timedelta(minutes=16)):
        client.post(CONFIRM, {"code": code()})

    assert "_auth_user_id" not in client.session


def test_third_wrong_code_ends_the_try(client, ask, code):
    ask(UserFactory().email)

    first = client.post(CONFIRM, {"code": "AAAA-AAAA"})
    client.post(CONFIRM, {"code": "AAAA-AAAA"})
    third = client.post(CONFIRM, {"code": "AAAA-AAAA"})
    late = client.post(CONFIRM, {"code": code()})

    assert first.context["form"].errors == {"code": ["This is not the code in the mail."]}
    assert third.status_code == late.status_code == 302
    assert "_auth_user_id" not in client.session


def test_asking_is_limited_for_a_person_under_both_names(client, limited):
    limited({"request_login_code": "2/15m/key"})
    person = UserFactory()

    for name in (person.username, person.email, person.username.upper()):
        refused = type(client)().post(reverse("account_request_login_code"), {"email": name})

    assert "Too many codes" in str(refused.context["form"].errors["email"])
    assert Mail.objects.count() == 2


@pytest.mark.parametrize("trait", [{"activated": False}, {"is_active": False}])
def test_code_is_not_sent_to_who_may_not_sign_in(ask, trait):
    ask(UserFactory(**trait).username)

    assert Mail.objects.count() == 0


def test_staff_still_show_their_second_factor(client, ask, code):
    ask(UserFactory(officer=True).username)

    answer = client.post(CONFIRM, {"code": code()})

    assert answer["Location"] == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
