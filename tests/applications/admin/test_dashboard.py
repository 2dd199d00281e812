"""The landing page: what needs this person now."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from applications import lifecycle
from applications.models import DepartmentReader, Outcome
from applications.status import DECIDABLE, Status
from tests.factories.accounts import UserFactory
from tests.factories.typed import doubt_photo

pytestmark = pytest.mark.django_db
INDEX = "admin:index"


def rows(client):
    """Every row of the page by what it says."""
    page = client.get(reverse(INDEX))
    return {row.what: row for table in page.context["desk_tables"] for row in table.rows}


@pytest.mark.parametrize("many", [1, 3])
def test_page_asks_the_database_the_same_however_many_wait(
    client, officer, applied, django_assert_num_queries, many
):
    for _one in range(many):
        lifecycle.take(applied(), by=officer)
        applied()
    client.get(reverse(INDEX))

    # Person and second factor, two for permissions, the numbers, decisions, what came back,
    # photos, the next, the last moves.
    with django_assert_num_queries(10):
        client.get(reverse(INDEX))


def test_counts_are_by_whose_turn_it_is(client, officer, applied):
    colleague = UserFactory(officer=True)
    applied(Status.QUEUED)
    applied(Status.QUEUED, owner=colleague)
    lifecycle.prepare(applied(Status.IN_REVIEW, owner=officer), by=officer, outcome=Outcome.ADMIT)
    applied(Status.IN_REVIEW, owner=colleague)
    applied(Status.RETURNED, owner=officer)
    doubt_photo(applied(Status.WAITLISTED))
    doubt_photo(applied(Status.REFUSED))
    applied(Status.SUBMITTED)
    applied(Status.DRAFT)
    applied(Status.ADMITTED)

    found = {what: (row.count, row.yours) for what, row in rows(client).items()}

    assert found == {
        "Paid, nobody has taken it": (1, 0),
        "Revision came back": (1, 0),
        "In review": (2, 1),
        "Photo to be looked at": (1, 0),
        "Decision to be checked": (1, 1),
        "On the waiting list": (1, 0),
        "With the applicant": (1, 1),
        "Fee not paid": (1, 0),
    }


def test_counts_lead_to_lists_of_that_many(client, officer, applied):
    for status in (Status.QUEUED, Status.IN_REVIEW, Status.WAITLISTED):
        doubt_photo(applied(status, owner=officer))
        application = applied(status)
        if status in DECIDABLE:
            lifecycle.prepare(application, by=officer, outcome=Outcome.ADMIT)

    for row in rows(client).values():
        if row.url:
            assert client.get(row.url).context["cl"].result_count == row.count, row.what
        if row.yours_url:
            assert client.get(row.yours_url).context["cl"].result_count == row.yours, row.what


def test_what_waits_for_others_leads_nowhere(client, officer, applied):
    applied(Status.SUBMITTED)
    applied(Status.RETURNED)

    found = rows(client)

    assert found["Fee not paid"].url == found["With the applicant"].url == ""


def test_longest_wait_is_louder_the_longer_it_is(client, officer, applied):
    now = timezone.now()
    applied(Status.QUEUED, fee_settled_at=now - timedelta(days=20))
    applied(Status.IN_REVIEW, fee_settled_at=now - timedelta(days=8))
    applied(Status.WAITLISTED)

    found = rows(client)

    assert found["Paid, nobody has taken it"].longest == '<span class="rx-late">20 days</span>'
    assert found["In review"].longest == '<span class="rx-near">8 days</span>'
    assert found["On the waiting list"].longest == '<span class="rx-wait">today</span>'
    assert found["Revision came back"].longest == ""


def test_take_next_says_what_it_would_take(client, officer, applied):
    application = applied(fee_settled_at=timezone.now() - timedelta(days=14))

    page = client.get(reverse(INDEX)).content.decode()

    assert f"{application.reference}, fee settled 14 days ago" in page


def test_empty_queue_says_so(client, officer):
    assert "Nothing waits for you in the queue." in client.get(reverse(INDEX)).content.decode()


def test_department_reader_sees_numbers_of_their_departments(client, sign_in, applied):
    reader = sign_in("department_reader")
    own = applied()
    applied()
    department = own.offering.programme.department
    DepartmentReader.objects.create(user=reader, department=department)

    page = client.get(reverse(INDEX))

    assert rows(client)["Paid, nobody has taken it"].count == 1
    assert "Take next application" not in page.content.decode()


def test_finance_sees_no_applications(client, sign_in, applied):
    sign_in("finance")
    applied()

    assert "Paid, nobody has taken it" not in rows(client)


def test_own_moves_are_remembered(client, officer, applied):
    application = applied()
    lifecycle.take(application, by=officer)

    page = client.get(reverse(INDEX)).content.decode()

    assert application.reference in page
    assert f"Taken by {officer}" in page


def test_pages_have_the_language_button_and_no_inline_script(client, officer):
    page = client.get(reverse(INDEX)).content.decode()

    assert 'value="zh-hans"' in page
    assert "<script>" not in page
    assert " style=" not in page
