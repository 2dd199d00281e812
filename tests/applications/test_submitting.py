"""Step 7: what is missing, the declaration, Submit, and sending back what the office asked for."""

from datetime import timedelta

import lxml.html
import pytest
from django.utils import timezone

from applications import lifecycle
from applications.models import (
    Application,
    RevisionItem,
    RevisionRequest,
    StatusChange,
    StepDraft,
)
from applications.status import FeeBasis, Status
from payments.models import Bill
from portal.templatetags.ruxue import yuan
from tests.applications.pages import address, text
from tests.applications.paper_trail import submitted
from tests.factories.accounts import UserFactory
from tests.factories.applications import ApplicationFactory, DocumentRequirementFactory
from tests.factories.typed import declaration

pytestmark = pytest.mark.django_db
CONTACT = "contact-information"


def test_pre_review_lists_what_is_missing(application, signed_in):
    page = text(signed_in.get(address(application, "pre-review")))

    assert "things to put right before you can submit" in page
    assert f'href="{address(application, "basic-information")}#id_photo"' in page
    assert "Start with step 1" in page
    assert "The declaration and the Submit button open here" in page


@pytest.fixture
def complete(client):
    application = ApplicationFactory(complete=True)
    application.drafts.filter(step="pre-review").delete()
    client.force_login(application.applicant)
    return application


def test_fee_that_changed_since_it_was_shown_is_shown_again_before_anything_is_owed(
    complete, client
):
    here = address(complete, "pre-review")
    (form,) = lxml.html.fromstring(text(client.post(here, {**declaration(), "submit": "1"}))).xpath(
        "//form[@id='step-form']"
    )
    shown = dict(form.form_values()) | {"confirm": "1"}
    complete.intake.fee_fen += 10_000
    complete.intake.save()

    asked = text(client.post(here, shown))

    assert "The application fee has changed since you opened this page." in asked
    assert yuan(complete.intake.fee_fen) in asked
    assert not Bill.objects.exists()


def test_submission_is_asked_once_more(complete, client):
    here = address(complete, "pre-review")

    asked = client.post(here, {**declaration(), "submit": "1"})
    assert "Submit now?" in text(asked)
    assert Application.objects.get().status == Status.DRAFT

    done = client.post(here, {"confirm": "1"})
    assert Application.objects.get().status == Status.SUBMITTED
    assert done["Location"] == Bill.objects.get().get_absolute_url()


def test_submitting_twice_is_harmless(complete, client):
    here = address(complete, "pre-review")
    client.post(here, {**declaration(), "submit": "1"})
    client.post(here, {"confirm": "1"})

    again = client.post(here, {"confirm": "1"})

    assert again["Location"] == complete.get_absolute_url()
    assert Bill.objects.count() == 1
    assert StatusChange.objects.count() == 1


def test_nothing_is_submitted_without_the_declaration(complete, client):
    here = address(complete, "pre-review")

    refused = client.post(here, {**declaration(declare_true=""), "submit": "1"})
    forced = client.post(here, {"confirm": "1"})

    assert "Tick this to submit." in text(refused)
    assert "checked" in text(refused)
    assert forced["Location"] == here
    assert Application.objects.get().status == Status.DRAFT


def test_nothing_incomplete_is_submitted(complete, client):
    complete.photo.delete()
    here = address(complete, "pre-review")

    page = text(client.post(here, {**declaration(), "submit": "1"}))
    client.post(here, {"confirm": "1"})

    assert "One thing to put right before you can submit" in page
    assert Application.objects.get().status == Status.DRAFT


def test_closed_intake_takes_nothing(complete, client):
    here = address(complete, "pre-review")
    client.post(here, {**declaration(), "submit": "1"})
    complete.intake.closes_at = timezone.now() - timedelta(seconds=1)
    complete.intake.save()

    response = client.post(here, {"confirm": "1"}, follow=True)

    page = text(response)
    assert "Beijing time. Nothing was sent." in page
    assert "nothing can be submitted now" in page
    assert Application.objects.get().status == Status.DRAFT


def test_declaration_of_an_older_window_shows_the_newer(complete, client):
    here = address(complete, "pre-review")
    client.post(here, {**declaration(declare_law=""), "submit": "1"})

    response = client.post(here, {**declaration(), "submit": "1", "version": "0"})

    assert response["Location"] == here


def test_language_button_keeps_the_declaration(complete, client):
    here = address(complete, "pre-review")

    client.post(here, {"declare_true": "on", "language": "zh-hans"})

    assert StepDraft.objects.get(step="pre-review").data["fields"] == {"declare_true": ["on"]}


def test_locked_declaration_is_refused(complete, client):
    Application.objects.update(status=Status.WITHDRAWN)

    response = client.post(address(complete, "pre-review"), {**declaration(), "submit": "1"})

    assert response["Location"] == complete.get_absolute_url()


@pytest.fixture
def returned(client):
    application = ApplicationFactory(complete=True, status=Status.RETURNED)
    request = RevisionRequest.objects.create(
        application=application,
        asked_by=UserFactory(officer=True),
        due_at=timezone.now() + timedelta(days=7),
    )
    RevisionItem.objects.create(request=request, step=CONTACT, reason_en="The postcode is missing.")
    client.force_login(application.applicant)
    return application


def test_request_shows_the_words_of_the_office(returned, client):
    page = text(client.get(address(returned, CONTACT)))

    assert "The postcode is missing." in page
    assert "Needs change" in page


def test_request_opens_no_other_step(returned, client):
    response = client.get(address(returned, "study-plan"))

    assert response["Location"] == f"{address(returned, 'pre-review')}#study-plan"


def test_changes_are_sent_back(returned, client):
    here = address(returned, "pre-review")
    page = text(client.get(here))
    assert page.count(">Change<") == 1

    response = client.post(here, {"send_back": "1"})

    assert response["Location"] == returned.get_absolute_url()
    assert Application.objects.get().status == Status.QUEUED


def test_changes_are_not_sent_back_with_gaps(returned, client):
    here = address(returned, "pre-review")
    client.post(address(returned, CONTACT), {"home_city": "", "version": "1", "save": "1"})

    response = client.post(here, {"send_back": "1"})

    assert response["Location"] == here
    assert Application.objects.get().status == Status.RETURNED


def test_document_the_intake_requires_since_then_is_not_asked_of_who_had_submitted(client):
    wanted = DocumentRequirementFactory()
    application = submitted(intake=wanted.intake)
    lifecycle.queue(application, by=None, basis=FeeBasis.PAID)
    officer = UserFactory(officer=True)
    request = RevisionRequest(due_at=timezone.now() + timedelta(days=7))
    request.new_items = [RevisionItem(requirement=wanted, reason_en="Blurred.")]
    lifecycle.return_for_revision(application, by=officer, request=request)
    DocumentRequirementFactory(intake=wanted.intake, name_en="Health certificate")
    client.force_login(application.applicant)

    page = text(client.get(address(application, "pre-review")))
    client.post(address(application, "pre-review"), {"send_back": "1"})

    assert "Health certificate: No file yet" not in page
    assert Application.objects.get().status == Status.QUEUED


def test_sending_back_twice_is_harmless(returned, client):
    here = address(returned, "pre-review")
    client.post(here, {"send_back": "1"})

    response = client.post(here, {"send_back": "1"})

    assert response["Location"] == returned.get_absolute_url()
    assert StatusChange.objects.count() == 1
