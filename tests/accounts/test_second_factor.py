"""The second factor: before every page of the office, once for each code, and who may change it."""

import re
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib import admin
from django.core.management import CommandError, call_command
from django.urls import get_resolver, reverse

from notifications.models import Mail
from tests.accounts.conftest import OTHER_PASSWORD
from tests.browser.authenticator import code
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def signed_in(client):
    return "_auth_user_id" in client.session


@pytest.fixture
def officer():
    """Has an authenticator app that knows ``SECRET``."""
    person = UserFactory(username="wu.min", officer=True, second_factor=False)
    TOTP.activate(person, SECRET)
    RecoveryCodes.activate(person)
    return person


@pytest.fixture
def recovery_codes(officer):
    return RecoveryCodes(
        Authenticator.objects.get(user=officer, type=Authenticator.Type.RECOVERY_CODES)
    ).get_unused_codes()


def pages_of_the_office():
    """Every address of the admin that needs no argument."""
    resolver = next(
        one for one in get_resolver().url_patterns if getattr(one, "namespace", "") == "admin"
    )
    names = {key for key in resolver.reverse_dict if isinstance(key, str)}
    return sorted(
        name for name in names if not any(taken for _path, taken in resolver.reverse_dict[name][0])
    )


def test_no_page_of_the_office_opens_without_a_second_factor(client):
    client.force_login(UserFactory(administrator=True, is_superuser=True, second_factor=False))
    lists = [
        f"{model._meta.app_label}_{model._meta.model_name}_changelist"
        for model in admin.site._registry
    ]

    for name in {*pages_of_the_office(), *lists} - {"jsi18n"}:
        answer = client.get(reverse(f"admin:{name}"))

        assert (answer.status_code, answer["Location"]) == (302, reverse("mfa_index")), name


@pytest.mark.parametrize("by", ["username", "email"])
def test_the_password_alone_signs_no_officer_in(client, sign_in, officer, by):
    answer = sign_in(getattr(officer, by))

    assert answer["Location"] == reverse("mfa_authenticate")
    assert not signed_in(client)
    assert client.get(reverse("admin:index")).status_code == 302


def test_a_new_password_from_the_mail_does_not_stand_in_for_the_second_factor(
    client, post, sign_in, solved, newest_mail, link_in, officer
):
    post("account_reset_password", email=officer.username, **solved("account_reset_password"))
    page = client.get(link_in(newest_mail()), follow=True).redirect_chain[-1][0]
    client.post(page, {"password1": OTHER_PASSWORD, "password2": OTHER_PASSWORD})
    answer = sign_in(officer.username, OTHER_PASSWORD)

    assert answer["Location"] == reverse("mfa_authenticate")
    assert not signed_in(client)


def test_code_of_the_app_works_once(client, post, sign_in, officer):
    six_digits = code(SECRET)

    sign_in(officer.username)
    post("mfa_authenticate", code=six_digits)
    first = signed_in(client)
    client.logout()
    sign_in(officer.username)
    again = post("mfa_authenticate", code=six_digits)

    assert first
    assert not signed_in(client)
    assert again.context["form"].errors["code"] == [
        "This code is not right, or it was used before. Type the next one."
    ]


def test_recovery_code_works_once(client, post, sign_in, officer, recovery_codes):
    sign_in(officer.username)
    post("mfa_authenticate", code=recovery_codes[0])
    first = signed_in(client)
    client.logout()
    sign_in(officer.username)
    post("mfa_authenticate", code=recovery_codes[0])

    assert first
    assert not signed_in(client)


def test_codes_cannot_be_guessed_and_the_office_lets_in_again(
    client, post, sign_in, officer, recovery_codes
):
    sign_in(officer.username)
    for _try in range(6):
        post("mfa_authenticate", code="000000")

    refused = post("mfa_authenticate", code=recovery_codes[0])
    locked_out = not signed_in(client)
    call_command("staff", "unlock", officer.username, stdout=StringIO())
    post("mfa_authenticate", code=recovery_codes[0])

    assert "Too many" in str(refused.context["form"].errors)
    assert locked_out
    assert signed_in(client)


@pytest.mark.parametrize(
    "name",
    [
        "mfa_activate_totp",
        "mfa_deactivate_totp",
        "mfa_add_webauthn",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_download_recovery_codes",
    ],
)
def test_changing_the_second_factor_asks_who_it_is_once_more(client, officer, name):
    if name == "mfa_activate_totp":
        Authenticator.objects.filter(type=Authenticator.Type.TOTP).delete()
    client.force_login(officer)

    asked = client.get(reverse(name))
    posted = client.post(reverse(name))

    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    assert posted.status_code == 405 or posted["Location"].startswith(
        reverse("account_reauthenticate")
    )


def test_setting_it_up_ends_sessions_that_came_in_without_it(
    client, post, sign_in, solved, django_capture_on_commit_callbacks
):
    person = UserFactory()
    thief = type(client)()
    login = {"login": person.username, "password": PASSWORD}
    thief.post(reverse("account_login"), {**login, **solved("account_login", thief)})
    sign_in(person.username)
    post("account_reauthenticate", password=PASSWORD)
    came_in = signed_in(thief)

    page = client.get(reverse("mfa_activate_totp"))
    with django_capture_on_commit_callbacks(execute=True):
        post("mfa_activate_totp", code=code(page.context["form"].secret))

    assert came_in
    assert signed_in(client)
    assert thief.get(reverse("account_profile")).status_code == 302
    assert Mail.objects.latest("pk").subject == "The second factor of your account was changed"


def test_applicants_may_leave_it(client, sign_in):
    sign_in(UserFactory().username)

    assert client.get(reverse("applications:mine")).status_code == 200


def test_address_can_change_while_the_second_factor_is_on(client, post, officer, newest_mail):
    client.force_login(officer)
    post("account_reauthenticate", password=PASSWORD)

    post("account_email", action_add="1", email="new@mail.example")

    assert newest_mail().recipient == "new@mail.example"


def test_keys_are_bound_to_the_configured_site_and_not_to_the_host_header(client, post, settings):
    settings.ALLOWED_HOSTS, settings.SITE_URL = ["*"], "https://apply.university.example"
    client.force_login(UserFactory())
    post("account_reauthenticate", password=PASSWORD)

    page = client.get(reverse("mfa_add_webauthn"), headers={"host": "evil.example"})

    options = page.context["js_data"]["creation_options"]["publicKey"]
    assert options["rp"]["id"] == "apply.university.example"


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_pages_speak_one_language(client, post, officer, language):
    client.force_login(officer)
    post("account_reauthenticate", password=PASSWORD)
    post("set_language", language=language, next="/")

    for name in ("mfa_index", "mfa_add_webauthn", "mfa_view_recovery_codes", "mfa_deactivate_totp"):
        html = client.get(reverse(name)).content.decode()
        heading = re.search(r"<h1[^>]*>(.*?)</h1>", html)[1]

        assert heading.isascii() == (language == "en"), name


# manage.py staff ---------------------------------------------------------------------------------
def staff(*arguments):
    out = StringIO()
    call_command("staff", *arguments, stdout=out)
    return out.getvalue()


def test_reset_mfa_takes_the_factor_away_ends_sessions_and_tells_the_owner(client, officer):
    client.force_login(officer)
    client.get(reverse("account_profile"))

    told = staff("reset-mfa", officer.email)
    again = staff("reset-mfa", officer.username)

    assert "signed out everywhere" in told
    assert "has no second factor" in again
    assert not Authenticator.objects.filter(user=officer).exists()
    assert Mail.objects.get().recipient == officer.email
    assert client.get(reverse("admin:index"))["Location"] == reverse("mfa_index")


def test_unlock_lets_somebody_try_again_at_once(sign_in):
    person = UserFactory()
    for _try in range(6):
        sign_in(person.username, "Not-the-one-7")
    locked = sign_in(person.username)

    told = staff("unlock", person.username)

    assert locked.status_code == 200
    assert "may try again" in told
    assert sign_in(person.username).status_code == 302


@pytest.mark.parametrize("action", ["unlock", "reset-mfa"])
def test_nobody_is_unlocked_who_does_not_exist(action):
    with pytest.raises(CommandError, match="Nobody is called"):
        staff(action, "nobody")
