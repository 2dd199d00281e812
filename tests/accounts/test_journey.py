"""From the agreement to a changed and a forgotten password, by following the mails."""

import time_machine
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from accounts.models import AgreementAcceptance, User
from notifications.models import InboxItem, Mail
from tests.accounts.conftest import OTHER_PASSWORD
from tests.factories.accounts import PASSWORD, AgreementFactory, UserFactory


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_person_registers_activates_and_signs_in(client, register, sign_in, newest_mail, link_in):
    sent = register("adaeze")
    mail = newest_mail()
    link = link_in(mail)
    shown = client.get(link)
    too_early = sign_in("adaeze")
    activated = client.post(link)
    signed_in = sign_in("adaeze")

    assert sent["Location"] == reverse("account_email_verification_sent")
    assert mail.recipient == "adaeze@mail.example"
    assert mail.subject == "Please activate your account"
    assert "adaeze" in mail.body
    assert ">Activate</button>" in shown.content.decode()
    assert too_early["Location"] == reverse("account_email_verification_sent")
    assert activated["Location"] == reverse("account_login")
    assert signed_in["Location"] == reverse("applications:mine")
    assert client.session["_auth_user_id"] == str(User.objects.get(username="adaeze").pk)


def test_activation_is_by_the_button_and_not_by_opening_the_link(
    client, register, newest_mail, link_in
):
    register("adaeze")
    link = link_in(newest_mail())

    client.get(link)
    untouched = User.objects.get().emailaddress_set.get().verified
    client.post(link)

    assert untouched is False
    assert User.objects.get().emailaddress_set.get().verified is True
    assert client.post(link).status_code == 404
    assert "used any more" in client.get(link).content.decode()


def test_activation_link_expires_after_three_days(client, register, newest_mail, link_in):
    register("adaeze")
    link = link_in(newest_mail())

    with time_machine.travel(timezone.localtime() + timezone.timedelta(hours=73)):
        late = client.post(link)

    assert late.status_code == 404


def test_changing_the_password_ends_other_sessions(client, post, db):
    person = UserFactory()
    other_browser = type(client)()
    client.force_login(person)
    other_browser.force_login(person)

    changed = post(
        "account_change_password",
        oldpassword=PASSWORD,
        password1=OTHER_PASSWORD,
        password2=OTHER_PASSWORD,
    )

    assert changed["Location"] == reverse("applications:mine")
    assert said(changed) == ["Your password is changed."]
    assert client.get(reverse("account_change_password")).status_code == 200
    assert other_browser.get(reverse("account_change_password")).status_code == 302
    assert Mail.objects.get().subject == "Your password was changed"
    assert InboxItem.objects.get(user=person).notice == "accounts/password_changed"


def test_changing_the_password_needs_the_old_one(client, post, db):
    client.force_login(UserFactory())

    refused = post(
        "account_change_password",
        oldpassword="Not-my-password-1",
        password1=OTHER_PASSWORD,
        password2=OTHER_PASSWORD,
    )

    assert refused.context["form"].errors == {"oldpassword": ["This is not your present password."]}


def test_forgotten_password_is_replaced_through_the_mail_once(
    client, post, sign_in, solved, newest_mail, link_in, db
):
    person = UserFactory()
    thief = type(client)()
    thief.force_login(person)

    asked = post(
        "account_reset_password", email=person.username, **solved("account_reset_password")
    )
    link = link_in(newest_mail())
    page = client.get(link, follow=True)
    saved = client.post(
        page.redirect_chain[-1][0], {"password1": OTHER_PASSWORD, "password2": OTHER_PASSWORD}
    )
    again = type(client)().get(link)

    assert asked["Location"] == reverse("account_reset_password_done")
    assert saved["Location"] == reverse("account_reset_password_from_key_done")
    assert "used any more" in again.content.decode()
    assert thief.get(reverse("account_change_password")).status_code == 302
    assert sign_in(person.username, OTHER_PASSWORD).status_code == 302
    assert newest_mail().subject == "Your password was changed"


def test_reset_link_expires_after_an_hour(client, post, solved, newest_mail, link_in, db):
    person = UserFactory()
    post("account_reset_password", email=person.email, **solved("account_reset_password"))
    link = link_in(newest_mail())

    with time_machine.travel(timezone.localtime() + timezone.timedelta(minutes=61)):
        late = client.get(link)

    assert late.status_code == 200
    assert "used any more" in late.content.decode()


def test_older_reset_link_is_dead_after_a_change(client, post, solved, newest_mail, link_in, db):
    person = UserFactory()
    post("account_reset_password", email=person.email, **solved("account_reset_password"))
    link = link_in(newest_mail())
    person.set_password(OTHER_PASSWORD)
    person.save()

    assert "used any more" in client.get(link).content.decode()


def test_signing_out_is_a_post(client, db):
    client.force_login(UserFactory())

    asked = client.get(reverse("account_logout"))
    still_in = "_auth_user_id" in client.session
    done = client.post(reverse("account_logout"))

    assert asked.status_code == 200
    assert still_in
    assert done["Location"] == reverse("home")
    assert "_auth_user_id" not in client.session


def test_staff_land_at_their_desk(sign_in, db):
    officer = UserFactory(officer=True, second_factor=False)

    assert sign_in(officer.email)["Location"] == reverse("admin:index")


def test_registration_waits_for_the_agreement(client, post, register, db):
    agreement = AgreementFactory()

    sent_away = register("adaeze")
    shown = client.get(reverse("account_agreement"))
    outdated = post("account_agreement", accept="1", version=agreement.version + 1)
    accepted = post("account_agreement", accept="1", version=agreement.version)
    kept = client.get(reverse("account_signup"))
    register("adaeze")

    assert sent_away["Location"] == reverse("account_agreement")
    assert agreement.text_en in shown.content.decode()
    assert outdated.status_code == 200
    assert accepted["Location"] == reverse("account_signup")
    assert kept.context["form"]["username"].value() == "adaeze"
    acceptance = AgreementAcceptance.objects.get(user__username="adaeze")
    assert acceptance.agreement == agreement
    assert acceptance.network_address == "127.0.0.1"
    assert abs(timezone.now() - acceptance.accepted_at).total_seconds() < 60


def test_declining_the_agreement_leads_home(client, post, db):
    agreement = AgreementFactory()

    declined = post("account_agreement", decline="1", version=agreement.version)

    assert declined["Location"] == reverse("home")
    assert client.get(reverse("account_signup"))["Location"] == reverse("account_agreement")


def test_a_new_version_is_asked_for_before_registering(client, post, db):
    first = AgreementFactory()
    post("account_agreement", accept="1", version=first.version)
    AgreementFactory(version=first.version + 1)

    assert client.get(reverse("account_signup"))["Location"] == reverse("account_agreement")


def test_a_new_person_is_written_to_in_the_language_they_read(post, register, newest_mail, client):
    post("set_language", language="zh-hans", next="/")

    register("wang.li")

    assert User.objects.get().language == "zh-hans"
