"""A person at a browser without JavaScript: reads the picture, follows the links in the mails."""

import os
import re
import shutil
from contextlib import contextmanager

import pytest
from captcha.models import CaptchaStore
from celery import current_app
from django.conf import settings
from django.urls import reverse

from notifications.models import Mail
from tests.factories.accounts import PASSWORD

OTHER_PASSWORD = "Winter-jade-7-Boat"


def answered(page):
    """The two posted parts of the verify code on a page; nothing where none is asked."""
    shown = re.search(
        r"/verify-code/(\w+)\.png.*?name=\"verify_code_key\" value=\"([^\"]+)",
        page.content.decode(),
        re.DOTALL,
    )
    if shown is None:
        return {}
    hashkey, key = shown.groups()
    answer = CaptchaStore.objects.get(hashkey=hashkey).response
    return {"verify_code_key": key, "verify_code": answer.upper()}


@pytest.fixture
def solved(client, db):
    """``{**solved("account_login")}`` opens the page and answers its picture."""
    return lambda name, by=client: answered(by.get(reverse(name)))


@pytest.fixture
def wrong(client, db):
    """``{**wrong("account_login")}`` opens the page and answers its picture wrongly."""
    return lambda name: {**answered(client.get(reverse(name))), "verify_code": "zzzzzzz"}


@pytest.fixture
def flite():
    """The program that reads out; skips where it is not installed, unless everything has to run."""
    if shutil.which("flite") is None:
        if os.environ.get("REQUIRE_SERVICES") == "1":
            pytest.fail("flite is not installed.")
        pytest.skip("flite is not installed.")


@pytest.fixture
def worker(db, django_capture_on_commit_callbacks):
    """``with worker():`` — what is asked of a worker meanwhile is done at the end.

    Only what this app asks; mails stay in the outbox.
    """
    current_app.loader.import_default_modules()
    with (
        current_app.connection_for_write() as connection,
        connection.SimpleQueue(current_app.conf.task_default_queue) as queue,
    ):
        queue.clear()

        @contextmanager
        def working():
            asked = []
            with django_capture_on_commit_callbacks(execute=True):
                yield asked
            while len(queue):
                message = queue.get_nowait()
                message.ack()
                name = message.headers["task"]
                if name.startswith("accounts."):
                    asked.append(name)
                    current_app.tasks[name](*message.payload[0])

        yield working


@pytest.fixture
def limited(settings):
    """``limited({"login_failed": "3/m/ip"})`` for this test; the other limits stay."""

    def limited(rates):
        settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, **rates}

    return limited


@pytest.fixture
def post(client, worker):
    """``post("account_login", …)`` posts to a page by its name; a worker does what follows."""

    def post(name, *, by=client, **data):
        with worker():
            return by.post(reverse(name), data)

    return post


@pytest.fixture
def sign_in(post, solved):
    """``sign_in("bob")`` as a person does it."""

    def sign_in(login, password=PASSWORD, **data):
        return post(
            "account_login", login=login, password=password, **solved("account_login"), **data
        )

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
                **solved("account_signup"),
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
