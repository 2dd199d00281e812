"""Who gets a mail, and who does not, where no page tells whether an account exists."""

import pytest

from notifications.models import Mail
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def test_a_taken_user_name_is_said_without_regard_to_case(register):
    UserFactory(username="Adaeze")

    answer = register("adaeze", email="other@mail.example")

    assert answer.context["form"].errors["username"] == [
        "This user name is taken. Choose another one."
    ]


def test_unknown_addresses_get_no_mail(post, solved):
    post("account_reset_password", email="nobody@mail.example", **solved("account_reset_password"))
    post(
        "account_resend_activation",
        login="nobody@mail.example",
        **solved("account_resend_activation"),
    )

    assert Mail.objects.count() == 0


def test_an_activated_account_gets_no_second_activation_mail(post, solved):
    post(
        "account_resend_activation",
        login=UserFactory().username,
        **solved("account_resend_activation"),
    )

    assert Mail.objects.count() == 0


def test_activation_mail_is_sent_again_by_user_name(client, post, solved, newest_mail, link_in):
    person = UserFactory(activated=False)

    post("account_resend_activation", login=person.username, **solved("account_resend_activation"))
    client.post(link_in(newest_mail()))

    assert person.emailaddress_set.get().verified is True


def test_second_activation_mail_within_three_minutes_is_not_sent(post, solved):
    person = UserFactory(activated=False)

    post("account_resend_activation", login=person.username, **solved("account_resend_activation"))
    post("account_resend_activation", login=person.email, **solved("account_resend_activation"))

    assert Mail.objects.count() == 1


def test_inactive_people_get_no_reset_mail(post, solved):
    post(
        "account_reset_password",
        email=UserFactory(is_active=False).email,
        **solved("account_reset_password"),
    )

    assert Mail.objects.count() == 0


def test_a_new_password_ends_the_waiting(client, post, sign_in, solved, newest_mail, link_in):
    person = UserFactory()
    for _try in range(6):
        sign_in(person.username, "Not-the-one-7")

    post("account_reset_password", email=person.username, **solved("account_reset_password"))
    page = client.get(link_in(newest_mail()), follow=True).redirect_chain[-1][0]
    client.post(page, {"password1": "Winter-jade-7-Boat", "password2": "Winter-jade-7-Boat"})

    assert sign_in(person.email, "Winter-jade-7-Boat").status_code == 302
