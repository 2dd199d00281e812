"""Two officers at one decision.  Only PostgreSQL has row locks, so only there can this be shown."""

from contextlib import suppress

import pytest

from applications import lifecycle
from applications.models import Application, Decision, Outcome
from applications.status import Status
from notifications.models import InboxItem
from tests.at_once import WITH_ROW_LOCKS, at_once
from tests.factories.accounts import UserFactory
from tests.factories.applications import ApplicationFactory

pytestmark = WITH_ROW_LOCKS


@pytest.fixture
def prepared():
    application, officer = ApplicationFactory(status=Status.IN_REVIEW), UserFactory(officer=True)
    return lifecycle.prepare(application, by=officer, outcome=Outcome.ADMIT), officer


def releasing(decision, officer):
    def release():
        with suppress(lifecycle.MoveNotAllowed):
            lifecycle.release(Decision.objects.get(pk=decision.pk), by=officer)

    return release


def test_released_by_two_at_once_is_released_once(prepared):
    at_once(releasing(*prepared), releasing(*prepared))

    assert Application.objects.get().changes.count() == 1
    assert InboxItem.objects.count() == 1


@pytest.mark.parametrize("attempt", range(5))
def test_releasing_and_replacing_at_once_agree(prepared, attempt):
    decision, officer = prepared

    def replace():
        with suppress(lifecycle.MoveNotAllowed):
            lifecycle.prepare(Application.objects.get(), by=officer, outcome=Outcome.WAITLIST)

    at_once(releasing(decision, officer), replace)

    decision.refresh_from_db()
    outcome = (
        Application.objects.get().status,
        decision.released_at is not None,
        Decision.objects.count(),
    )
    assert outcome in {(Status.ADMITTED, True, 1), (Status.IN_REVIEW, False, 2)}
