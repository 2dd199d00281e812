"""A tab from before the submission writes nothing."""

import pytest

from applications import lifecycle
from applications.editing import Locked
from applications.models import StepDraft
from applications.wizard import drafts, flow
from applications.wizard.typed import nothing_typed
from tests.applications.pages import address, text
from tests.factories.typed import contact_information

pytestmark = pytest.mark.django_db


def test_case_5_forgotten_tab_is_told_that_it_is_locked(complete, client):
    before = list(StepDraft.objects.order_by("step").values())
    lifecycle.submit(complete, by=complete.applicant)

    page = client.post(
        address(complete, "contact-information"),
        {**contact_information(home_city="Kano"), "version": "1", "next": "1"},
        follow=True,
    )

    assert "This application is locked, so nothing was changed." in text(page)
    assert list(StepDraft.objects.order_by("step").values()) == before


@pytest.mark.parametrize("slug", [step.slug for step in flow.STEPS])
def test_case_5_even_past_the_pages_no_step_is_written(complete, slug):
    before = list(StepDraft.objects.order_by("step").values())
    lifecycle.submit(complete, by=complete.applicant)

    with pytest.raises(Locked):
        drafts.save(complete, flow.find(slug), nothing_typed(), version=1, by=complete.applicant)

    assert list(StepDraft.objects.order_by("step").values()) == before


def test_case_5_forgotten_tab_that_saves_by_itself_is_told_so(complete, client):
    lifecycle.submit(complete, by=complete.applicant)

    answer = client.post(
        address(complete, "contact-information"), {"home_city": "Kano"}, headers={"X-Autosave": "1"}
    )

    assert (answer.status_code, answer.json()) == (423, {"locked": True})
