"""Submit, twenty times in the same moment.  Only PostgreSQL has row locks, so only there."""

import pytest
from django.db import connection
from django.test import Client

from applications.models import Application, StatusChange
from applications.status import Status
from notifications.models import InboxItem
from payments.models import Bill
from tests.applications.pages import address
from tests.factories.applications import ApplicationFactory
from tests.payments.test_locking import at_once

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite locks the whole file, not rows."
    ),
]
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
