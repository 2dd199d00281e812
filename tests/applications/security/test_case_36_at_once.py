"""Nobody fills the store from many tabs either.  Only PostgreSQL shows who waits for whom."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import lifecycle as accounts
from applications import lifecycle
from applications.models import Application, Document
from applications.status import Status
from applications.wizard import files
from portal.stocktaking import verify
from tests.applications.hostile import picture
from tests.applications.pages import text
from tests.applications.security.conftest import upload
from tests.applications.security.test_case_36_quota import send
from tests.at_once import WITH_ROW_LOCKS, at_once
from tests.factories.applications import ApplicationFactory, DocumentRequirementFactory

pytestmark = WITH_ROW_LOCKS


@pytest.fixture(autouse=True)
def _no_limit_by_time(settings):
    """Whoever waits a second for its turn to be counted counts as too quick: not what is asked."""
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "upload": None}


@pytest.fixture
def places(application, slot):
    """A slot in each of two applications of one person."""
    other = ApplicationFactory(applicant=application.applicant)
    return [
        (application, slot),
        (other, DocumentRequirementFactory(intake=other.intake, code="scan", max_files=20)),
    ]


def sending(place, number, answers):
    """What one of many tabs does."""
    tab, scan = Client(), picture(size=(360 + number, 480))
    tab.force_login(place[0].applicant)
    return lambda: answers.append(send(tab, *place, scan))


def orphans():
    """Files of the store of which no row speaks."""
    return {one.name for one in verify(timezone.now() + timedelta(days=1))}


def test_uploads_to_two_applications_stay_within_the_room_and_leave_nothing_behind(
    places, monkeypatch
):
    room, many = 5, 24
    monkeypatch.setattr(files, "MOST_FILES_OF_ONE", room)
    answers, before = [], orphans()

    at_once(*[sending(places[number % 2], number, answers) for number in range(many)])

    assert Document.objects.count() == room
    assert sum("There is no room for more" in text(answer) for answer in answers) == many - room
    assert orphans() == before


def test_uploads_and_verbs_at_once_never_deadlock(places):
    answers = []

    def withdraw(application):
        mine = Application.objects.get(pk=application.pk)
        lifecycle.withdraw(mine, by=mine.applicant)

    at_once(
        *[sending(places[number % 2], number, answers) for number in range(8)],
        *[lambda one=one: withdraw(one) for one, _slot in places],
    )

    assert {one.status for one in Application.objects.all()} == {Status.WITHDRAWN}
    assert {answer.status_code for answer in answers} == {302}


def test_file_that_is_replaced_from_many_tabs_leaves_nothing_behind(places):
    application, slot = places[0]
    sending(places[0], 0, [])()
    document, before, answers = Document.objects.get(), orphans(), []
    where = reverse("applications:replace", args=[application.key, document.key])

    def replacing(number):
        tab, scan = Client(), picture(size=(500 + number, 480))
        tab.force_login(application.applicant)
        return lambda: answers.append(tab.post(where, {"replacement": upload("new.jpg", scan)}))

    at_once(*[replacing(number) for number in range(6)])

    assert {answer.status_code for answer in answers} == {302}
    assert Document.objects.get(requirement=slot).original_name == "new.jpg"
    assert orphans() == before


def test_upload_while_the_account_is_closed_leaves_nothing(places):
    answers, before = [], orphans()

    at_once(
        sending(places[0], 1, answers),
        sending(places[1], 2, answers),
        lambda: accounts.close(places[0][0].applicant),
    )

    assert not Document.objects.exists()
    assert orphans() == before
