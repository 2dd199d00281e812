"""Submit, twenty times in the same moment.  Only PostgreSQL has row locks, so only there."""

from django.test import Client

from applications.models import Application, BasicInformation, StatusChange
from applications.status import Status
from notifications.models import InboxItem
from payments.models import Bill
from tests.applications.pages import address
from tests.at_once import WITH_ROW_LOCKS, at_once
from tests.factories.applications import ApplicationFactory

pytestmark = WITH_ROW_LOCKS
MANY = 20


def test_twenty_presses_of_submit_submit_once():
    application = ApplicationFactory(complete=True)
    here, answers = address(application, "pre-review"), []
    tabs = [Client() for _ in range(MANY)]
    for tab in tabs:
        tab.force_login(application.applicant)

    at_once(*[lambda tab=tab: answers.append(tab.post(here, {"confirm": "1"})) for tab in tabs])

    assert Application.objects.get().status == Status.SUBMITTED
    assert StatusChange.objects.count() == Bill.objects.count() == InboxItem.objects.count() == 1
    assert {answer.status_code for answer in answers} == {302}
    assert len(answers) == MANY


def test_two_accounts_with_one_passport_lose_nothing_and_learn_nothing_of_each_other():
    first, second = ApplicationFactory(complete=True), ApplicationFactory(complete=True)
    tabs, pages = [Client(), Client()], []
    for tab, application in zip(tabs, (first, second), strict=True):
        tab.force_login(application.applicant)

    at_once(
        *[
            lambda tab=tab, application=application: pages.append(
                tab.post(address(application, "pre-review"), {"confirm": "1"}, follow=True)
            )
            for tab, application in zip(tabs, (first, second), strict=True)
        ]
    )

    numbers = BasicInformation.objects.values_list("passport_number", flat=True)
    assert len(set(numbers)) == 1
    assert {one.status for one in Application.objects.all()} == {Status.SUBMITTED}
    assert Bill.objects.count() == len(pages) == 2
    for page in pages:
        seen = {one.reference for one in (first, second) if one.reference in page.content.decode()}
        assert len(seen) == 1
