"""Locked means locked: every address of the resolver, with everything one could send to it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms.models import model_to_dict

from applications.models import Document, Photo
from applications.status import Status
from notifications.models import InboxItem
from tests.factories.accounts import UserFactory
from tests.factories.applications import (
    ApplicationFactory,
    DocumentRequirementFactory,
    OfferingFactory,
)
from tests.factories.typed import ALL, jpeg
from tests.test_access import OWNED, address_of

pytestmark = pytest.mark.django_db
RECORDS = ("education", "education_gaps", "employment", "family")
ONCE = (
    "basic_information",
    "study_plan",
    "additional_information",
    "contact_information",
    "declaration",
)
BUTTONS = (
    "save", "next", "add", "remove", "sort", "language", "go", "resolve",
    "submit", "confirm", "send_back", "upload", "photo_do",
)  # fmt: skip


@pytest.fixture(params=[Status.IN_REVIEW, Status.ADMITTED])
def locked(request):
    requirement = DocumentRequirementFactory()
    application = ApplicationFactory(intake=requirement.intake, complete=True, status=request.param)
    InboxItem.objects.create(user=application.applicant, notice="x", subject="Hello", body="Hello")
    return application


def everything_in(application):
    """All answers and files, as the database has them now."""
    fresh = type(application).objects.get(pk=application.pk)
    return (
        fresh.offering_id,
        fresh.intake_id,
        list(fresh.drafts.order_by("step").values_list("step", "version", "data")),
        [model_to_dict(getattr(fresh, name)) for name in ONCE],
        [list(getattr(fresh, name).values()) for name in RECORDS],
        list(Document.objects.filter(application=fresh).values_list("key", "sha256")),
        list(Photo.objects.filter(application=fresh).values_list("key", "sha256")),
    )


def posts(application):
    """Everything a stale tab or a patient person could send."""
    other = OfferingFactory(intake=application.intake)
    steps = {name: value for posted in ALL.values() for name, value in posted().items()}
    changed = {**steps, "home_city": "Kano", "passport_number": "B7654321", "offering": other.pk}
    for button in BUTTONS:
        yield {**changed, button: "1", "version": "1", "file": scan(), "photo": photo()}


def scan():
    return SimpleUploadedFile("scan.pdf", b"%PDF-1.4\n%%EOF", "application/pdf")


def photo():
    return SimpleUploadedFile("photo.jpg", jpeg(), "image/jpeg")


def read_to_the_end(response):
    """A file that is sent is closed with its last byte."""
    if response.streaming:
        b"".join(response.streaming_content)


@pytest.mark.parametrize(
    ("name", "parameters"),
    [one for one in OWNED if one[0].startswith("applications:")],
    ids=[name for name, _ in OWNED if name.startswith("applications:")],
)
def test_nothing_changes_in_a_locked_application_at_any_address(client, locked, name, parameters):
    client.force_login(locked.applicant)
    before = everything_in(locked)
    here = address_of(name, parameters, locked)

    for posted in posts(locked):
        client.post(here, posted)
    for method in ("get", "put", "delete", "patch"):
        read_to_the_end(getattr(client, method)(here))

    assert everything_in(locked) == before


@pytest.mark.parametrize("slug", [*ALL, "documents"])
def test_no_step_of_a_locked_application_takes_a_stale_tab(client, locked, slug):
    client.force_login(locked.applicant)
    before = everything_in(locked)
    here = address_of("applications:step", ["key", "slug"], locked).replace("study-plan", slug)

    for posted in posts(locked):
        client.post(here, posted)

    assert everything_in(locked) == before


def test_the_office_does_not_write_into_an_application_either(client, locked):
    client.force_login(UserFactory(administrator=True))
    before = everything_in(locked)

    for slug in ALL:
        here = address_of("applications:step", ["key", "slug"], locked)
        assert client.post(here.replace("study-plan", slug), {"save": "1"}).status_code == 404

    assert everything_in(locked) == before
