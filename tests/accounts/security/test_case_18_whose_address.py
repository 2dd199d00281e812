"""Whose address it is: confirmed before it counts, one spelling, corrected before activation."""

import pytest
from django.urls import reverse

from accounts.models import User
from notifications.models import Mail
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


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
