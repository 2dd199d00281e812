"""The verify code: one try a picture, and never at the cost of anything else."""

import re
import wave
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from io import BytesIO
from threading import Barrier

import pytest
import time_machine
from captcha.conf import settings as captcha_settings
from captcha.models import CaptchaStore
from django.db import connection, connections
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from accounts.captcha import LENGTH
from tests.accounts.conftest import answered
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

PAGES = [
    ("account_signup", "username"),
    ("account_login", "login"),
    ("account_reset_password", "email"),
    ("account_resend_activation", "login"),
]


@pytest.fixture
def refused(client):
    """``refused(answer)``: whether the page to resend says that its code is wrong."""

    def refused(answer, by=client):
        page = by.post(reverse("account_resend_activation"), {"login": "bob", **answer})
        return page.status_code == 200 and page.context["form"].errors.keys() == {"verify_code"}

    return refused


def test_right_answer_counts_once(solved, refused):
    answer = solved("account_resend_activation")

    assert not refused(answer)
    assert refused(answer)


def test_wrong_answer_uses_the_picture_up(solved, refused):
    answer = solved("account_resend_activation")

    assert refused({**answer, "verify_code": "zzzzz"})
    assert refused(answer)


def test_answer_counts_in_its_own_form_only(solved, refused):
    assert refused(solved("account_reset_password"))


def test_answer_counts_in_its_own_browser_only(client, solved, refused):
    answer = solved("account_resend_activation")
    thief = type(client)()
    thief.get(reverse("account_resend_activation"))

    assert refused(answer, by=thief)
    assert refused(answer, by=type(client)())
    assert not refused(answer)


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
def test_missing_and_invented_answers_are_refused(refused, posted):
    assert refused(posted)


def test_picture_expires(solved, refused):
    answer = solved("account_resend_activation")

    with time_machine.travel(timezone.localtime() + timezone.timedelta(minutes=16)):
        assert refused(answer)


def test_guessing_is_limited_for_a_network_and_keeps_what_was_typed(
    client, solved, refused, settings
):
    settings.ACCOUNT_RATE_LIMITS = {"wrong_verify_code": "2/10m/ip"}
    for _guess in range(2):
        refused({"verify_code": "abcde"})

    page = client.post(
        reverse("account_resend_activation"),
        {"login": "bob", **solved("account_resend_activation")},
    )

    assert "Too many wrong codes" in str(page.context["form"].errors["verify_code"])
    assert page.context["form"]["login"].value() == "bob"


def test_wrong_code_costs_no_password_try(post, sign_in, wrong):
    person = UserFactory()

    for _try in range(8):
        post(
            "account_login",
            login=person.username,
            password="Not-the-one-7",
            **wrong("account_login"),
        )

    assert sign_in(person.username).status_code == 302


def test_wrong_code_keeps_what_was_typed(register, wrong):
    answer = register("adaeze", **wrong("account_signup"))

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

    assert [str(field.label) for field in form.visible_fields()] == [
        "User Name",
        "Password",
        "Confirm Password",
        "E-mail",
        "Verify Code",
    ]
    form = client.get(reverse("account_login")).context["form"]
    assert [str(field.label) for field in form.visible_fields()] == [
        "User Name (or e-mail)",
        "Password",
        "Verify Code",
    ]


def seen(page):
    """Where the picture and the sound of a page are."""
    html = page.content.decode()
    sound = re.search(r'href="([^"]+\.wav)" target="_blank"', html)
    return re.search(r'src="([^"]+\.png)"', html)[1], sound and sound[1]


def test_picture_is_drawn_until_it_is_answered(client, refused):
    page = client.get(reverse("account_resend_activation"))
    picture, _sound = seen(page)

    shown = client.get(picture)
    CaptchaStore.objects.all().delete()

    assert shown.headers["Content-Type"] == "image/png"
    assert Image.open(BytesIO(shown.content)).size == (148, 46)
    assert client.get(picture).status_code == 410


def test_sound_is_not_offered_where_it_cannot_be_made(client, monkeypatch):
    monkeypatch.setattr(captcha_settings, "CAPTCHA_FLITE_PATH", "")

    page = client.get(reverse("account_login"))

    assert seen(page)[1] is None
    assert "Can't you read the picture? Write to" in page.content.decode()
    row = CaptchaStore.objects.get()
    assert client.get(reverse("verify_code_sound", args=(row.hashkey,))).status_code == 404


def test_letters_are_read_out(client, flite):
    page = client.get(reverse("account_login"))

    whole = client.get(seen(page)[1])
    part = client.get(seen(page)[1], headers={"range": "bytes=0-99"})

    assert whole.headers["Content-Type"] == "audio/wav"
    assert "Content-Disposition" not in whole.headers
    with wave.open(BytesIO(b"".join(whole))) as heard:
        assert heard.getnframes() / heard.getframerate() > LENGTH  # a second a letter and more
    assert part.status_code == 206
    assert len(b"".join(part)) == 100


def test_another_code_in_place_belongs_to_the_same_form(client, refused):
    client.get(reverse("account_resend_activation"))

    renewed = client.post(reverse("verify_code", args=("resend",))).json()

    row = CaptchaStore.objects.latest("pk")
    assert row.hashkey in renewed["picture"]
    assert not refused({"verify_code_key": renewed["key"], "verify_code": row.response})


@pytest.mark.parametrize("action", ["picture", "sound"])
def test_drawing_and_speaking_are_limited_for_a_network(client, settings, flite, action):
    settings.ACCOUNT_RATE_LIMITS = {f"verify_code_{action}": "1/h/ip"}
    client.get(reverse("account_login"))
    address = reverse(f"verify_code_{action}", args=(CaptchaStore.objects.get().hashkey,))

    assert client.get(address).status_code == 200
    assert client.get(address).status_code == 429


@pytest.fixture
def sign_in_page(client, post):
    """``sign_in_page(**data)``: the fields shown, after posting what is given."""

    def sign_in_page(**data):
        page = post("account_login", **data) if data else client.get(reverse("account_login"))
        return list(page.context["form"].fields)

    return sign_in_page


def test_sign_in_without_a_code_where_the_office_wants_none(sign_in_page, post, settings):
    settings.CAPTCHA_AT_SIGN_IN = "never"
    person = UserFactory()

    assert sign_in_page() == ["login", "password"]
    assert post("account_login", login=person.email, password=PASSWORD).status_code == 302


def test_sign_in_asks_for_a_code_after_failures(sign_in_page, post, limited, settings):
    settings.CAPTCHA_AT_SIGN_IN = "after-failures"
    limited({"sign_in_without_code": "2/h/key,4/h/ip"})
    person, other = UserFactory(), UserFactory()
    for login in (person.username, person.email):
        assert sign_in_page(login=login, password="Not-the-one-7") == ["login", "password"]

    unharmed = post("account_login", login=other.username, password=PASSWORD)
    post("account_logout")
    without = post("account_login", login=person.username, password=PASSWORD)

    assert without.context["form"].errors == {"verify_code": ["Type the letters in the picture."]}
    assert unharmed.status_code == 302
    typed = {"login": person.username, "password": PASSWORD}
    assert post("account_login", **typed, **answered(without)).status_code == 302


def test_name_that_no_database_looks_for_is_refused_in_words(sign_in_page, settings):
    settings.CAPTCHA_AT_SIGN_IN = "after-failures"

    assert sign_in_page(login="bob\x00", password=PASSWORD) == ["login", "password"]


def test_sign_in_asks_everybody_in_a_network_with_many_failures(sign_in_page, limited, settings):
    settings.CAPTCHA_AT_SIGN_IN = "after-failures"
    limited({"sign_in_without_code": "9/h/key,2/h/ip"})

    for login in ("bob", "eve"):
        sign_in_page(login=login, password="Not-the-one-7")

    assert "verify_code" in sign_in_page()


@pytest.mark.postgres
@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite in memory has one writer and no waiting."
)
@pytest.mark.django_db(transaction=True)
def test_two_answers_at_once_count_as_one(client, solved):
    answer = {"login": "bob", **solved("account_resend_activation")}
    ready = Barrier(2)

    def send(_number):
        try:
            with connections["default"].cursor():
                ready.wait()
            browser = type(client)()
            browser.cookies = client.cookies
            return browser.post(reverse("account_resend_activation"), answer).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        statuses = sorted(pool.map(send, range(2)))

    assert statuses == [200, 302]
