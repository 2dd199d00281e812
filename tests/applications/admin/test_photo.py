"""A photo that the check refused: an officer looks, and may accept it with a reason."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from applications import lifecycle, rules
from applications.models import Application, Outcome, Photo
from applications.photo import Verdict
from applications.status import Status
from applications.wizard import photos
from tests.applications.admin.conftest import move_url, prepare_url, release_url
from tests.applications.pages import text
from tests.factories.accounts import UserFactory
from tests.factories.applications import ApplicationFactory
from tests.factories.typed import doubt_photo, jpeg, keep_photo

pytestmark = pytest.mark.django_db
MANY = "admin:applications_application_release_many"


@pytest.fixture
def doubted():
    application = ApplicationFactory(status=Status.QUEUED)
    doubt_photo(application)
    return application


@pytest.fixture
def officer(client):
    person = UserFactory(officer=True)
    client.force_login(person)
    return person


def page(client, application):
    return text(client.get(reverse("admin:applications_application_change", args=[application.pk])))


def accept(client, application, **posted):
    address = reverse("admin:applications_application_photo", args=[application.pk])
    return client.post(address, posted, follow=True)


def test_officer_reads_what_the_check_said(doubted, officer, client):
    said = page(client, doubted)

    assert "Photo to be looked at" in said
    assert "The background looks red." in said
    assert "Accept the photo" in said
    assert (
        f'href="{move_url(doubted, "return_for_revision")}">Return the application and ask' in said
    )


def test_officer_sees_the_zones_that_were_judged(doubted, officer, client):
    said = page(client, doubted)

    zones = Verdict.from_json(Photo.objects.get(application=doubted).doubt).zones
    assert reverse("applications:photo", args=[doubted.key]) in said
    assert all(f'<polygon points="{zone.points(300, 400)}"/>' in said for zone in zones)
    assert said.count('class="is-cross"') == sum(zone.failed for zone in zones) > 0


def test_officer_accepts_with_a_reason(doubted, officer, client):
    response = accept(client, doubted, accept_reason="Pale wall, well visible.")

    photo = Photo.objects.get()
    assert (photo.accepted_by, photo.accept_reason) == (officer, "Pale wall, well visible.")
    assert not photo.waits_for_a_look
    assert "The photo is accepted." in text(response)
    assert "Pale wall, well visible." in page(client, doubted)
    assert "Accept the photo" not in page(client, doubted)


def test_reason_is_demanded(doubted, officer, client):
    response = accept(client, doubted, accept_reason=" ")

    assert "Write why the photo can be used." in text(response)
    assert Photo.objects.get().waits_for_a_look


def test_second_acceptance_changes_nothing(doubted, officer, client):
    accept(client, doubted, accept_reason="First.")

    response = accept(client, doubted, accept_reason="Second.")

    assert "Somebody has already accepted this photo." in text(response)
    assert Photo.objects.get().accept_reason == "First."


def test_photo_without_doubt_is_not_mentioned(officer, client):
    application = ApplicationFactory(status=Status.QUEUED)
    keep_photo(application)

    assert "Photo to be looked at" not in page(client, application)
    assert Photo.objects.get().accepted_at is None
    accept(client, application, accept_reason="x")
    assert Photo.objects.get().accepted_at is None


def test_reader_may_look_and_not_accept(doubted, client):
    reader = UserFactory(department_reader=True)
    reader.read_departments.create(department=doubted.offering.programme.department)
    client.force_login(reader)

    assert "Accept the photo" not in page(client, doubted)
    assert accept(client, doubted, accept_reason="x").status_code == 403
    assert Photo.objects.get().waits_for_a_look


SENTENCE = "The photo waits to be looked at. Accept it with a reason, or return the application"


def test_decision_to_admit_is_held_until_somebody_has_looked(doubted, officer, client):
    lifecycle.take(doubted, by=officer)
    where = prepare_url(doubted)

    for how in ({}, {"preview": "1"}, {"release": "1"}):
        held = client.post(where, {"outcome": "admit", "words_en": "Well", "words_zh": "好", **how})
        assert SENTENCE in text(held)
        assert "Well" in held.content.decode()
    assert not doubted.decisions.exists()

    accept(client, doubted, accept_reason="Pale wall.")
    client.post(where, {"outcome": "admit"})
    assert doubted.decisions.get().outcome == "admit"


def test_decision_that_was_prepared_before_is_held_too(officer, client):
    application = ApplicationFactory(status=Status.IN_REVIEW)
    decision = lifecycle.prepare(application, by=officer, outcome=Outcome.ADMIT)
    doubt_photo(application)

    page = client.get(release_url(application))
    client.post(release_url(application), {"decision": decision.pk})

    application.refresh_from_db()
    assert SENTENCE in text(page)
    assert application.status == Status.IN_REVIEW
    many = client.get(reverse(MANY), {"application": [application.pk]})
    assert SENTENCE in text(many)


def test_returned_applicant_sends_another_photo_and_can_be_admitted(doubted, officer, client):
    asks = {
        "basic-information-is_open": "on",
        "basic-information-standard": "photo_background",
        "due_on": (timezone.now() + timedelta(days=14)).date().isoformat(),
    }
    client.post(move_url(doubted, "return_for_revision"), asks)
    client.force_login(doubted.applicant)
    photo = SimpleUploadedFile("photo.jpg", jpeg())
    where = reverse("applications:step", args=[doubted.key, "basic-information"])

    client.post(where, {"photo": photo})

    again = Application.objects.get(pk=doubted.pk)
    assert again.status == Status.RETURNED
    assert (again.photo.doubt, again.photo.background) == ({}, "white")
    assert not rules.photo_waits(again)


def test_queue_finds_the_photos_to_be_looked_at(doubted, officer, client, queue_url):
    ApplicationFactory(status=Status.QUEUED)
    doubt_photo(ApplicationFactory(status=Status.REFUSED))
    accepted = doubt_photo(ApplicationFactory(status=Status.QUEUED))
    photos.accept_anyway(accepted, "Fine.", by=officer)

    page = client.get(queue_url, {"status": "every", "photo": "to-be-looked-at"})

    assert list(page.context["cl"].result_list) == [doubted]
