"""Where links and buttons lead: own pages only, and back to what was typed."""

import pytest
from django.urls import reverse

from accounts.models import User
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

ELSEWHERE = [
    "https://evil.example/",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https:evil.example",
    "http:///evil.example",
    "javascript:alert(1)",
    "\t//evil.example",
    "%2f%2fevil.example",
    "https://testserver@evil.example/",
    "https://testserver.evil.example/",
    "data:text/html,x",
    "/ok\r\nLocation: https://evil.example",
]


@pytest.mark.parametrize("target", ELSEWHERE)
def test_signing_in_never_leads_away(sign_in, target):
    answer = sign_in(UserFactory().username, next=target)

    assert answer.status_code == 302
    assert answer["Location"].startswith("/")
    assert not answer["Location"].startswith(("//", "/\\"))
    assert "\n" not in answer["Location"]


def test_signing_in_leads_to_the_page_one_came_for(sign_in):
    answer = sign_in(UserFactory().username, next="/notices/")

    assert answer["Location"] == "/notices/"


@pytest.mark.parametrize("target", ELSEWHERE)
def test_language_button_never_leads_away(client, target):
    by_post = client.post("/language/", {"language": "en", "next": target})
    by_address = client.post("/language/", {"language": "en"}, query_params={"next": target})

    for answer in (by_post, by_address):
        assert answer["Location"].startswith("/") or answer["Location"].startswith("%2f")
        assert not answer["Location"].startswith(("//", "/\\"))


@pytest.mark.parametrize(
    ("address", "field"),
    [
        ("account_signup", "username"),
        ("account_login", "login"),
        ("account_reset_password", "email"),
        ("account_resend_activation", "login"),
    ],
)
def test_language_button_keeps_what_was_typed_once(client, address, field):
    here = reverse(address)

    answer = client.post(
        "/language/",
        {
            "language": "zh-hans",
            "next": "/elsewhere/",
            field: "adaeze",
            "password": "Kt7-river-Moon",
            "password1": "Kt7-river-Moon",
            "verify_code": "abcde",
        },
        query_params={"next": f"{here}?next=/notices/"},
    )
    shown = client.get(answer["Location"])
    again = client.get(here)

    assert answer["Location"] == f"{here}?next=/notices/"
    assert shown.headers["Content-Language"] == "zh-hans"
    assert shown.context["form"][field].value() == "adaeze"
    assert "Kt7-river-Moon" not in shown.content.decode()
    assert again.context["form"][field].value() in (None, "")


def test_language_is_kept_in_the_account(client):
    person = UserFactory(language="en")
    client.force_login(person)

    client.post("/language/", {"language": "zh-hans", "next": "/"})

    assert User.objects.get(pk=person.pk).language == "zh-hans"


@pytest.mark.parametrize("language", ["../../etc/passwd", "<b>", "fr", "x" * 10_000, ""])
def test_invented_languages_are_ignored(client, language):
    client.post("/language/", {"language": language, "next": "/accounts/login/"})

    assert client.get("/accounts/login/").headers["Content-Language"] == "en"


def test_sessions_get_a_new_key_at_sign_in(client, sign_in):
    client.get(reverse("account_login"))
    client.post("/language/", {"language": "en", "next": "/"})
    before = client.session.session_key

    sign_in(UserFactory().username)

    assert client.session.session_key != before


def test_deactivated_person_is_out_at_the_next_click(client):
    person = UserFactory()
    client.force_login(person)
    person.is_active = False
    person.save()

    assert client.get(reverse("account_change_password")).status_code == 302


@pytest.mark.parametrize("name", ["a@b.example", "with space", "ab", "<b>name</b>", "x" * 151])
def test_user_names_that_mislead_are_refused(register, name):
    answer = register("adaeze", username=name)

    assert answer.context["form"].errors.keys() == {"username"}


@pytest.mark.parametrize(
    ("browsers", "kept"), [("Africa/Lagos", "Africa/Lagos"), ("Mars/Olympus", ""), ("", "")]
)
def test_new_account_lives_on_the_clock_of_its_browser(register, browsers, kept):
    register("adaeze", time_zone=browsers)

    assert User.objects.get().time_zone == kept


def test_look_alike_spellings_are_one_name(register):
    register("adaeze", username="ａｄａｅｚｅ")  # full-width letters

    assert User.objects.get().username == "adaeze"


@pytest.mark.parametrize(
    ("name", "action"),
    [
        ("account_resend_activation", "resend_activation"),
        ("account_reset_password", "reset_password"),
        ("account_signup", "signup"),
    ],
)
@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "It opens again within an hour."), ("zh-hans", "一小时内会重新开放")],
)
def test_who_tries_too_often_reads_when_to_come_back_and_finds_what_was_typed(
    client, solved, post, settings, name, action, language, sentence
):
    settings.ACCOUNT_RATE_LIMITS = {action: "0/h/ip"}
    client.post(reverse("account_agreement"), {"accept": "1"})
    client.post("/language/", {"language": language})
    box = {"account_reset_password": "email", "account_signup": "username"}.get(name, "login")

    refused = post(name, **{box: "adaeze"}, password1=PASSWORD, **solved(name))
    again = client.get(reverse(name)).content.decode()

    assert refused.status_code == 429
    assert sentence in refused.content.decode()
    assert f'href="{reverse(name)}"' in refused.content.decode()
    assert refused["Retry-After"] == "3600"
    assert 'value="adaeze"' in again
    assert PASSWORD not in again


def test_language_button_of_the_home_page_keeps_the_name_on_the_sign_in_sheet(client):
    home = client.get("/").content.decode()

    client.post("/language/?next=/", {"language": "zh-hans", "login": "adaeze", "password": "x"})
    shown = client.get("/")

    assert 'form="sign-in" formnovalidate formaction="/language/?next=%2F"' in home
    assert shown.headers["Content-Language"] == "zh-hans"
    assert 'name="login" value="adaeze"' in shown.content.decode()


@pytest.mark.parametrize(
    "name", ["account_change_password", "account_email", "account_profile", "mfa_index"]
)
def test_language_button_stands_on_own_pages_too(client, name):
    client.force_login(UserFactory())

    page = client.get(reverse(name)).content.decode()

    assert page.count('name="language"') == 1
    assert 'value="zh-hans" lang="zh-Hans">中文</button>' in page
