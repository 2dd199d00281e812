"""My applications: what is under way, what was before, withdrawing and its undo."""

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from applications import lifecycle
from applications.status import Status
from tests.factories.accounts import UserFactory
from tests.factories.applications import ApplicationFactory
from tests.factories.notifications import InboxItemFactory

pytestmark = pytest.mark.django_db
URL = "/applications/"
# The person, applications, what their sentences speak of, notices with the unread among them.
QUERIES = 4


@pytest.fixture
def applicant(client):
    person = UserFactory(time_zone="Africa/Lagos")
    client.force_login(person)
    return person


@pytest.mark.parametrize("status", [Status.DRAFT, Status.QUEUED, Status.WITHDRAWN])
@pytest.mark.parametrize("rows", [1, 3])
def test_mine_asks_the_same_number_of_questions_for_any_number_of_rows(
    client, applicant, status, rows, django_assert_num_queries
):
    for application in ApplicationFactory.create_batch(rows, applicant=applicant, status=status):
        application.drafts.create(step="basic-information", is_complete=True)
    client.get(URL)

    with django_assert_num_queries(QUERIES):
        response = client.get(URL)

    assert len(response.context["live"]) + len(response.context["earlier"]) == rows


def test_mine_asks_to_sign_in(client):
    assert client.get(URL).status_code == 302


def test_mine_without_any_offers_to_start(client, applicant):
    page = client.get(URL).content.decode()

    assert "You have no application yet" in page
    assert page.count(f'href="{reverse("applications:new")}"') == 1


def test_mine_shows_nobody_elses(client, applicant):
    stranger = ApplicationFactory()

    assert stranger.reference not in client.get(URL).content.decode()


def test_mine_says_who_acts_next_by_when_and_the_fee(client, applicant):
    application = ApplicationFactory(applicant=applicant)

    page = client.get(URL).content.decode()

    assert application.reference in page
    assert "Your application is not sent yet." in page
    assert "0 of 7 steps complete." in page
    assert "in Lagos" in page
    assert "due after you submit" in page
    assert "Continue with" in page


@pytest.mark.parametrize(
    ("status", "fee"),
    [(Status.SUBMITTED, "not paid yet"), (Status.QUEUED, "paid "), (Status.ADMITTED, "paid ")],
)
def test_mine_says_what_became_of_the_fee(client, applicant, status, fee):
    ApplicationFactory(applicant=applicant, status=status)

    assert f"<b>¥800.00</b>{fee}" in client.get(URL).content.decode()


def test_mine_keeps_what_is_over_under_earlier(client, applicant):
    over = ApplicationFactory(applicant=applicant, status=Status.EXPIRED)
    live = ApplicationFactory(applicant=applicant)

    context = client.get(URL).context

    assert [entry[0] for entry in context["live"]] == [live]
    assert [entry[0] for entry in context["earlier"]] == [over]


def test_mine_shows_the_latest_three_notices(client, applicant):
    InboxItemFactory(user=applicant, subject="Oldest of all", created_at=timezone.now())
    for number in range(3):
        InboxItemFactory(user=applicant, subject=f"News {number}")

    page = client.get(URL).content.decode()

    assert page.count("Unread:") == 3
    assert "News 2" in page
    assert "Oldest of all" not in page


def withdraw_url(application):
    return reverse("applications:withdraw", args=[application.key])


def undo_url(application):
    return reverse("applications:undo_withdraw", args=[application.key])


def test_withdraw_asks_once_more(client, applicant):
    application = ApplicationFactory(applicant=applicant)

    page = client.get(withdraw_url(application)).content.decode()

    application.refresh_from_db()
    assert "Withdraw this application?" in page
    assert application.status == Status.DRAFT


def test_withdraw_withdraws_and_shows_how_to_undo(client, applicant):
    application = ApplicationFactory(applicant=applicant)

    page = client.post(withdraw_url(application), follow=True).content.decode()

    application.refresh_from_db()
    assert application.status == Status.WITHDRAWN
    assert "You can undo this until" in page
    assert undo_url(application) in page


def test_withdraw_twice_does_it_once_and_says_so(client, applicant):
    application = ApplicationFactory(applicant=applicant)
    client.post(withdraw_url(application))

    page = client.post(withdraw_url(application), follow=True).content.decode()

    assert application.changes.count() == 1
    assert "cannot be withdrawn any more" in page


@pytest.mark.parametrize("status", [Status.ADMITTED, Status.REFUSED, Status.EXPIRED])
def test_withdraw_is_refused_when_it_is_over(client, applicant, status):
    application = ApplicationFactory(applicant=applicant, status=status)

    for ask in (client.get, client.post):
        assert ask(withdraw_url(application)).url == application.get_absolute_url()
    application.refresh_from_db()
    assert application.status == status


def test_undo_takes_a_withdrawal_back(client, applicant):
    application = ApplicationFactory(applicant=applicant)
    lifecycle.withdraw(application, by=applicant)

    page = client.post(undo_url(application), follow=True).content.decode()

    application.refresh_from_db()
    assert application.status == Status.DRAFT
    assert "The withdrawal is undone." in page


def test_undo_is_refused_later(client, applicant):
    application = ApplicationFactory(applicant=applicant)
    with time_machine.travel(timezone.now() - timezone.timedelta(minutes=16), tick=False):
        lifecycle.withdraw(application, by=applicant)

    page = client.post(undo_url(application), follow=True).content.decode()

    application.refresh_from_db()
    assert application.status == Status.WITHDRAWN
    assert "can no longer be undone" in page


def test_undo_is_refused_beside_another_live_application(client, applicant):
    application = ApplicationFactory(applicant=applicant)
    lifecycle.withdraw(application, by=applicant)
    other = ApplicationFactory(applicant=applicant, intake=application.intake)

    page = client.post(undo_url(application), follow=True).content.decode()

    assert f"You have another application in this intake now: {other.reference}." in page


@pytest.mark.parametrize("ask", ["status", "withdraw", "undo_withdraw"])
def test_a_strangers_application_does_not_exist(client, applicant, ask):
    url = reverse(f"applications:{ask}", args=[ApplicationFactory().key])

    assert client.post(url).status_code == (405 if ask == "status" else 404)
    assert client.get(url).status_code == (405 if ask == "undo_withdraw" else 404)
