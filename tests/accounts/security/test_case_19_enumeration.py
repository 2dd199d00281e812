"""No page tells whether somebody has an account: same page, same cost."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from notifications.models import Mail
from tests.factories.accounts import PASSWORD, AgreementFactory, UserFactory

pytestmark = pytest.mark.django_db


def shown(response, *names):
    """What a visitor sees, without what differs from visit to visit."""
    text = response.content.decode()
    for name in names:
        text = text.replace(name, "NAME")
    text = re.sub(r"[0-9a-f]{40}|(csrfmiddlewaretoken|verify_code_key)\" value=\"[\w-]+", "", text)
    return response.status_code, response.headers.get("Location"), text


@pytest.fixture
def ask(client, solved, worker):
    """``ask(page, data)`` as a stranger with a fresh browser: what is seen, and what it costs."""

    def ask(page, data, *names):
        stranger = type(client)()
        stranger.get("/")
        code = solved(page, by=stranger)
        with worker() as asked, CaptureQueriesContext(connection) as queries:
            answer = stranger.post(reverse(page), {**data, **code})
        seen = [shown(answer, *names)]
        if answer.status_code == 302:
            seen.append(shown(stranger.get(answer["Location"]), *names))
        return {"seen": seen, "queries": len(queries), "asked": list(asked)}

    return ask


@pytest.mark.parametrize(
    ("page", "field", "more"),
    [
        ("account_login", "login", {"password": "Not-the-one-7"}),
        ("account_reset_password", "email", {}),
        ("account_resend_activation", "login", {}),
        ("account_correct_address", "login", {"password": "Not-the-one-7", "email": "a@b.example"}),
    ],
)
@pytest.mark.parametrize("by", ["username", "email"])
@pytest.mark.parametrize("activated", [True, False])
def test_case_19_known_and_unknown_cannot_be_told_apart(ask, page, field, more, by, activated):
    person = UserFactory(username="somebody", activated=activated)
    known = getattr(person, by)
    unknown = known.replace("somebody", "nonesuch")

    first = ask(page, {field: known, **more}, known)
    second = ask(page, {field: unknown, **more}, unknown)

    assert first == second


@pytest.mark.parametrize("activated", [True, False])
def test_case_19_asking_for_a_code_shows_the_same_page(ask, activated):
    person = UserFactory(username="somebody", activated=activated)

    first = ask("account_request_login_code", {"email": person.username}, "somebody")
    second = ask("account_request_login_code", {"email": "nonesuch"}, "nonesuch")

    assert first["seen"] == second["seen"]


def test_case_19_registering_a_taken_address_looks_and_costs_the_same(ask):
    agreement = AgreementFactory(published_at=None)
    owner = UserFactory(username="owner")
    typed = {"password1": PASSWORD, "password2": PASSWORD}

    taken = ask("account_signup", {**typed, "username": "first", "email": owner.email.upper()})
    free = ask("account_signup", {**typed, "username": "second", "email": "new@mail.example"})

    assert taken == free
    told = dict(Mail.objects.values_list("recipient", "body"))
    assert told.keys() == {owner.email, "new@mail.example"}
    assert "owner" in told[owner.email]
    assert not User.objects.filter(username="first").exists()
    assert agreement.acceptances.count() == 0


def test_case_19_consent_is_used_up_by_a_taken_address_too(client, post, register):
    agreement = AgreementFactory()
    post("account_agreement", accept="1", version=agreement.version)

    register("adaeze", email=UserFactory().email)

    assert client.get(reverse("account_signup"))["Location"] == reverse("account_agreement")
    assert agreement.acceptances.count() == 0
