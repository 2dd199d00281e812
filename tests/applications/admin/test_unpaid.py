"""What is not paid does not exist for the office: no address and no action gets at it."""

import io
import zipfile

import pytest
from django.contrib import admin
from django.forms.models import model_to_dict
from django.urls import URLResolver, get_resolver, reverse

from applications import status
from applications.models import Application, Decision, Note, Outcome, StatusChange
from applications.status import Status
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
UNPAID = (Status.DRAFT, Status.SUBMITTED, Status.WITHDRAWN, Status.EXPIRED)
# The ledger names what is owed, to finance and administrators; the other is of the catalogue.
ELSEWHERE = ("payments_", "simple_history")
# Whatever a form of the office may want, all at once.
TYPED = {
    "post": "yes",
    "action": "",
    "index": "0",
    "select_across": "1",
    "text": "x",
    "reason": "x",
    "reasons": "other",
    "outcome": Outcome.ADMIT,
    "message": "x",
    "now": "1",
    "confirm": "1",
}


def addresses(resolver=None):
    """Every address of the admin, with the names of what stands in it."""
    if resolver is None:
        root = next(
            r for r in get_resolver().url_patterns if getattr(r, "namespace", "") == "admin"
        )
        yield from addresses(root)
        return
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern)
        elif pattern.name and not any(word in pattern.name for word in ELSEWHERE):
            named = pattern.pattern.regex.groupindex  # also where the pattern is an expression
            yield pattern.name, tuple(sorted({**pattern.pattern.converters, **named}))


ADDRESSES = sorted(set(addresses()))


def filled(name, parameters, application):
    """The address for this application, once for every move where it names one."""
    known = dict.fromkeys(("pk", "object_id", "id"), application.pk) | {"app_label": "applications"}
    values = {parameter: known.get(parameter, "x") for parameter in parameters}
    for move in [m.name for m in status.MOVES] if "name" in parameters else [None]:
        yield reverse(f"admin:{name}", kwargs={**values, **({"name": move} if move else {})})


def said_by(answer):
    """Everything in an answer, also what is packed into a spreadsheet."""
    content = b"".join(answer) if answer.streaming else answer.content
    if zipfile.is_zipfile(io.BytesIO(content)):
        packed = zipfile.ZipFile(io.BytesIO(content))
        content = b"".join(packed.read(member) for member in packed.namelist())
    return content.decode(errors="replace")


def state_of(application):
    counts = [model.objects.count() for model in (StatusChange, Decision, Note)]
    return model_to_dict(Application.objects.get(pk=application.pk)), counts


@pytest.fixture
def superuser(client):
    """Whoever may do more than anybody of the office."""
    person = UserFactory(administrator=True, is_superuser=True)
    client.force_login(person)
    return person


def walk(client, application, names):
    """Ask every address for it, and send it everything at once; what was said, by address."""
    client.raise_request_exception = False  # a page of Django's may stumble over what it is sent
    words = {"q": application.reference, "status": application.status}
    sent = {**TYPED, "_selected_action": application.pk}
    for name, parameters in names:
        for address in filled(name, parameters, application):
            yield address, said_by(client.get(address, words)) + said_by(client.post(address, sent))


def test_no_address_of_the_admin_gets_at_it(client, superuser, applied):
    application = applied(Status.SUBMITTED, surname="Unpaidson", number="Z7654321")
    before = state_of(application)

    for address, said in walk(client, application, ADDRESSES):
        assert "Unpaidson" not in said, address
        assert "Z7654321" not in said, address

    assert state_of(application) == before


@pytest.mark.parametrize("unpaid", UNPAID)
def test_no_address_of_applications_gets_at_it(client, superuser, applied, unpaid):
    application = applied(unpaid, surname="Unpaidson", number="Z7654321")
    before = state_of(application)
    names = [one for one in ADDRESSES if one[0].startswith("applications_application")]
    assert len(names) > 5

    for address, said in walk(client, application, names):
        assert "Unpaidson" not in said, address

    assert state_of(application) == before


@pytest.mark.parametrize("unpaid", UNPAID)
def test_no_action_of_the_list_gets_at_it(client, superuser, applied, queue_url, unpaid):
    application, paid = applied(unpaid), applied(Status.QUEUED, number="B0000001")
    before = state_of(application)
    page = client.get(queue_url).content.decode()
    actions = set(admin.site.get_model_admin(Application).actions) | {"delete_selected"}
    for action in actions:
        chosen = {**TYPED, "action": action, "_selected_action": [application.pk]}
        answer = client.post(queue_url, chosen, follow=True)
        assert application.reference not in said_by(answer)

    assert paid.reference in page
    assert state_of(application) == before
