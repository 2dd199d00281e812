"""What was typed waits for one look at its own page."""

import pytest
from django.test import RequestFactory

from portal import round_trip


@pytest.fixture
def session():
    return {}


@pytest.fixture
def visit(session):
    """``visit("/a/", data)``: a request in one session; a post when there is data."""

    def visit(path, data=None):
        factory = RequestFactory()
        request = factory.post(path, data) if data is not None else factory.get(path)
        request.session = session
        return request

    return visit


def test_kept_text_is_taken_once_and_by_its_page_only(visit):
    round_trip.keep(visit("/language/", {"username": "adaeze"}), "/accounts/signup/?a=1")

    assert round_trip.take(visit("/accounts/login/")) == {}
    assert round_trip.take(visit("/accounts/signup/")) == {"username": "adaeze"}
    assert round_trip.take(visit("/accounts/signup/")) == {}


def test_secrets_are_never_kept(visit, session):
    secrets = {
        "password": "x",
        "oldpassword": "x",
        "password1": "x",
        "verify_code": "x",
        "verify_code_key": "x",
        "csrfmiddlewaretoken": "x",
        "code": "x",
        "next": "/",
        "language": "en",
    }

    round_trip.keep(visit("/language/", secrets), "/a/")

    assert session == {}


@pytest.mark.parametrize(
    "data", [{"a": "x" * 20_001}, {f"field{number}": "x" for number in range(61)}]
)
def test_more_than_a_form_holds_is_not_kept(visit, session, data):
    round_trip.keep(visit("/language/", data), "/a/")

    assert session == {}
