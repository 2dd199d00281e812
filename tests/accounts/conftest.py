"""A person at a browser without JavaScript: reads the picture, follows the links in the mails."""

import re

import pytest
from captcha.models import CaptchaStore
from django.conf import settings
from django.urls import reverse

from notifications.models import Mail
from tests.factories.accounts import PASSWORD

OTHER_PASSWORD = "Winter-jade-7-Boat"


def _read_picture():
    """The two posted parts of a verify code, answered."""
    key = CaptchaStore.generate_key()
    return {
        "verify_code_key": key,
        "verify_code": CaptchaStore.objects.get(hashkey=key).response.upper(),
    }


@pytest.fixture
def solved(db):
    """``{**solved()}`` answers a new picture."""
    return _read_picture


@pytest.fixture
def wrong(db):
    """``{**wrong()}`` answers a new picture wrongly."""
    return lambda: {**_read_picture(), "verify_code": "zzzzzzz"}


@pytest.fixture
def post(client):
    """``post("account_login", …)`` posts to a page by its name."""
    return lambda name, **data: client.post(reverse(name), data)


@pytest.fixture
def sign_in(post, solved):
    """``sign_in("bob")`` as a person does it."""

    def sign_in(login, password=PASSWORD, **data):
        return post("account_login", login=login, password=password, **solved(), **data)

    return sign_in


@pytest.fixture
def register(post, solved):
    """``register("bob")`` as a person does it; ``**data`` replaces what is typed."""

    def register(name, /, **data):
        return post(
            "account_signup",
            **{
                "username": name,
                "password1": PASSWORD,
                "password2": PASSWORD,
                "email": f"{name}@mail.example",
                **solved(),
                **data,
            },
        )

    return register


def _link_in(mail):
    """The path of the link in a mail."""
    found = re.search(re.escape(settings.SITE_URL) + r"(/\S+)", mail.body)
    assert found, mail.body
    return found[1]


@pytest.fixture
def link_in():
    """``link_in(mail)`` is the path a person opens from it."""
    return _link_in


@pytest.fixture
def newest_mail(db):
    """``newest_mail()``: the last one written."""
    return lambda: Mail.objects.latest("pk")
