"""Members of the office: the command, the admin, and the second factor before it."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.models import User
from accounts.roles import PERMISSIONS, Role
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def staff(*arguments):
    out = StringIO()
    call_command("staff", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("word", "role"),
    [
        ("officer", Role.OFFICER),
        ("department-reader", Role.DEPARTMENT_READER),
        ("finance", Role.FINANCE),
        ("administrator", Role.ADMINISTRATOR),
    ],
)
def test_staff_add_makes_a_member_who_can_sign_in(sign_in, word, role):
    told = staff("add", "wu.min", "Wu.Min@University.example", "--role", word)

    member = User.objects.get(username="wu.min")
    password = told.rsplit("once: ", 1)[1].strip()
    assert [group.name for group in member.groups.all()] == [role.value]
    assert member.is_staff
    assert not member.is_superuser
    assert sign_in("wu.min@university.example", password)["Location"] == reverse("admin:index")


def test_staff_add_can_be_run_twice_and_gives_a_second_role():
    staff("add", "wu.min", "wu.min@university.example", "--role", "officer")
    before = User.objects.get().password

    told = staff("add", "wu.min", "wu.min@university.example", "--role", "finance")

    member = User.objects.get()
    assert member.password == before
    assert "keeps its password" in told
    assert member.groups.count() == 2


@pytest.mark.parametrize(
    ("username", "email"),
    [
        ("taken", "free@mail.example"),
        ("free", "taken@mail.example"),
        ("free", "no address"),
        ("with space", "free@mail.example"),
    ],
)
def test_staff_add_refuses_what_is_not_this_person(username, email):
    UserFactory(username="taken")

    with pytest.raises(CommandError):
        staff("add", username, email, "--role", "officer")

    assert not User.objects.filter(is_staff=True).exists()


def test_staff_roles_lists_who_may_do_what():
    UserFactory(username="wu.min", officer=True)

    told = staff("roles")

    assert "officer: Admissions officer" in told
    assert "people: wu.min" in told
    assert PERMISSIONS[Role.OFFICER][0] in told


def test_admin_opens_with_a_second_factor_only(client):
    client.force_login(UserFactory(administrator=True, second_factor=False))

    assert client.get(reverse("admin:accounts_user_changelist"))["Location"] == reverse("mfa_index")


@pytest.fixture
def administrator(client):
    member = UserFactory(administrator=True)
    client.force_login(member)
    return member


@pytest.mark.parametrize("words", ["adaeze", "ADAEZE@mail", "nobody-like-this"])
def test_people_are_found_by_name_and_mail(client, administrator, words):
    UserFactory(username="adaeze", email="adaeze@mail.example")

    answer = client.get(reverse("admin:accounts_user_changelist"), {"q": words})

    assert len(answer.context["cl"].result_list) == (words != "nobody-like-this")


def test_person_is_shown_without_the_password(client, administrator):
    person = UserFactory()

    page = client.get(reverse("admin:accounts_user_change", args=(person.pk,))).content.decode()

    assert person.email in page
    assert person.password not in page
    assert (
        "password"
        not in client.get(reverse("admin:accounts_user_change", args=(person.pk,)))
        .context["adminform"]
        .form.fields
    )


def test_administrator_makes_no_superuser_and_edits_none(client, administrator):
    person, root = UserFactory(), UserFactory(is_superuser=True, is_staff=True)
    typed = {
        "first_name": "A",
        "last_name": "B",
        "language": "en",
        "is_active": "on",
        "is_superuser": "on",
        "acceptances-TOTAL_FORMS": "0",
        "acceptances-INITIAL_FORMS": "0",
    }

    saved = client.post(reverse("admin:accounts_user_change", args=(person.pk,)), typed)
    refused = client.post(reverse("admin:accounts_user_change", args=(root.pk,)), typed)

    person.refresh_from_db()
    assert saved.status_code == 302
    assert person.first_name == "A"
    assert not person.is_superuser
    assert refused.status_code == 403
