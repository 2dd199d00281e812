"""The verify code: one try a picture, and never at the cost of anything else."""

from html.parser import HTMLParser

import pytest
import time_machine
from captcha.models import CaptchaStore
from django.urls import reverse
from django.utils import timezone

from accounts.forms import LoginForm, ResendActivationForm
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

PAGES = [
    ("account_signup", "username"),
    ("account_login", "login"),
    ("account_reset_password", "email"),
    ("account_resend_activation", "login"),
]


def test_right_answer_counts_once(solved):
    answer = solved()

    first = ResendActivationForm({"login": "bob", **answer})
    second = ResendActivationForm({"login": "bob", **answer})

    assert first.is_valid()
    assert second.errors.keys() == {"verify_code"}


def test_wrong_answer_uses_the_picture_up(solved):
    answer = solved()

    wrong = ResendActivationForm({"login": "bob", **answer, "verify_code": "zzzzz"})
    right = ResendActivationForm({"login": "bob", **answer})

    assert not wrong.is_valid()
    assert not right.is_valid()


@pytest.mark.parametrize(
    "posted",
    [
        {},
        {"verify_code": "abcde"},
        {"verify_code": "", "verify_code_key": "0" * 40},
        {"verify_code": "abcde", "verify_code_key": "0" * 40},
        {"verify_code": "\x00", "verify_code_key": "\x00"},
    ],
)
def test_missing_and_invented_answers_are_refused(posted):
    form = ResendActivationForm({"login": "bob", **posted})

    assert form.errors.keys() == {"verify_code"}


def test_picture_expires(solved):
    answer = solved()

    with time_machine.travel(timezone.localtime() + timezone.timedelta(minutes=16)):
        form = ResendActivationForm({"login": "bob", **answer})

        assert form.errors.keys() == {"verify_code"}


def test_wrong_code_costs_no_password_try(post, sign_in, wrong):
    person = UserFactory()

    for _try in range(8):
        post("account_login", login=person.username, password="Not-the-one-7", **wrong())

    assert sign_in(person.username).status_code == 302


def test_wrong_code_keeps_what_was_typed(register, wrong):
    answer = register("adaeze", **wrong())

    form = answer.context["form"]
    assert form.errors.keys() == {"verify_code"}
    assert form["username"].value() == "adaeze"
    assert form["email"].value() == "adaeze@mail.example"
    assert PASSWORD not in answer.content.decode()


@pytest.mark.parametrize(("address", "field"), PAGES)
def test_another_code_shows_a_new_picture_and_keeps_what_was_typed(client, address, field):
    first = client.get(reverse(address))

    answer = client.post(
        reverse(address),
        {field: "adaeze", "password": PASSWORD, "password1": PASSWORD, "another_code": "1"},
        follow=True,
    )

    assert first.status_code == answer.status_code == 200
    assert answer.context["form"][field].value() == "adaeze"
    assert not answer.context["form"].errors
    assert PASSWORD not in answer.content.decode()
    assert CaptchaStore.objects.count() == 2
    assert client.get(reverse(address)).context["form"][field].value() in (None, "")


class Buttons(HTMLParser):
    """The submit buttons of a page in their order, with the form they send."""

    def __init__(self, html):
        super().__init__()
        self.form, self.found = None, []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag == "form":
            self.form = attributes.get("id")
        if tag == "button" and attributes.get("type") == "submit":
            self.found.append((attributes.get("form", self.form), attributes))

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None


@pytest.mark.parametrize(("address", "field"), PAGES)
def test_enter_presses_the_main_button(client, address, field):
    html = client.get(reverse(address)).content.decode()

    of_form = [button for form, button in Buttons(html).found if form == "account-form"]

    assert len(of_form) == 4
    assert "name" not in of_form[0]
    assert "formaction" not in of_form[0]


@pytest.mark.parametrize(("address", "field"), PAGES)
def test_code_is_labelled_and_described(client, address, field):
    html = client.get(reverse(address)).content.decode()

    assert '<label for="id_verify_code">Verify Code</label>' in html
    assert 'aria-describedby="id_verify_code_helptext"' in html
    assert 'width="148" height="46" alt="Picture of five letters to type"' in html


def test_fields_stand_in_the_order_of_the_manual(client):
    form = client.get(reverse("account_signup")).context["form"]

    assert [str(field.label) for field in form] == [
        "User Name",
        "Password",
        "Confirm Password",
        "E-mail",
        "Verify Code",
    ]
    assert [str(field.label) for field in LoginForm()] == [
        "User Name (or e-mail)",
        "Password",
        "Verify Code",
    ]


def test_sound_is_offered_where_it_can_be_made(client, monkeypatch):
    from captcha.conf import settings as captcha_settings

    silent = client.get(reverse("account_login")).content.decode()
    monkeypatch.setattr(captcha_settings, "CAPTCHA_FLITE_PATH", "/usr/bin/flite")
    speaking = client.get(reverse("account_login")).content.decode()

    assert "Listen" not in silent
    assert "Listen" in speaking
