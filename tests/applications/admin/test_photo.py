"""A photo that the check refused: an officer looks, and may accept it with a reason."""

import pytest
from django.urls import reverse

from applications.models import Photo
from applications.photo import judge
from applications.status import Status
from tests.applications.pages import text
from tests.factories.accounts import UserFactory
from tests.factories.applications import ApplicationFactory
from tests.factories.typed import jpeg, keep_photo

pytestmark = pytest.mark.django_db


@pytest.fixture
def doubted():
    application = ApplicationFactory(status=Status.QUEUED)
    keep_photo(application)
    Photo.objects.update(doubt=judge(jpeg("red"), "photo.jpg").as_json(), background="other")
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
