"""The queue: what is paid, longest wait first, and nothing else from anywhere."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from applications.models import DepartmentReader
from applications.status import Status
from tests.applications.admin.conftest import move_url, one_url, prepare_url, release_url
from tests.factories.applications import OfferingFactory

pytestmark = pytest.mark.django_db
UNPAID = (Status.DRAFT, Status.SUBMITTED, Status.EXPIRED)
MOVES = ("take", "put_back", "return_for_revision", "reopen")


def listed(client, url, **query):
    """The references on the list, in their order."""
    page = client.get(url, query)
    assert page.status_code == 200
    return [application.reference for application in page.context["cl"].result_list]


@pytest.mark.parametrize("rows", [1, 3])
def test_queue_asks_the_database_the_same_however_many_rows(
    client, officer, applied, queue_url, django_assert_num_queries, rows
):
    for _row in range(rows):
        applied(owner=officer)
    client.get(queue_url)

    # Person, second factor, two for permissions, count, rows.
    with django_assert_num_queries(6):
        client.get(queue_url)


def test_queue_begins_with_the_oldest_fee(client, officer, applied, queue_url):
    now = timezone.now()
    newer = applied(fee_settled_at=now - timedelta(days=2))
    oldest = applied(fee_settled_at=now - timedelta(days=9))

    assert listed(client, queue_url) == [oldest.reference, newer.reference]


def test_queue_shows_who_waits_and_how_long(client, officer, applied, queue_url):
    application = applied(fee_settled_at=timezone.now() - timedelta(days=15))

    page = client.get(queue_url).content.decode()

    assert "OKONKWO ADAEZE NGOZI" in page
    assert "Nigeria" in page
    assert application.offering.programme.name_en in page
    assert '<span class="rx-late">15 days</span>' in page


def test_queue_shows_one_status_at_a_time(client, officer, applied, queue_url):
    queued, taken = applied(Status.QUEUED), applied(Status.IN_REVIEW)

    assert listed(client, queue_url) == [queued.reference]
    assert listed(client, queue_url, status="in_review") == [taken.reference]
    assert set(listed(client, queue_url, status="every")) == {queued.reference, taken.reference}


def test_queue_can_be_narrowed(client, officer, applied, queue_url):
    mine, nobodys = applied(owner=officer), applied()

    assert listed(client, queue_url, officer="me") == [mine.reference]
    assert listed(client, queue_url, officer="nobody") == [nobodys.reference]
    assert listed(client, queue_url, officer="somebody") == [mine.reference]
    assert listed(client, queue_url, intake__id__exact=mine.intake_id) == [mine.reference]
    department = nobodys.offering.programme.department_id
    query = {"offering__programme__department__id__exact": department}
    assert listed(client, queue_url, **query) == [nobodys.reference]


@pytest.mark.parametrize(
    "words", ["okonkwo", "Ngozi", "Adaeze Okonkwo", "a01234567", "{reference}", "{email}"]
)
def test_search_looks_in_every_status(client, officer, applied, queue_url, words):
    wanted = applied(Status.ADMITTED)
    applied(surname="Kim", number="M7654321")
    words = words.format(reference=wanted.reference, email=wanted.applicant.email.upper())

    found = listed(client, queue_url, q=words)

    assert wanted.reference in found
    if "Ngozi" not in words:
        assert found == [wanted.reference]


@pytest.mark.parametrize("status", UNPAID)
@pytest.mark.parametrize("role", ["officer", "administrator"])
def test_unpaid_is_on_no_list(client, sign_in, applied, queue_url, status, role):
    sign_in(role)
    application = applied(status)

    assert listed(client, queue_url, status="every") == []
    assert listed(client, queue_url, status=status) == []
    assert listed(client, queue_url, q=application.reference) == []
    assert listed(client, queue_url, q="Okonkwo") == []
    assert listed(client, queue_url, id__exact=application.pk, status="every") == []
    assert application.reference not in client.get(reverse("admin:index")).content.decode()


@pytest.mark.parametrize("status", UNPAID)
@pytest.mark.parametrize("role", ["officer", "administrator"])
def test_unpaid_has_no_page(client, sign_in, applied, status, role):
    sign_in(role)
    application = applied(status)
    page = one_url(application)
    base = page.removesuffix("change/")

    for url in (page, f"{base}history/", f"{base}delete/", f"{base}note/", base):
        assert client.get(url).status_code in (404, 405), url
        assert client.post(url, {"text": "x", "post": "yes"}).status_code in (404, 405), url
    moves = [move_url(application, name) for name in MOVES]
    for url in (*moves, prepare_url(application), release_url(application)):
        assert client.get(url).status_code == 404
        assert client.post(url, {"reason": "x", "outcome": "admit"}).status_code == 404
    application.refresh_from_db()
    assert application.status == status
    assert not application.notes.exists()


def test_unpaid_is_not_told_by_djangos_own_addresses(client, administrator, applied):
    application = applied(Status.SUBMITTED)
    field = {"app_label": "applications", "model_name": "note", "field_name": "application"}
    autocomplete = client.get(reverse("admin:autocomplete"), {**field, "term": "Okonkwo"})
    content_type = 1 + application.pk

    assert autocomplete.status_code in (200, 403)
    assert application.reference not in autocomplete.content.decode()
    assert client.get(f"/admin/r/{content_type}/{application.pk}/").status_code == 404


def test_take_next_passes_by_what_is_not_paid(client, officer, applied):
    application = applied(Status.SUBMITTED)

    answer = client.post(reverse("admin:applications_application_take_next"), follow=True)

    application.refresh_from_db()
    assert application.status == Status.SUBMITTED
    assert "Nothing waits for you in the queue." in answer.content.decode()


def test_list_deletes_nothing(client, administrator, applied, queue_url):
    application = applied()

    client.post(queue_url, {"action": "delete_selected", "_selected_action": application.pk})

    application.refresh_from_db()
    assert application.status == Status.QUEUED


def test_nothing_can_be_added_edited_or_deleted(client, administrator, applied, queue_url):
    application = applied()

    assert client.get(f"{queue_url}add/").status_code == 404
    assert client.post(one_url(application), {"status": "admitted"}).status_code == 405
    application.refresh_from_db()
    assert application.status == Status.QUEUED


def test_department_reader_reads_only_their_departments(client, sign_in, applied, queue_url):
    reader = sign_in("department_reader")
    offering = OfferingFactory()
    own, other = applied(offering=offering, intake=offering.intake), applied()
    DepartmentReader.objects.create(user=reader, department=offering.programme.department)

    assert listed(client, queue_url) == [own.reference]
    assert client.get(one_url(own)).status_code == 200
    assert client.get(one_url(other)).status_code == 404
    assert client.get(move_url(other, "take")).status_code == 404


def test_department_reader_without_a_department_reads_nothing(client, sign_in, applied, queue_url):
    sign_in("department_reader")
    application = applied()

    assert listed(client, queue_url) == []
    assert client.get(one_url(application)).status_code == 404


def test_finance_has_no_applications(client, sign_in, applied, queue_url):
    sign_in("finance")
    application = applied()

    assert client.get(queue_url).status_code == 403
    assert client.get(one_url(application)).status_code == 404
    assert client.get(move_url(application, "take")).status_code == 404
    assert client.get(reverse("admin:index")).status_code == 200


def test_applicants_are_refused(client, sign_in, applied, queue_url):
    sign_in(None)
    application = applied()

    for url in (reverse("admin:index"), queue_url, one_url(application), "/admin/login/"):
        assert client.get(url).status_code == 403
        assert client.post(url).status_code == 403


def test_strangers_sign_in_at_the_one_sign_in(client, applied):
    url = one_url(applied())

    answer = client.get(url, follow=True)

    assert answer.redirect_chain[-1][0].startswith(reverse("account_login"))
    assert answer.redirect_chain[-1][0].endswith(url.replace("/", "%2F"))


def test_sign_in_does_not_lead_to_other_sites(client, officer):
    answer = client.get("/admin/login/?next=https://example.com/")

    assert answer["Location"] == reverse("admin:index")
