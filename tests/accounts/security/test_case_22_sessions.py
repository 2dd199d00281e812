"""Sessions: new at sign-in, dead at sign-out, over after a while."""

import pytest
import time_machine
from django.conf import settings as real_settings
from django.utils import timezone

from tests.accounts.security.conftest import DESK, is_in, later
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def test_case_22_session_planted_before_sign_in_is_worth_nothing(client, sign_in):
    client.post("/language/", {"language": "en", "next": "/"})
    planted = client.session.session_key

    sign_in(UserFactory().username)

    thief = type(client)()
    thief.cookies[real_settings.SESSION_COOKIE_NAME] = planted
    assert client.session.session_key != planted
    assert not is_in(thief)


def test_case_22_copied_session_is_dead_after_signing_out(client, post):
    client.force_login(UserFactory())
    thief = type(client)()
    thief.cookies[real_settings.SESSION_COOKIE_NAME] = client.session.session_key
    assert is_in(thief)

    post("account_logout")

    assert not is_in(thief)


@pytest.mark.parametrize(
    ("staff", "away", "stays"),
    [
        (False, {"days": 13}, True),
        (False, {"days": 15}, False),
        (True, {"minutes": 59}, True),
        (True, {"minutes": 61}, False),
    ],
)
def test_case_22_idle_sessions_end(client, staff, away, stays):
    client.force_login(UserFactory(officer=staff))

    with later(**away):
        assert is_in(client) is stays


@pytest.mark.parametrize(
    ("staff", "click_every", "clicks"), [(True, {"minutes": 50}, 15), (False, {"days": 10}, 7)]
)
def test_case_22_used_sessions_live_on_but_not_for_ever(client, staff, click_every, clicks):
    client.force_login(UserFactory(officer=staff))
    alive = []

    with time_machine.travel(timezone.localtime(), tick=False) as clock:
        for _click in range(clicks):
            clock.shift(timezone.timedelta(**click_every))
            alive.append(is_in(client))

    assert alive[:5] == [True] * 5
    assert alive[-1] is False


def test_case_22_who_was_away_is_told_and_led_back(client):
    client.force_login(UserFactory(officer=True))

    with later(hours=2):
        page = client.get(DESK, follow=True)

    assert page.redirect_chain[-1][0] == "/accounts/login/?next=%2Fadmin%2F"
    assert "You were away for a while" in page.content.decode()
