"""What an application is for comes from the cache, and is never older than the last change."""

import pytest
from django.db import transaction

from applications.models import FundingKind
from applications.models.kept import kept_offering
from tests.applications.pages import address, text
from tests.counting import counted
from tests.factories.applications import (
    ApplicationFactory,
    OfferingFactory,
    ResearchAreaFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def offering():
    """An offering that was read a moment ago."""
    return kept_offering(OfferingFactory().pk)


def test_offering_is_read_once(offering):
    with counted() as seen:
        found = kept_offering(offering.pk)
        list(found.programme.research_areas.all())
        said = (found.programme.name, found.intake.funding_category, found.intake.admission_type)

    assert said == (
        offering.programme.name,
        offering.intake.funding_category,
        offering.intake.admission_type,
    )
    assert seen.total() == 0


def test_change_of_whatever_it_is_made_of_is_seen_at_once(offering):
    offering.programme.name_en = "Marine Engineering"
    offering.intake.fee_fen = 1
    offering.intake.funding_category.kind = FundingKind.NATIONAL
    offering.intake.admission_type.code = "M"
    parts = (
        offering.programme,
        offering.intake,
        offering.intake.funding_category,
        offering.intake.admission_type,
    )

    for part in parts:
        part.save()
        kept_offering(offering.pk)

    found = kept_offering(offering.pk)
    assert found.programme.name_en == "Marine Engineering"
    assert found.intake.fee_fen == 1
    assert found.intake.funding_category.kind == FundingKind.NATIONAL
    assert found.intake.admission_type.code == "M"


def test_new_research_area_is_seen_at_once(offering):
    area = ResearchAreaFactory(programme=offering.programme)

    assert list(kept_offering(offering.pk).programme.research_areas.all()) == [area]


def test_what_another_process_read_before_the_commit_is_forgotten_after_it(
    offering, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        offering.intake.save()
        kept_offering(offering.pk)  # as another process, which still sees the old row
        type(offering.intake).objects.update(fee_fen=1)

    assert kept_offering(offering.pk).intake.fee_fen == 1


def test_step_asks_at_once_what_the_office_wants(client):
    application = ApplicationFactory()
    client.force_login(application.applicant)
    page = address(application, "basic-information")
    assert "Health" not in text(client.get(page))

    application.intake.questions = {"health_status": {"asked": "required"}}
    application.intake.save()

    assert "Health" in text(client.get(page))
