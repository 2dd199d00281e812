"""What pages may cost, without a clock: queries, none of them twice, and kilobytes compressed.

A page gets its budget by a line in PAGES.  It is kept with one row of everything and with many.
"""

import gzip
from datetime import date

import pytest
from django.utils import timezone

from applications.wizard import flow
from tests.applications.pages import address
from tests.counting import counted, repeated
from tests.factories import typed
from tests.factories.applications import (
    AdmissionTypeFactory,
    ApplicationFactory,
    DocumentRequirementFactory,
    ResearchAreaFactory,
)

pytestmark = pytest.mark.django_db
KILOBYTES, QUERIES = 25, 6
POST_QUERIES = 8
MANY = 20

# An address, in which ``{key}`` is the application, and how many queries it may send.
PAGES = {f"/applications/{{key}}/{step.slug}/": QUERIES for step in flow.STEPS}
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
    """Signed in, and here for a while: what is known of the session is in the cache."""
    client.force_login(application.applicant)
    client.get("/")
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


def test_pages_keep_their_budgets(application, applicant):
    found, sizes = {}, {}

    for path, queries in PAGES.items():
        with counted() as seen:
            response = applicant.get(path.format(key=application.key))
        assert response.status_code == 200, path
        found[path] = over(seen, queries)
        sizes[path] = len(gzip.compress(response.content, 6)) / 1024

    assert {path: queries for path, queries in found.items() if queries} == {}
    assert {path: size for path, size in sizes.items() if size > KILOBYTES} == {}


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
