"""The deadline is an instant, decided here and told with its zone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils.timezone import override

from applications import lifecycle
from applications.models import Application
from applications.status import Status
from tests.applications.pages import address, text
from tests.factories.typed import declaration

pytestmark = pytest.mark.django_db
BASIC = "basic-information"
REVIEW = "pre-review"


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12", "Asia/Shanghai"])
@pytest.mark.parametrize(("seconds", "is_sent"), [(-1, True), (0, False), (1, False)])
def test_case_27_a_second_before_the_deadline_counts_and_one_after_does_not(
    complete, zone, seconds, is_sent
):
    complete.applicant.time_zone = zone
    complete.applicant.save()
    now = complete.intake.closes_at + timedelta(seconds=seconds)

    if is_sent:
        lifecycle.submit(complete, by=complete.applicant, now=now)
    else:
        with pytest.raises(lifecycle.IntakeClosed):
            lifecycle.submit(complete, by=complete.applicant, now=now)

    assert (Application.objects.get().status == Status.SUBMITTED) is is_sent


# The moment in which New York puts its clocks forward, and the one in which Auckland puts them back.
@pytest.mark.parametrize(
    "closes_at", [datetime(2027, 3, 14, 7, tzinfo=UTC), datetime(2027, 4, 3, 14, tzinfo=UTC)]
)
@pytest.mark.parametrize("server", ["UTC", "America/New_York", "Pacific/Auckland"])
def test_case_27_clocks_of_server_and_applicant_decide_nothing(complete, closes_at, server):
    type(complete.intake).objects.update(closes_at=closes_at)
    complete.intake.refresh_from_db()

    with override(ZoneInfo(server)):
        with pytest.raises(lifecycle.IntakeClosed):
            lifecycle.submit(complete, by=complete.applicant, now=closes_at)
        lifecycle.submit(complete, by=complete.applicant, now=closes_at - timedelta(seconds=1))

    assert Application.objects.get().status == Status.SUBMITTED


def test_case_27_form_opened_before_and_sent_after_is_told_when_it_closed_and_where(
    complete, client
):
    here = address(complete, REVIEW)
    client.post(here, {**declaration(), "submit": "1"})
    closed = datetime(2026, 3, 31, 16, tzinfo=UTC)
    type(complete.intake).objects.update(opens_at=closed - timedelta(days=9), closes_at=closed)

    page = text(client.post(here, {"confirm": "1"}, follow=True))

    assert "This intake closed on 1 April 2026, 00:00 Beijing time. Nothing was sent." in page
    assert Application.objects.get().status == Status.DRAFT


def test_case_27_deadline_is_shown_in_beijing_and_on_the_applicants_clock(complete, client):
    complete.applicant.time_zone = "Africa/Lagos"
    complete.applicant.save()
    closes = datetime(2099, 3, 15, 15, 59, tzinfo=UTC)
    type(complete.intake).objects.update(closes_at=closes)

    page = text(client.get(address(complete, BASIC)))

    assert "15 March 2099, 23:59" in page
    assert "Beijing time" in page
    assert "16:59 in Lagos" in page


def test_case_27_who_has_told_no_time_zone_is_led_to_where_it_is_chosen(complete, client):
    page = text(client.get(address(complete, BASIC)))

    assert "Show it in your own time" in page
