"""What an application is for comes from memory, and is never older than the last change."""

import pytest
from django.core.cache import cache
from django.db import transaction

from applications.models import Application, FundingKind, Intake, Programme, kept
from tests.applications.pages import address, text
from tests.counting import counted
from tests.factories.applications import ApplicationFactory, ResearchAreaFactory

pytestmark = pytest.mark.django_db


def read(application):
    """A page's own copy of it."""
    fresh = Application.objects.get(pk=application.pk)
    kept.put_beside([fresh], with_areas=True)
    return fresh


@pytest.fixture
def application():
    """One whose offering and intake were read a moment ago."""
    application = ApplicationFactory()
    read(application)
    return application


def test_what_is_applied_for_is_read_once(application):
    rows = list(Application.objects.all())

    with counted() as seen:
        kept.put_beside(rows, with_areas=True)
        programme, intake = rows[0].offering.programme, rows[0].intake
        list(programme.research_areas.all())
        said = (programme, intake.funding_category, intake.admission_type)

    assert said == (
        application.offering.programme,
        application.intake.funding_category,
        application.intake.admission_type,
    )
    assert seen.total() == 0


def test_change_of_whatever_it_is_made_of_is_seen_at_once(application):
    programme, intake = application.offering.programme, application.intake
    programme.name_en = "Marine Engineering"
    intake.fee_fen = 1
    intake.funding_category.kind = FundingKind.NATIONAL
    intake.admission_type.code = "M"
    parts = (programme, intake, intake.funding_category, intake.admission_type)

    for part in parts:
        part.save()
        read(application)

    found = read(application)
    assert found.offering.programme.name_en == "Marine Engineering"
    assert found.intake.fee_fen == 1
    assert found.intake.funding_category.kind == FundingKind.NATIONAL
    assert found.intake.admission_type.code == "M"


def test_new_research_area_is_seen_at_once(application):
    area = ResearchAreaFactory(programme=application.offering.programme)

    assert list(read(application).offering.programme.research_areas.all()) == [area]


def test_what_another_process_read_before_the_commit_is_forgotten_after_it(
    application, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        application.intake.save()
        read(application)  # as another process, which still sees the old row
        Intake.objects.update(fee_fen=1)

    assert read(application).intake.fee_fen == 1


def test_copies_are_forgotten_with_the_cache_that_says_how_old_they_are(application):
    Programme.objects.update(name_en="Marine Engineering")  # nobody is told
    assert read(application).offering.programme.name_en != "Marine Engineering"

    cache.clear()

    assert read(application).offering.programme.name_en == "Marine Engineering"


def test_step_asks_at_once_what_the_office_wants(client):
    application = ApplicationFactory()
    client.force_login(application.applicant)
    page = address(application, "basic-information")
    assert "Health" not in text(client.get(page))

    application.intake.questions = {"health_status": {"asked": "required"}}
    application.intake.save()

    assert "Health" in text(client.get(page))
