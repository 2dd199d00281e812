"""Nobody reaches another person's page: every address of the resolver, every method, every stranger."""

import pytest
from django.forms.models import model_to_dict
from django.urls import URLResolver, get_resolver, reverse

from applications.models import Document, Photo
from applications.status import Status
from notifications.models import InboxItem
from payments.models import Remittance
from tests.factories.accounts import UserFactory
from tests.factories.applications import ApplicationFactory, DocumentRequirementFactory
from tests.factories.payments import RemittanceFactory

pytestmark = pytest.mark.django_db

METHODS = ("get", "head", "post", "put", "delete")
OURS = ("applications", "payments", "notifications")
# Addresses with a parameter that belong to nobody: a gateway's notifications, the public catalogue,
# and the link of a payer to whoever pays instead (tests/payments/test_pay_link.py).
NOBODYS = {
    "payments:notify",
    "applications:apply",
    "notifications:announcement",
    *(f"payments:link{page}" for page in ("", "_check", "_back", "_state", "_code")),
}


def patterns(resolver, namespace=""):
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from patterns(pattern, inner)
        elif pattern.name:
            yield namespace + pattern.name, sorted(pattern.pattern.converters)


ADDRESSES = [
    (name, parameters)
    for name, parameters in patterns(get_resolver())
    if name.partition(":")[0] in OURS and name not in NOBODYS
]
OWNED = [(name, parameters) for name, parameters in ADDRESSES if parameters]
PUBLIC = {"applications:programmes", "applications:verify", "notifications:announcements"}
PERSONAL = [name for name, parameters in ADDRESSES if not parameters and name not in PUBLIC]


@pytest.fixture
def victim():
    """Somebody with one of everything, in a draft."""
    requirement = DocumentRequirementFactory()
    application = ApplicationFactory(intake=requirement.intake, complete=True)
    InboxItem.objects.create(user=application.applicant, notice="x", subject="Hello", body="Hello")
    return application


def address_of(name, parameters, application, *, unknown=False):
    """The address of the victim's object, or of one that does not exist."""
    document = Document.objects.get(application=application)
    known = {
        ("applications", "key"): application.key,
        ("applications", "slug"): "study-plan",
        ("applications", "code"): document.requirement.code,
        ("applications", "file_key"): document.key,
        ("payments", "key"): application.bill.key if application.bill else "",
        ("payments", "slip_key"): _slip_of(application).key if application.bill else "",
        ("notifications", "key"): application.applicant.inbox.first().key,
    }
    app = name.partition(":")[0]
    arguments = {parameter: known[app, parameter] for parameter in parameters}
    if unknown:
        arguments["key"] = "AAAAAAAAAAAAAAAAAAAAAA"
    return reverse(name, kwargs=arguments)


def _slip_of(application):
    """What the victim sent to prove a bank transfer."""
    found = Remittance.objects.filter(payment__bill=application.bill)
    return found.first() or RemittanceFactory(payment__bill=application.bill)


def state_of(application):
    """Everything a stranger could have changed."""
    application.refresh_from_db()
    return (
        model_to_dict(application),
        list(application.drafts.values_list("step", "version")),
        list(application.documents.values_list("key", flat=True)),
        list(Photo.objects.filter(application=application).values_list("key", flat=True)),
        application.bill and model_to_dict(application.bill),
        application.bill and application.bill.payments.count(),
        list(Remittance.objects.values_list("key", "state")),
        list(application.applicant.inbox.values_list("read_at", flat=True)),
    )


@pytest.mark.parametrize("status", [Status.DRAFT, Status.SUBMITTED])
@pytest.mark.parametrize(("name", "parameters"), OWNED, ids=[name for name, _ in OWNED])
def test_a_strangers_object_does_not_exist(client, victim, name, parameters, status):
    if status == Status.SUBMITTED:
        from applications import lifecycle

        lifecycle.submit(victim, by=victim.applicant)
    elif name.startswith("payments:"):
        pytest.skip("A draft has no bill.")
    theirs = address_of(name, parameters, victim)
    before = state_of(victim)
    nobodys = address_of(name, parameters, victim, unknown=True)

    for stranger in (UserFactory(), UserFactory(finance=True)):
        client.force_login(stranger)
        for method in METHODS:
            answer, unknown = getattr(client, method)(theirs), getattr(client, method)(nobodys)

            assert answer.status_code == unknown.status_code, (method, stranger)
            assert answer.status_code in (404, 405), (method, stranger)

    assert state_of(victim) == before


@pytest.mark.parametrize(("name", "parameters"), OWNED, ids=[name for name, _ in OWNED])
def test_who_is_not_signed_in_is_asked_to_sign_in_or_finds_nothing(
    client, victim, name, parameters
):
    if name.startswith("payments:"):
        from applications import lifecycle

        lifecycle.submit(victim, by=victim.applicant)
    theirs = address_of(name, parameters, victim)
    before = state_of(victim)

    for method in METHODS:
        answer = getattr(client, method)(theirs)

        assert answer.status_code in (302, 404, 405)
        if answer.status_code == 302:
            assert answer["Location"].startswith(reverse("account_login"))

    assert state_of(victim) == before


@pytest.mark.parametrize("name", PERSONAL)
def test_personal_lists_ask_to_sign_in(client, name):
    answer = client.get(reverse(name))

    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))
