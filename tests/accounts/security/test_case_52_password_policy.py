"""What a password may be.  The manual's composition rule stands beside ASVS; docs/security.md says why."""

import pytest
from django.urls import reverse

from accounts.models import User
from portal.models import SiteProfile
from tests.accounts.conftest import OTHER_PASSWORD
from tests.accounts.security.conftest import later
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
CHANGE = reverse("account_change_password")


@pytest.fixture
def changed(client, post):
    """``changed(to)``: whether a signed-in person's password could be changed to this one."""
    person = UserFactory()
    client.force_login(person)

    def changed(to, old=PASSWORD):
        post("account_change_password", oldpassword=old, password1=to, password2=to)
        return User.objects.get(pk=person.pk).check_password(to)

    return changed


@pytest.mark.parametrize(
    "password",
    [
        "Kt7-Moon",
        "Winter jade on a quiet river 7",
        "Straße-Ünïcödé-9",
        "嘉陵江水 Green 7",
        "Nine green boats wait for the last of the spring rain at Yuzhong 7",
    ],
    ids=["8 letters", "spaces", "accents", "Chinese", "64 letters"],
)
def test_case_52_long_words_spaces_and_every_script_are_taken(changed, password):
    assert changed(password)


@pytest.mark.parametrize("password", ["Password1", "Qwerty123", "Ruxue2027", "Jialing2027"])
def test_case_52_common_words_and_words_of_the_site_are_refused(changed, password):
    SiteProfile(name_en="Jialing University", name_zh="嘉陵大学").save()

    assert not changed(password)


def test_case_52_change_needs_the_current_password(changed):
    assert not changed(OTHER_PASSWORD, old="Not-the-one-7")
    assert changed(OTHER_PASSWORD)


def test_case_52_password_never_grows_old(sign_in):
    person = UserFactory()

    with later(days=1000):
        answer = sign_in(person.username)

    assert answer["Location"] == reverse("applications:mine")


def test_case_52_box_lets_managers_paste(client):
    page = client.get(reverse("account_signup")).content.decode()

    assert "onpaste" not in page
    assert page.count('autocomplete="new-password"') == 2
