"""What an operator is told about an application, and the drawing of the table of moves."""

from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import translation

from applications import lifecycle, status
from applications.diagram import diagram
from applications.models import Outcome
from applications.status import Status
from tests.factories.accounts import UserFactory
from tests.factories.applications import ApplicationFactory
from tests.factories.payments import PaymentFactory


def explain(*references, **options):
    out = StringIO()
    call_command("explain", *references, stdout=out, **options)
    return out.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize("where", Status, ids=str)
def test_every_status_can_be_explained(where):
    application = ApplicationFactory(status=where)

    said = explain(application.reference)

    assert application.reference in said
    assert f"{where.value}: " in said
    assert "acts next" in said


@pytest.mark.django_db
def test_draft_says_what_is_missing():
    said = explain(ApplicationFactory().reference)

    assert "step 1, Passport number: " in said
    assert "fee             not settled" in said


@pytest.mark.django_db
def test_money_and_mails_are_told():
    application = ApplicationFactory(complete=True)
    lifecycle.submit(application, by=application.applicant)
    payment = PaymentFactory(bill=application.bill, flag="paid_twice")

    said = explain(application.reference.lower())

    assert f"{payment.number}, wechat, waiting, paid_twice, never asked about" in said
    assert "¥800.00, open, due " in said
    assert "waiting: Application" in said
    assert "submit: draft -> submitted" in said


@pytest.mark.django_db
def test_prepared_decision_is_told_to_operators():
    application, officer = ApplicationFactory(status=Status.IN_REVIEW), UserFactory(officer=True)
    lifecycle.prepare(application, by=officer, outcome=Outcome.WAITLIST)

    assert f"waitlist by {officer}" in explain(application.reference)


@pytest.mark.django_db
def test_language_of_the_shell_does_not_matter():
    with translation.override("zh-hans"):
        assert "The admissions office" in explain(
            ApplicationFactory(status=Status.QUEUED).reference
        )


@pytest.mark.django_db
def test_unknown_reference_is_an_error_after_the_known_ones():
    known = ApplicationFactory()
    out = StringIO()

    with pytest.raises(CommandError, match="There is no application RX-1999-000001"):
        call_command("explain", "RX-1999-000001", known.reference, stdout=out)

    assert known.reference in out.getvalue()


def test_nothing_named_is_an_error():
    with pytest.raises(CommandError):
        explain()


def test_diagram_has_every_status_and_every_move():
    drawn = diagram()

    for move in status.MOVES:
        for source in move.sources:
            assert f"    {source.value} --> " in drawn
        assert f"{move.name}, " in drawn
    assert explain(diagram=True).strip() == drawn


def test_diagram_of_the_documentation_is_the_table():
    page = (settings.BASE_DIR / "docs" / "architecture.md").read_text(encoding="utf-8")

    assert f"```mermaid\n{diagram()}\n```" in page, "Run manage.py explain --diagram."
