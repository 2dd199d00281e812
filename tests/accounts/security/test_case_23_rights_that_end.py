"""Rights that end count at the next click."""

import pytest
from django.urls import reverse

from accounts.models import User
from tests.accounts.security.conftest import DESK, is_in
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


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
