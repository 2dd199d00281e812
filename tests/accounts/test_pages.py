"""Every page around an account opens, in both languages."""

import pytest
from allauth.account.models import EmailAddress
from django.template import Context, Template
from django.urls import reverse

from accounts.templatetags.accounts import browser
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

OPEN = [
    "account_login",
    "account_signup",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "account_resend_activation",
    "account_resend_activation_done",
    "account_email_verification_sent",
    "account_inactive",
]
OWN = [
    "account_change_password",
    "account_email",
    "account_logout",
    "mfa_index",
    "usersessions_list",
]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("name", OPEN)
def test_open_page_opens(client, name, language):
    client.post("/language/", {"language": language, "next": "/"})

    answer = client.get(reverse(name))

    assert answer.status_code == 200
    assert "<h1" in answer.content.decode()


@pytest.mark.parametrize("name", OWN)
def test_own_page_opens(client, sign_in, name):
    sign_in(UserFactory().username)

    answer = client.get(reverse(name))

    assert answer.status_code == 200
    assert "<h1" in answer.content.decode()


def test_second_factor_is_set_up_after_saying_the_password_again(client, sign_in):
    officer = UserFactory(officer=True)
    sign_in(officer.username)

    for name in ("mfa_activate_totp", "mfa_add_webauthn", "mfa_list_webauthn"):
        answer = client.get(reverse(name), follow=True)

        assert answer.status_code == 200
        assert "<h1" in answer.content.decode()


def test_other_sessions_are_ended_from_the_list(client, sign_in, solved):
    person = UserFactory()
    sign_in(person.username)
    other = type(client)()
    other.post(
        reverse("account_login"),
        {"login": person.username, "password": PASSWORD, **solved("account_login", by=other)},
    )

    listed = client.get(reverse("usersessions_list")).content.decode()
    client.post(reverse("usersessions_list"))

    assert "Sign out everywhere else" in listed
    assert other.get(reverse("usersessions_list")).status_code == 302
    assert client.get(reverse("usersessions_list")).status_code == 200


def test_new_address_counts_when_confirmed_and_the_old_one_is_told(
    client, sign_in, post, newest_mail, link_in
):
    person = UserFactory(email="old@mail.example")
    sign_in(person.username)

    unsure = post("account_email", action_add="1", email="new@mail.example")
    post("account_reauthenticate", password=PASSWORD, next=reverse("account_email"))
    asked = newest_mail()
    pending = client.get(reverse("account_email")).content.decode()
    page = client.get(link_in(asked)).content.decode()
    client.post(link_in(asked))

    person.refresh_from_db()
    assert unsure["Location"].startswith(reverse("account_reauthenticate"))
    assert asked.recipient == "new@mail.example"
    assert "To be confirmed" in pending
    assert "Confirm your new e-mail" in page
    assert person.email == "new@mail.example"
    assert EmailAddress.objects.get(user=person).email == "new@mail.example"
    assert newest_mail().recipient == "old@mail.example"
    assert "n•••@mail.example" in newest_mail().body


def test_sign_in_sheet_posts_to_the_sign_in_page(client):
    html = client.get("/").content.decode()

    assert f'action="{reverse("account_login")}"' in html
    assert "Another code" in html
    assert "Register" in html


def test_sign_in_sheet_leads_on_who_is_signed_in(rf):
    request = rf.get("/")
    request.user = UserFactory()

    html = Template("{% load accounts %}{% sign_in_sheet %}").render(Context({"request": request}))

    assert reverse("applications:mine") in html
    assert "<form" not in html


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/150 Safari/537.36",
            "Chrome, Windows",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/150 Safari/537.36 Edg/150", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19 like Mac OS X) Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/150 MicroMessenger/8.0", "WeChat, Android"),
        ("curl/8", "curl/8"),
    ],
)
def test_browser_is_called_as_people_call_it(user_agent, name):
    assert browser(user_agent) == name
