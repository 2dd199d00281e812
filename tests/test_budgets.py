"""What pages may cost, without a clock: queries, none of them twice, and kilobytes compressed.

A page gets its budget by a line in PAGES.  It is kept with one row of everything and with many.
"""

import gzip
from datetime import date, timedelta

import pytest
from django.utils import timezone

from applications.models import Outcome
from applications.status import Status
from applications.wizard import flow
from tests.applications.pages import address
from tests.counting import counted, repeated
from tests.factories import typed
from tests.factories.accounts import UserFactory
from tests.factories.applications import (
    AdmissionTypeFactory,
    ApplicationFactory,
    DocumentRequirementFactory,
    OfferingFactory,
    ResearchAreaFactory,
)
from tests.factories.notifications import InboxItemFactory

pytestmark = pytest.mark.django_db
KILOBYTES, QUERIES = 25, 6
POST_QUERIES, OFFICE_QUERIES = 8, 8
MANY = 20

# An address, in which ``{key}`` is the application, and how many queries it may send.
PAGES = {f"/applications/{{key}}/{step.slug}/": QUERIES for step in flow.STEPS}
LISTS = (
    *("/", "/programmes/", "/programmes/?area=water&language=en", "/programmes/?page=2"),
    *("/applications/", "/notices/"),
)
OUTCOMES = {
    Status.ADMITTED: Outcome.ADMIT,
    Status.REFUSED: Outcome.REFUSE,
    Status.WAITLISTED: Outcome.WAITLIST,
}
QUEUE = "/admin/applications/application/"
# What is answered anew in a step that was complete before.
CHANGES = {
    "basic-information": {"birth_place": "Abuja"},
    "study-plan": {"publications": "Rivers of the Sahel, Abuja, 2026"},
    "education-employment": {"education-0-city": "Abuja"},
    "additional-information": {"emergency_name": "Ada Okonkwo"},
    "contact-information": {"home_city": "Abuja"},
}


@pytest.fixture(params=[1, MANY], ids=["few", "many"])
def rows(request):
    """How many there are of whatever a page lists."""
    return request.param


@pytest.fixture
def application(rows):
    """A master's draft in which everything is filled in."""
    application = ApplicationFactory(
        offering__intake__admission_type=AdmissionTypeFactory(code="M", name_en="Master")
    )
    for name in ("Flood control", *map(str, range(1, rows))):
        ResearchAreaFactory(programme=application.offering.programme, name_en=name)
    DocumentRequirementFactory.create_batch(rows, intake=application.intake)
    typed.fill(application)
    for slug in CHANGES:
        typed.save(application, slug, answers(slug, rows))
    return application


@pytest.fixture
def applicant(application, client):
    """Signed in, and here for a while: session and what is applied for are in the cache."""
    client.force_login(application.applicant)
    client.get(address(application, "contact-information"))
    return client


def answers(slug, rows, **changes):
    """What is posted to a step, with so many records of each kind."""
    if slug == "education-employment":
        schools = [typed.school(**months(number)) for number in range(rows)]
        works = [work(**months(number)) for number in range(rows)]
        posted = typed.education(*schools[: MANY - 1], typed.university())
        return {**posted, "no_employment": "", **typed.in_rows("employment", works), **changes}
    if slug == "additional-information":
        return typed.additional_information(*[typed.mother() for _ in range(rows)], **changes)
    return typed.ALL[slug](**changes)


def months(number):
    """Three months, later with every number."""
    year, quarter = divmod(number, 4)
    year += timezone.localdate().year - 14
    first, last = date(year, 1 + 3 * quarter, 1), date(year, 3 + 3 * quarter, 1)
    return typed.month(first, "start") | typed.month(last, "end")


def work(**changes):
    return {"employer": "Lagos Water", "country": "NG", "post": "Engineer", **changes}


def over(seen, queries):
    """What is too much of what was asked."""
    return repeated(seen) or (list(seen) if seen.total() > queries else [])


def costly(client, pages):
    """What is over its budget: queries by page, and kilobytes."""
    found = {}
    for path, queries in pages.items():
        client.get(path)  # what changes hardly ever is in the memory
        with counted() as seen:
            response = client.get(path)
        assert response.status_code == 200, path
        kilobytes = len(gzip.compress(response.content, 6)) / 1024
        if too_much := over(seen, queries) or (kilobytes if kilobytes > KILOBYTES else 0):
            found[path] = too_much
    return found


def test_steps_keep_their_budgets(application, applicant):
    pages = {path.format(key=application.key): queries for path, queries in PAGES.items()}

    assert costly(applicant, pages) == {}


@pytest.fixture
def person(rows):
    """Somebody with applications in every status, and with notices."""
    person, officer = UserFactory(), UserFactory(officer=True)
    for status in Status:
        for one in ApplicationFactory.create_batch(
            2 if rows == MANY else 1, applicant=person, status=status
        ):
            one.drafts.create(step="study-plan", is_complete=True)
            one.changes.create(move="submit", source=Status.DRAFT, target=status)
            InboxItemFactory.create_batch(rows, user=person, link=one.get_absolute_url())
            if status == Status.RETURNED:
                ask(one, officer, rows)
            if status in OUTCOMES:
                decide(one, officer, OUTCOMES[status])
    return person


def ask(application, officer, rows):
    """The office wants so many changes."""
    request = application.revision_requests.create(
        asked_by=officer, due_at=timezone.now() + timedelta(days=9)
    )
    for slot in DocumentRequirementFactory.create_batch(rows, intake=application.intake):
        request.items.create(requirement=slot, reason_en="Cut off.")


def decide(application, officer, outcome):
    """The office has released a decision."""
    by = {
        "reason_en": "We read it.",
        "prepared_by": officer,
        "approved_by": officer,
        "released_at": timezone.now(),
    }
    application.decisions.create(outcome=outcome, **by)


def test_lists_and_status_pages_keep_their_budgets(person, client, rows):
    OfferingFactory.create_batch(
        rows, programme__name_en="Water", programme__teaching_language="en"
    )
    client.force_login(person)
    own = [application.get_absolute_url() for application in person.applications.all()]

    assert costly(client, dict.fromkeys([*LISTS, *own], QUERIES)) == {}


def test_queue_keeps_its_budget(person, client):
    client.force_login(UserFactory(officer=True))

    assert costly(client, dict.fromkeys([QUEUE, f"{QUEUE}?status=every"], OFFICE_QUERIES)) == {}


def test_save_and_next_keeps_its_budget_in_every_step(application, applicant, rows):
    found = {}

    for slug, changes in CHANGES.items():
        version = application.drafts.get(step=slug).version
        posted = answers(slug, rows, **changes, next="1", version=version)
        with counted() as seen:
            response = applicant.post(address(application, slug), posted)
        assert response.status_code == 302, slug
        found[slug] = over(seen, POST_QUERIES)

    assert {slug: queries for slug, queries in found.items() if queries} == {}
