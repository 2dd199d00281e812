"""One person's drafts are moved to one intake in the same moment.  SQLite locks the whole file."""

import pytest

from applications import lifecycle
from applications.models import Application
from tests.at_once import WITH_ROW_LOCKS, at_once
from tests.factories.accounts import UserFactory
from tests.factories.applications import ApplicationFactory, OfferingFactory

pytestmark = WITH_ROW_LOCKS


@pytest.mark.parametrize("attempt", range(3))
def test_of_drafts_moved_to_one_intake_at_once_one_is_moved(attempt):
    person, offering = UserFactory(), OfferingFactory()
    drafts, refused = ApplicationFactory.create_batch(4, applicant=person), []

    def move(draft):
        try:
            lifecycle.change_offering(draft, offering, by=person)
        except lifecycle.AlreadyApplied as other:
            refused.append(other.application.pk)

    at_once(*[lambda draft=draft: move(draft) for draft in drafts])

    (moved,) = Application.objects.filter(intake=offering.intake)
    assert refused == [moved.pk] * 3
