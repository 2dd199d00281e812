"""Links in mails come from the configured address, whatever the request says."""

import pytest
from django.urls import reverse

from notifications.models import Mail
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


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
