"""What attackers and their victims do."""

import re

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from tests.accounts.conftest import OTHER_PASSWORD

DESK = "/admin/"
CONFIRM_CODE = "/accounts/login/code/confirm/"
NEW_PASSWORD = {"password1": OTHER_PASSWORD, "password2": OTHER_PASSWORD}


def later(**time):
    return time_machine.travel(timezone.localtime() + timezone.timedelta(**time))


def is_in(browser):
    """Whether the session of this browser opens a personal page."""
    return browser.get(reverse("account_change_password")).status_code == 200


@pytest.fixture
def reset_link(post, solved, newest_mail, link_in):
    """``reset_link(person)``: the link in the mail that replaces the password."""

    def reset_link(person):
        post("account_reset_password", email=person.email, **solved("account_reset_password"))
        return link_in(newest_mail())

    return reset_link


@pytest.fixture
def choose_password(client):
    """``choose_password(link)``: follows it and types a new password; whether that was accepted."""

    def choose_password(link, by=client):
        page = by.get(link, follow=True)
        address = page.redirect_chain[-1][0] if page.redirect_chain else link
        saved = by.post(address, NEW_PASSWORD)
        return saved.headers.get("Location") == reverse("account_reset_password_from_key_done")

    return choose_password


@pytest.fixture
def ways_in(client, post, sign_in, newest_mail, reset_link, choose_password):
    """Each way in, as far as the question for the second factor."""

    def by_password(person):
        return sign_in(person.email)

    def by_code(person):
        post("account_request_login_code", email=person.email)
        code = re.search(r"\b[A-Z]{4}-[A-Z]{4}\b", newest_mail().body)[0]
        return client.post(CONFIRM_CODE, {"code": code})

    def after_a_reset(person):
        choose_password(reset_link(person))
        return sign_in(person.email, OTHER_PASSWORD)

    return {"password": by_password, "code": by_code, "reset": after_a_reset}
