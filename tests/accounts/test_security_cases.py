"""Attacks on the way in, by the number they have in the table of security cases."""

import re

import pytest
import time_machine
from allauth.mfa.adapter import get_adapter as mfa_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.conf import settings as real_settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from notifications.models import Mail
from tests.accounts.conftest import OTHER_PASSWORD
from tests.accounts.test_ways import ELSEWHERE
from tests.browser import authenticator
from tests.factories.accounts import PASSWORD, AgreementFactory, UserFactory

pytestmark = pytest.mark.django_db

DESK = "/admin/"
CONFIRM_CODE = "/accounts/login/code/confirm/"
NEW_PASSWORD = {"password1": OTHER_PASSWORD, "password2": OTHER_PASSWORD}


def later(**time):
    return time_machine.travel(timezone.localtime() + timezone.timedelta(**time))


def is_in(browser):
    """Whether the session of this browser opens a personal page."""
    return browser.get(reverse("account_change_password")).status_code == 200


@pytest.fixture
def reset_link(post, solved, newest_mail, link_in):
    """``reset_link(person)``: the link in the mail that replaces the password."""

    def reset_link(person):
        post("account_reset_password", email=person.email, **solved("account_reset_password"))
        return link_in(newest_mail())

    return reset_link


@pytest.fixture
def choose_password(client):
    """``choose_password(link)``: follows it and types a new password; whether that was accepted."""

    def choose_password(link, by=client):
        page = by.get(link, follow=True)
        address = page.redirect_chain[-1][0] if page.redirect_chain else link
        saved = by.post(address, NEW_PASSWORD)
        return saved.headers.get("Location") == reverse("account_reset_password_from_key_done")

    return choose_password


# 15: the second factor of the office ------------------------------------------------------------
@pytest.fixture
def officer():
    return UserFactory(officer=True)


@pytest.fixture
def ways_in(client, post, sign_in, newest_mail, reset_link, choose_password):
    """Each way in, as far as the question for the second factor."""

    def by_password(person):
        return sign_in(person.email)

    def by_code(person):
        post("account_request_login_code", email=person.email)
        code = re.search(r"\b[A-Z]{4}-[A-Z]{4}\b", newest_mail().body)[0]
        return client.post(CONFIRM_CODE, {"code": code})

    def after_a_reset(person):
        choose_password(reset_link(person))
        return sign_in(person.email, OTHER_PASSWORD)

    return {"password": by_password, "code": by_code, "reset": after_a_reset}


@pytest.mark.parametrize("way", ["password", "code", "reset"])
def test_case_15_no_way_leads_past_the_second_factor(client, officer, ways_in, way):
    answer = ways_in[way](officer)

    assert answer["Location"] == reverse("mfa_authenticate")
    assert client.get(DESK)["Location"].startswith(reverse("admin:login"))
    assert "_auth_user_id" not in client.session


def test_case_15_code_of_the_authenticator_works_once(client, officer, sign_in, post):
    device = Authenticator.objects.get(user=officer)
    code = authenticator.code(mfa_adapter().decrypt(device.data["secret"]))

    sign_in(officer.email)
    first = client.post(reverse("mfa_authenticate"), {"code": code})
    post("account_logout")
    sign_in(officer.email)
    second = client.post(reverse("mfa_authenticate"), {"code": code})

    assert first["Location"] == reverse("admin:index")
    assert second.context["form"].errors.keys() == {"code"}


def test_case_15_recovery_code_works_once(client, officer, sign_in, post):
    code = RecoveryCodes.activate(officer).get_unused_codes()[0]

    sign_in(officer.email)
    first = client.post(reverse("mfa_authenticate"), {"code": code})
    post("account_logout")
    sign_in(officer.email)
    second = client.post(reverse("mfa_authenticate"), {"code": code})

    assert first["Location"] == reverse("admin:index")
    assert second.context["form"].errors.keys() == {"code"}


def test_case_15_guessing_the_second_factor_ends_after_five(client, officer, sign_in):
    device = Authenticator.objects.get(user=officer)
    sign_in(officer.email)
    for _guess in range(5):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})

    code = authenticator.code(mfa_adapter().decrypt(device.data["secret"]))
    client.post(reverse("mfa_authenticate"), {"code": code})

    assert "_auth_user_id" not in client.session


def test_case_15_another_device_needs_the_password_again(client, officer):
    client.force_login(officer)  # a session that was left open

    for page in ("mfa_add_webauthn", "mfa_generate_recovery_codes", "mfa_deactivate_totp"):
        assert "/reauthenticate/" in client.get(reverse(page))["Location"]


# 16: the link that replaces a password ----------------------------------------------------------
def test_case_16_reset_link_works_once_and_ends_the_thiefs_session(
    client, reset_link, choose_password
):
    person, thief = UserFactory(), type(client)()
    thief.force_login(person)
    link = reset_link(person)

    assert choose_password(link)
    assert not choose_password(link, by=type(client)())
    assert not is_in(thief)


def test_case_16_older_of_two_links_is_dead_once_the_newer_is_used(reset_link, choose_password):
    person = UserFactory()
    older, newer = reset_link(person), reset_link(person)

    assert choose_password(newer)
    assert not choose_password(older)


def test_case_16_reset_link_is_dead_after_an_hour(reset_link, choose_password):
    link = reset_link(UserFactory())

    with later(minutes=61):
        assert not choose_password(link)


def test_case_16_reset_link_is_dead_after_another_address(reset_link, choose_password):
    person = UserFactory()
    link = reset_link(person)
    person.emailaddress_set.update(email="new@mail.example")
    User.objects.update(email="new@mail.example")

    assert not choose_password(link)


def test_case_16_token_of_one_person_opens_nobody_else(reset_link, choose_password):
    mine, theirs = reset_link(UserFactory()), reset_link(UserFactory())
    uid = re.search(r"/key/(\w+)-", theirs)[1]

    assert not choose_password(re.sub(r"/key/\w+-", f"/key/{uid}-", mine))


def test_case_16_token_leaves_in_no_referer(client, reset_link):
    link = reset_link(UserFactory())

    followed = client.get(link, follow=True)

    assert followed.headers["Referrer-Policy"] == "same-origin"
    assert link not in followed.content.decode()
    assert followed.redirect_chain[-1][0] != link


# 17: links in mails -----------------------------------------------------------------------------
@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.example"},
        {"host": "localhost", "x-forwarded-host": "evil.example"},
        {"host": "localhost@evil.example"},
    ],
)
@pytest.mark.parametrize("allowed", [["*"], None])
@pytest.mark.parametrize("page", ["account_reset_password", "account_resend_activation"])
def test_case_17_links_never_come_from_the_host_header(
    client, solved, worker, settings, headers, allowed, page
):
    person = UserFactory(activated=page == "account_reset_password")
    code = solved(page)
    settings.ALLOWED_HOSTS = allowed or ["localhost", "testserver"]

    with worker():
        answer = client.post(
            reverse(page), {"email": person.email, "login": person.email, **code}, headers=headers
        )

    mails = "".join(mail.body + mail.html for mail in Mail.objects.all())
    assert "evil" not in mails
    assert answer.status_code == 400 or settings.SITE_URL in mails


def test_case_17_registering_under_a_wrong_host_mails_the_right_link(
    client, solved, settings, newest_mail
):
    settings.ALLOWED_HOSTS = ["*"]
    typed = {"username": "adaeze", "email": "adaeze@mail.example", **solved("account_signup")}

    client.post(
        reverse("account_signup"),
        {**typed, "password1": PASSWORD, "password2": PASSWORD},
        headers={"host": "evil.example"},
    )

    assert "evil" not in newest_mail().body + newest_mail().html
    assert settings.SITE_URL in newest_mail().body


# 18: whose address it is ------------------------------------------------------------------------
def test_case_18_nobody_goes_on_before_the_address_is_confirmed(client, sign_in):
    answer = sign_in(UserFactory(activated=False).username)

    assert answer["Location"] == reverse("account_email_verification_sent")
    assert client.get("/applications/new/").status_code == 302


def test_case_18_activation_link_works_once_from_any_browser_and_signs_nobody_in(
    client, register, newest_mail, link_in
):
    register("adaeze")
    link = link_in(newest_mail())
    elsewhere = type(client)()

    activated = elsewhere.post(link)

    assert activated["Location"] == reverse("account_login")
    assert "_auth_user_id" not in elsewhere.session
    assert client.post(link).status_code == 404


@pytest.mark.parametrize(
    "spelling", ["VICTIM@mail.example", "victim@MAIL.Example", "victim@ｍail.example"]
)
def test_case_18_one_address_has_one_account_however_it_is_spelt(register, spelling):
    UserFactory(username="owner", email="victim@mail.example")

    register("adaeze", email=spelling)

    assert not User.objects.filter(username="adaeze").exists()
    assert Mail.objects.get().recipient == "victim@mail.example"


@pytest.mark.parametrize(
    "spelling", ["vıctim@mail.example", "ｖictim@mail.example", "a b@c.example"]
)
def test_case_18_letters_that_look_alike_are_no_address(register, spelling):
    answer = register("adaeze", email=spelling)

    assert answer.context["form"].errors.keys() == {"email"}


@pytest.fixture
def correct_address(post, solved):
    """``correct_address(person, "new@…")`` before activation."""

    def correct_address(person, email, **data):
        code = solved("account_correct_address")
        typed = {"login": person.username, "password": PASSWORD, "email": email, **code, **data}
        return post("account_correct_address", **typed)

    return correct_address


def test_case_18_corrected_address_kills_older_links(
    client, register, correct_address, newest_mail, link_in
):
    register("adaeze", email="typo@mail.example")
    person, older = User.objects.get(), link_in(newest_mail())

    corrected = correct_address(person, "right@mail.example")

    assert corrected["Location"] == reverse("account_email_verification_sent")
    assert newest_mail().recipient == "right@mail.example"
    assert client.post(older).status_code == 404
    assert client.post(link_in(newest_mail())).status_code == 302
    person.refresh_from_db()
    assert person.email == "right@mail.example"
    assert person.emailaddress_set.get().verified


def test_case_18_correcting_to_a_taken_address_looks_the_same_and_tells_its_owner(
    register, correct_address, newest_mail
):
    UserFactory(username="owner", email="taken@mail.example")
    register("adaeze")
    person = User.objects.get(username="adaeze")

    answer = correct_address(person, "Taken@mail.example")

    assert answer["Location"] == reverse("account_email_verification_sent")
    assert newest_mail().recipient == "taken@mail.example"
    assert "owner" in newest_mail().body
    person.refresh_from_db()
    assert person.email == "adaeze@mail.example"


@pytest.mark.parametrize(
    ("activated", "typed", "sentence"),
    [
        (False, {"password": "Not-the-one-7"}, "not right"),
        (True, {}, "activated already"),
        (True, {"password": "Not-the-one-7"}, "not right"),
        (False, {"login": "nobody"}, "not right"),
    ],
)
def test_case_18_only_who_knows_the_password_corrects(correct_address, activated, typed, sentence):
    person = UserFactory(activated=activated)

    answer = correct_address(person, "new@mail.example", **typed)

    assert sentence in str(answer.context["form"].errors["__all__"])
    assert answer.context["form"]["email"].value() == "new@mail.example"
    person.refresh_from_db()
    assert person.email == f"{person.username}@mail.example"
    assert Mail.objects.count() == 0


def test_case_18_addresses_are_corrected_a_few_times_a_day(correct_address):
    person = UserFactory(activated=False)
    for number in range(5):
        correct_address(person, f"a{number}@mail.example")

    answer = correct_address(person, "more@mail.example")

    assert "too often" in str(answer.context["form"].errors["__all__"])


# 19: whether somebody has an account ------------------------------------------------------------
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
    told = set(Mail.objects.values_list("recipient", flat=True))
    assert told == {owner.email, "new@mail.example"}
    assert not User.objects.filter(username="first").exists()
    assert agreement.acceptances.count() == 0


def test_case_19_consent_is_used_up_by_a_taken_address_too(client, post, register):
    agreement = AgreementFactory()
    post("account_agreement", accept="1", version=agreement.version)

    register("adaeze", email=UserFactory().email)

    assert client.get(reverse("account_signup"))["Location"] == reverse("account_agreement")
    assert agreement.acceptances.count() == 0


# 20: guessing passwords -------------------------------------------------------------------------
def test_case_20_both_names_of_a_person_have_one_count(sign_in):
    person = UserFactory()

    for login in (person.username, person.email, person.username.upper(), person.email, "x"):
        sign_in(login, "Not-the-one-7")
    fifth = sign_in(person.email, "Not-the-one-7")
    refused = sign_in(person.username, PASSWORD)

    assert "not right" in str(fifth.context["form"].errors)
    assert "Too many wrong passwords" in str(refused.context["form"].errors)


@pytest.fixture
def guess(client, solved):
    """``guess(login, "203.0.113.7")``: a wrong password from that network; what is said."""

    def guess(login, address, password="Not-the-one-7", **headers):
        stranger = type(client)(REMOTE_ADDR=address, headers=headers)
        code = solved("account_login", by=stranger)
        typed = {"login": login, "password": password, **code}
        answer = stranger.post(reverse("account_login"), typed)
        done = answer.status_code == 302
        return "signed in" if done else str(answer.context["form"].errors)

    return guess


def test_case_20_who_guesses_elsewhere_does_not_lock_the_owner_out(guess):
    person = UserFactory()
    said = [guess(person.email, "203.0.113.7") for _try in range(7)]

    assert "Too many wrong passwords" in said[-1]
    assert guess(person.email, "198.51.100.4", PASSWORD) == "signed in"


def test_case_20_many_networks_together_are_limited_and_the_owner_comes_in_by_mail(
    guess, limited, ways_in, reset_link, choose_password
):
    limited({"login_failed_anywhere": "3/h/key"})
    person = UserFactory()
    said = [guess(person.email, f"203.0.113.{number}") for number in range(5)]

    assert "Too many wrong passwords" in said[-1]
    assert ways_in["code"](person)["Location"] == reverse("applications:mine")
    assert choose_password(reset_link(person))
    assert guess(person.email, "198.51.100.4", OTHER_PASSWORD) == "signed in"


def test_case_20_one_network_guessing_for_many_people_is_limited(guess, limited):
    limited({"login_failed": "3/m/ip,5/5m/key"})

    said = [guess(f"person-{number}", "203.0.113.7") for number in range(4)]

    assert "Too many wrong passwords" in said[-1]


def test_case_20_a_network_of_the_new_internet_is_one_network(guess, limited):
    limited({"login_failed": "3/m/ip,5/5m/key"})

    said = [guess("nobody", f"2001:db8:1:2::{number}") for number in range(4)]

    assert "Too many wrong passwords" in said[-1]


@pytest.mark.parametrize(("proxies", "fooled"), [(0, False), (1, True)])
def test_case_20_forwarded_addresses_count_behind_a_proxy_only(
    guess, limited, settings, proxies, fooled
):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    limited({"login_failed": "3/m/ip,9/5m/key"})

    said = [
        guess("nobody", "203.0.113.7", x_forwarded_for=f"198.51.100.{number}")
        for number in range(4)
    ]

    assert ("Too many wrong passwords" in said[-1]) is not fooled


# 21: the verify code (tests/accounts/test_captcha.py has each case apart) -----------------------
def test_case_21_answer_counts_once_in_its_form_in_its_browser_in_its_time(client, solved):
    def accepted(answer, by=client, page="account_resend_activation"):
        typed = {"login": "bob", "email": "bob", **answer}
        return by.post(reverse(page), typed).status_code == 302

    page = "account_resend_activation"
    answer = solved(page)
    assert not accepted({})
    assert not accepted({**answer, "verify_code": ""})
    assert not accepted(answer, by=type(client)())
    assert not accepted(answer, page="account_reset_password")
    assert accepted(answer)
    assert not accepted(answer)
    late = solved(page)
    with later(minutes=16):
        assert not accepted(late)


# 22: sessions -----------------------------------------------------------------------------------
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


# 23: rights that end ----------------------------------------------------------------------------
def test_case_23_disabled_person_is_out_at_the_next_click(client):
    person = UserFactory()
    client.force_login(person)
    User.objects.update(is_active=False)

    assert not is_in(client)


def test_case_23_lost_role_counts_at_the_next_click(client):
    officer = UserFactory(officer=True)
    client.force_login(officer)
    queue = reverse("admin:applications_application_changelist")
    before = client.get(queue).status_code

    officer.groups.clear()
    without_role = client.get(queue).status_code
    User.objects.update(is_staff=False)

    assert (before, without_role) == (200, 403)
    assert client.get(DESK).status_code == 403


# 24: where one is led ---------------------------------------------------------------------------
@pytest.mark.parametrize("target", ELSEWHERE)
def test_case_24_no_way_in_and_out_leads_away(client, sign_in, post, ways_in, target):
    person = UserFactory()
    landed = [sign_in(person.username, next=target)["Location"]]
    landed.append(post("account_logout", next=target)["Location"])
    landed.append(client.post("/language/", {"language": "en", "next": target})["Location"])
    post("account_request_login_code", email=person.email, next=target)
    code = re.search(r"\b[A-Z]{4}-[A-Z]{4}\b", Mail.objects.latest("pk").body)[0]
    landed.append(client.post(CONFIRM_CODE, {"code": code, "next": target})["Location"])

    for address in landed:
        assert re.match(r"/(?![/\\])|%2f", address), address
        assert "\n" not in address


@pytest.mark.parametrize("target", ELSEWHERE)
def test_case_24_agreement_on_the_way_leads_nowhere_else(sign_in, post, target):
    agreement = AgreementFactory()
    sign_in(UserFactory().username, next=target)

    landed = post("account_agreement", accept="1", version=agreement.version)["Location"]

    assert re.match(r"/(?![/\\])|%2f", landed)


# 43: the language -------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "value", ["../../etc/passwd", "x" * 10_000, "<script>", "zh\r\nX: y", "fr"]
)
def test_case_43_invented_language_cookies_are_ignored(client, value):
    client.cookies[real_settings.LANGUAGE_COOKIE_NAME] = value

    page = client.get(reverse("account_login"))

    assert page.status_code == 200
    assert page.headers["Content-Language"] == "en"
    assert "<script>" not in page.content.decode()


@pytest.mark.parametrize(
    "header", ["zh;q=x," * 5_000, "a-" * 20_000, ",".join(f"x{n}" for n in range(9_000)), "*"]
)
def test_case_43_bombs_in_accept_language_do_nothing(client, header):
    page = client.get(reverse("account_login"), headers={"accept-language": header})

    assert page.status_code == 200
