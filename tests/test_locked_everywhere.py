"""A locked application at every address there is, the office's included: its owner changes nothing."""

import re

import pytest
from django.apps import apps
from django.contrib.auth import SESSION_KEY
from django.urls import URLResolver, get_resolver, resolve

from applications.models import Document
from applications.status import MOVES, Status
from notifications.models import InboxItem
from payments.models import Bill
from tests.applications.test_locked import BUTTONS, photo, read_to_the_end, scan
from tests.browser.people import STEPS
from tests.factories.applications import (
    ApplicationFactory,
    DocumentRequirementFactory,
    OfferingFactory,
)
from tests.factories.typed import ALL

pytestmark = pytest.mark.django_db

PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)|\((\[\^/\]\+)\)")
# The moves that are the applicant's own.
OWN_MOVES = ("/withdraw/", "/undo/")


def patterns(resolver, prefix="/"):
    """Every address as it is written in the site map, with its parameters."""
    for pattern in resolver.url_patterns:
        path = prefix + str(pattern.pattern).lstrip("^").replace("\\Z", "").rstrip("$")
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern, path)
        else:
            yield path


def addresses(application):
    """Every address, with what belongs to this application in place of its parameters."""
    document = Document.objects.get(application=application)
    known = {
        "key": {
            "/applications/": application.key,
            "/payments/": application.bill.key,
            "/notices/": application.applicant.inbox.first().key,
        },
        "pk": application.pk,
        "object_id": application.pk,
        "offering": application.offering_id,
        "code": document.requirement.code,
        "file_key": document.key,
        "app_label": "applications",
    }
    several = {"slug": STEPS, "name": [*(move.name for move in MOVES), "approve", "captcha"]}
    for pattern in patterns(get_resolver()):
        name = next((name for name in several if f":{name}>" in pattern), None)
        for value in several.get(name, [None]):
            yield filled(pattern, {**known, name: value})


def filled(pattern, known):
    def one(found):
        name = found[1] or found[2] or "pk"
        value = known.get(name, "1")
        if isinstance(value, dict):
            value = next((key for app, key in value.items() if pattern.startswith(app)), "x")
        return str(value)

    return PARAMETER.sub(one, pattern).replace("\\", "")


def rows():
    """All that the database has of applications and what is owed for them."""
    tables = [*apps.get_app_config("applications").get_models(), Bill]
    return {table.__name__: list(table._base_manager.order_by("pk").values()) for table in tables}


def everything(application):
    """All that a form of any page could send."""
    steps = {name: value for posted in ALL.values() for name, value in posted().items()}
    changed = {"home_city": "Kano", "passport_number": "B7654321", "status": "draft"}
    another = {"offering": application.rival.pk, "reason": "quota", "outcome": "admit"}
    pressed = dict.fromkeys(BUTTONS, "1")
    files = {"file": scan(), "file-passport": scan(), "photo": photo()}
    return {**steps, **changed, **another, **pressed, **files, "version": "1", "post": "yes"}


@pytest.fixture(params=[Status.SUBMITTED, Status.ADMITTED])
def locked(request):
    requirement = DocumentRequirementFactory()
    application = ApplicationFactory(intake=requirement.intake, complete=True, status=request.param)
    InboxItem.objects.create(user=application.applicant, notice="x", subject="Hello", body="Hello")
    application.rival = OfferingFactory(intake=application.intake)
    return application


def test_owner_changes_nothing_in_a_locked_application_at_any_address(client, locked):
    is_final = locked.status == Status.ADMITTED
    walked = [one for one in addresses(locked) if is_final or not one.endswith(OWN_MOVES)]
    before = rows()

    for address in walked:
        assert resolve(address), address
        if SESSION_KEY not in client.session:
            client.force_login(locked.applicant)
        read_to_the_end(client.get(address))
        read_to_the_end(client.post(address, everything(locked)))

    assert rows() == before
    assert len(walked) > 280
