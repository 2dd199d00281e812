"""Guessing passwords is slow, and keeps no owner out for good."""

import pytest
from django.urls import reverse

from tests.accounts.conftest import OTHER_PASSWORD
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


def test_case_20_both_names_of_a_person_have_one_count(sign_in):
    person = UserFactory()

    for login in (person.username, person.email, person.username.upper(), person.email, "x"):
        sign_in(login, "Not-the-one-7")
    fifth = sign_in(person.email, "Not-the-one-7")
    refused = sign_in(person.username, PASSWORD)

    assert "not right" in str(fifth.context["form"].errors)
    assert "Too many wrong passwords" in str(refused.context["form"].errors)


@pytest.fixture
def guess(client, solved):
    """``guess(login, "203.0.113.7")``: a wrong password from that network; what is said."""

    def guess(login, address, password="Not-the-one-7", **headers):
        stranger = type(client)(REMOTE_ADDR=address, headers=headers)
        code = solved("account_login", by=stranger)
        typed = {"login": login, "password": password, **code}
        answer = stranger.post(reverse("account_login"), typed)
        done = answer.status_code == 302
        return "signed in" if done else str(answer.context["form"].errors)

    return guess


def test_case_20_who_guesses_elsewhere_does_not_lock_the_owner_out(guess):
    person = UserFactory()
    said = [guess(person.email, "203.0.113.7") for _try in range(7)]

    assert "Too many wrong passwords" in said[-1]
    assert guess(person.email, "198.51.100.4", PASSWORD) == "signed in"


def test_case_20_many_networks_together_are_limited_and_the_owner_comes_in_by_mail(
    guess, limited, ways_in, reset_link, choose_password
):
    limited({"login_failed_anywhere": "3/h/key"})
    person = UserFactory()
    said = [guess(person.email, f"203.0.113.{number}") for number in range(5)]

    assert "Too many wrong passwords" in said[-1]
    assert ways_in["code"](person)["Location"] == reverse("applications:mine")
    assert choose_password(reset_link(person))
    assert guess(person.email, "198.51.100.4", OTHER_PASSWORD) == "signed in"


def test_case_20_one_network_guessing_for_many_people_is_limited(guess, limited):
    limited({"login_failed": "3/m/ip,5/5m/key"})

    said = [guess(f"person-{number}", "203.0.113.7") for number in range(4)]

    assert "Too many wrong passwords" in said[-1]


def test_case_20_a_network_of_the_new_internet_is_one_network(guess, limited):
    limited({"login_failed": "3/m/ip,5/5m/key"})

    said = [guess("nobody", f"2001:db8:1:2::{number}") for number in range(4)]

    assert "Too many wrong passwords" in said[-1]


@pytest.mark.parametrize(("proxies", "fooled"), [(0, False), (1, True)])
def test_case_20_forwarded_addresses_count_behind_a_proxy_only(
    guess, limited, settings, proxies, fooled
):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    limited({"login_failed": "3/m/ip,9/5m/key"})

    said = [
        guess("nobody", "203.0.113.7", x_forwarded_for=f"198.51.100.{number}")
        for number in range(4)
    ]

    assert ("Too many wrong passwords" in said[-1]) is not fooled
