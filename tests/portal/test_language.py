"""Which language a page speaks: what was chosen, what the account says, what the browser asks."""

import pytest
from django.urls import reverse

from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def language_of(response):
    return response.headers["Content-Language"]


def test_the_browser_is_asked_first(client):
    assert (
        language_of(client.get("/programmes/", headers={"accept-language": "zh-CN"})) == "zh-hans"
    )
    assert language_of(client.get("/programmes/", headers={"accept-language": "fr"})) == "en"


def test_the_account_knows_better(client):
    client.force_login(UserFactory(language="zh-hans"))

    assert language_of(client.get("/programmes/", headers={"accept-language": "en"})) == "zh-hans"


def test_the_button_wins_and_is_remembered_by_the_account(client):
    user = UserFactory(language="zh-hans")
    client.force_login(user)

    response = client.post(reverse("set_language"), {"language": "en", "next": "/programmes/"})

    user.refresh_from_db()
    assert (response.status_code, response["Location"]) == (302, "/programmes/")
    assert user.language == "en"
    assert language_of(client.get("/programmes/")) == "en"


@pytest.mark.parametrize(
    "target",
    ["//evil.example", "https://evil.example", "https:evil.example", "/\\evil.example", "\t//evil.example",
     "javascript:alert(1)", "http:///evil.example", "///evil.example", "https://localhost@evil.example", ""],
)  # fmt: skip
def test_the_button_leads_only_to_own_pages(client, target):
    response = client.post(reverse("set_language"), {"language": "en", "next": target})

    assert response["Location"] == "/"


@pytest.mark.parametrize("language", ["../../etc", "<b>", "xx", "x" * 10000, ""])
def test_an_unknown_language_changes_nothing(client, language):
    response = client.post(reverse("set_language"), {"language": language, "next": "/"})

    assert response.status_code == 302
    assert language_of(client.get("/programmes/", headers={"accept-language": "en"})) == "en"


def test_the_button_changes_the_whole_page_where_htmx_has_sent_the_search(client):
    address = "/language/?search&language=zh-hans&next=/programmes/"

    response = client.post(address, {"language": "en"}, headers={"HX-Request": "true"})

    assert response["HX-Redirect"] == "/programmes/?language=en"
    assert language_of(client.get("/programmes/")) == "zh-hans"
