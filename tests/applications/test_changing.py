"""A draft for another programme: nothing is typed again, and what changes is said before."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from applications import lifecycle
from applications.editing import Locked
from applications.models import Application, Document
from applications.wizard import changing, flow
from applications.wizard.flow import ApplicationPaper
from tests.applications.pages import text
from tests.factories.accounts import UserFactory
from tests.factories.applications import (
    AdmissionTypeFactory,
    ApplicationFactory,
    DocumentRequirementFactory,
    IntakeFactory,
    OfferingFactory,
)
from tests.factories.typed import fill, save, study_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    """A complete draft for a master, with its documents."""
    application = ApplicationFactory(intake__admission_type=AdmissionTypeFactory(code="M"))
    for code in ("passport", "transcript"):
        DocumentRequirementFactory(intake=application.intake, code=code, name_en=code)
    fill(application)
    save(application, "study-plan", study_plan(supervisor_name="Prof. Li"))
    return application


@pytest.fixture
def bachelor():
    """An offering for bachelors, which asks for other documents."""
    intake = IntakeFactory(admission_type=AdmissionTypeFactory(code="B"))
    for code in ("passport", "health"):
        DocumentRequirementFactory(intake=intake, code=code, name_en=code)
    return OfferingFactory(intake=intake)


def change(application, offering, **more):
    lifecycle.change_offering(application, offering, by=application.applicant, **more)


def test_what_is_kept_newly_asked_and_no_longer_asked_is_said_before(draft, bachelor):
    what = changing.consequences(draft, bachelor)

    assert {"Education & Employment", "Contact Information"} <= set(what.kept)
    assert [(one.label, one.reason) for one in what.asked] == [("health", "No file yet.")]
    assert what.unasked == ["Research area", "Intended supervisor"]
    assert Application.objects.get().offering == draft.offering


def test_nothing_is_typed_again(draft, bachelor):
    before = {one.step: one.data for one in draft.drafts.all()}

    change(draft, bachelor)

    fresh = Application.objects.get()
    assert (fresh.offering, fresh.intake) == (bachelor, bachelor.intake)
    assert {one.step: one.data for one in fresh.drafts.all()} == before
    assert [one.label for one in flow.blockers(fresh)] == ["health"]
    assert fresh.study_plan.supervisor_name == ""


def test_documents_go_to_the_slot_of_the_same_name_and_come_back(draft, bachelor):
    there = draft.offering

    change(draft, bachelor)
    codes = Document.objects.filter(requirement__intake=bachelor.intake)
    assert list(codes.values_list("requirement__code", flat=True)) == ["passport"]
    change(draft, there)

    fresh = Application.objects.get()
    assert flow.blockers(fresh) == []
    form = ApplicationPaper(fresh).filled(flow.find("study-plan")).form
    assert form["supervisor_name"].value() == "Prof. Li"
    assert fresh.study_plan.supervisor_name == "Prof. Li"


def test_closed_intakes_and_submitted_applications_change_nothing(draft, bachelor):
    with pytest.raises(lifecycle.IntakeClosed):
        change(draft, bachelor, now=timezone.now() + timedelta(days=400))
    lifecycle.submit(draft, by=draft.applicant)
    with pytest.raises(Locked):
        change(draft, bachelor)

    assert Application.objects.get().offering == draft.offering


def test_nobody_has_two_applications_in_one_intake_that_way(draft, bachelor, client):
    other = ApplicationFactory(applicant=draft.applicant, intake=bachelor.intake)

    with pytest.raises(lifecycle.AlreadyApplied) as found:
        change(draft, bachelor)

    assert found.value.application == other
    client.force_login(draft.applicant)
    here = reverse("applications:change", args=[draft.key])
    page = client.post(here, {"offering": bachelor.pk}, follow=True).content.decode()
    assert f'<a href="{other.get_absolute_url()}">{other.reference}</a>' in page


def test_stranger_changes_nothing(draft, bachelor):
    with pytest.raises(Locked):
        lifecycle.change_offering(draft, bachelor, by=UserFactory())


def test_page_finds_says_and_changes(draft, bachelor, client):
    client.force_login(draft.applicant)
    here = reverse("applications:change", args=[draft.key])
    name = bachelor.programme.name_en

    found = text(client.get(here, {"q": name}))
    assert f"?offering={bachelor.pk}" in found
    asked = text(client.get(here, {"offering": bachelor.pk}))
    assert "Newly asked" in asked
    assert "health: No file yet." in asked
    assert "Intended supervisor" in asked
    done = client.post(here, {"offering": bachelor.pk})

    assert done.status_code == 302
    assert Application.objects.get().offering == bachelor


def test_changing_twice_leads_to_the_application_and_to_a_closed_intake_nowhere(
    draft, bachelor, client
):
    client.force_login(draft.applicant)
    here = reverse("applications:change", args=[draft.key])
    closed = OfferingFactory(intake__closes_at=timezone.now() - timedelta(seconds=1))

    again = [client.post(here, {"offering": bachelor.pk}).headers["Location"] for _ in range(2)]
    refused = text(client.post(here, {"offering": closed.pk}))

    assert again == [draft.get_absolute_url()] * 2
    assert "This programme takes no applications now. Nothing was changed." in refused
    assert Application.objects.get().offering == bachelor


@pytest.mark.parametrize("number", ["", "x", "-1", "9" * 40, "٣"])
def test_nonsense_as_programme_shows_the_search(draft, client, number):
    client.force_login(draft.applicant)

    page = client.get(reverse("applications:change", args=[draft.key]), {"offering": number})

    assert "Name of the programme" in text(page)
