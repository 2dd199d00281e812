"""The link that replaces a password."""

import re

import pytest

from accounts.models import User
from tests.accounts.security.conftest import is_in, later
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


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
