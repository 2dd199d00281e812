"""The queue of differences: listed, asked about with one click, closed with a note."""

import pytest
from django.urls import reverse

from accounts.roles import Role
from payments import statements
from payments.models import Difference
from payments.status import DifferenceKind, PaymentStatus
from tests.factories.payments import DifferenceFactory, PaymentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def finance(client, member):
    person = member(Role.FINANCE)
    client.force_login(person)
    return person


def at(page="changelist", *arguments):
    return reverse(f"admin:payments_difference_{page}", args=arguments)


@pytest.mark.parametrize("rows", [1, 3])
def test_list_asks_the_database_the_same_however_many_rows(
    client, finance, django_assert_num_queries, rows
):
    DifferenceFactory.create_batch(rows)
    client.get(at())

    with django_assert_num_queries(6):
        client.get(at())


def test_list_shows_what_waits_first(client, finance):
    waiting, solved = DifferenceFactory(), DifferenceFactory()
    statements.solve(solved, by=finance, note="Other system.")

    def listed(**query):
        page = client.get(at(), query).content.decode()
        return [row for row in (waiting, solved) if row.number in page]

    assert listed() == [waiting]
    assert listed(solved="yes") == [solved]
    assert listed(solved="all") == [waiting, solved]


@pytest.mark.parametrize("kind", DifferenceKind)
def test_page_says_what_it_means_and_what_to_do(client, finance, kind):
    difference = DifferenceFactory(kind=kind)

    page = client.get(at("change", difference.pk)).content.decode()

    assert at("repair", difference.pk) in page
    assert at("solve", difference.pk) in page


def test_one_click_asks_the_gateway_and_repairs(client, finance, waiting, pay):
    pay(waiting, lose="1")
    difference = DifferenceFactory(payment=waiting, number=waiting.number)

    page = client.post(at("repair", difference.pk), follow=True).content.decode()

    waiting.refresh_from_db()
    assert waiting.status == PaymentStatus.PAID
    assert "Both sides agree now." in page
    assert at("repair", difference.pk) not in page


def test_click_that_mends_nothing_says_so(client, finance, waiting):
    difference = DifferenceFactory(payment=waiting, number=waiting.number)

    page = client.post(at("repair", difference.pk), follow=True).content.decode()

    assert "The difference stays" in page


def test_click_while_the_gateway_is_silent_says_so(client, finance, settings, waiting):
    settings.WECHAT_BASE_URL = "http://127.0.0.1:9"
    difference = DifferenceFactory(payment=waiting, number=waiting.number)

    page = client.post(at("repair", difference.pk), follow=True).content.decode()

    assert "cannot be asked at this moment" in page


def test_closing_by_hand_wants_a_note_and_works_once(client, finance):
    difference = DifferenceFactory(payment=None)

    first = client.post(at("solve", difference.pk), {"note": " "}, follow=True).content.decode()
    client.post(at("solve", difference.pk), {"note": "Other system."})
    third = client.post(
        at("solve", difference.pk), {"note": "Again."}, follow=True
    ).content.decode()

    difference.refresh_from_db()
    assert "Say in a few words" in first
    assert (difference.note, difference.solved_by) == ("Other system.", finance)
    assert "nothing was changed" in third


def test_differences_are_for_finance(client, member):
    difference = DifferenceFactory(payment=PaymentFactory(paid=True))
    client.force_login(member(Role.OFFICER))

    for page in ("repair", "solve"):
        assert client.post(at(page, difference.pk), {"note": "Mine."}).status_code == 403
    assert client.get(at()).status_code == 403
    client.force_login(member(Role.ADMINISTRATOR))
    assert client.get(at("change", difference.pk)).status_code == 200
    assert client.post(at("solve", difference.pk), {"note": "Mine."}).status_code == 403
    assert client.get(at("solve", difference.pk)).status_code == 403
    assert Difference.objects.unsolved().count() == 1
