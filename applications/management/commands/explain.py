"""``manage.py explain REFERENCE``: where an application stands, and why it does not move on."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from applications import deciding
from applications.diagram import diagram
from applications.models import Application
from applications.standing import item_title, standing
from applications.wizard import flow
from notifications.models import Mail
from portal import times
from portal.templatetags.ruxue import yuan

LATEST = 10  # mails
Lines = Iterator[tuple[str, object]]


class Command(BaseCommand):
    """Reads, changes nothing, and can be run at any time."""

    help = "Say where an application stands, who acts next and what is missing; or draw the table."

    def add_arguments(self, parser: CommandParser) -> None:
        """References as people write them, or the drawing."""
        parser.add_argument("references", nargs="*", metavar="REFERENCE")
        parser.add_argument(
            "--diagram", action="store_true", help="print every status and move in Mermaid's words"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Explain each of them; what does not exist is an error at the end."""
        if options["diagram"]:
            self.stdout.write(diagram())
            return
        if not options["references"]:
            raise CommandError("Name at least one reference, for example RX-2027-000123.")
        unknown = [one for one in options["references"] if not self._explain(one)]
        if unknown:
            raise CommandError(f"There is no application {', '.join(unknown)}.")

    def _explain(self, reference: str) -> bool:
        known = Application.objects.with_catalogue()
        application = known.filter(reference__iexact=reference.strip()).first()
        if application is None:
            return False
        with translation.override("en"):
            for label, value in explained(application):
                self.stdout.write(f"{label:<16}{value}")
        self.stdout.write("")
        return True


def explained(application: Application) -> Lines:
    """Label and value, line by line; a label that repeats is left empty."""
    yield application.reference, application.applicant
    yield "for", f"{application.offering.programme.name}, {application.intake.name}"
    yield from _where(application)
    yield from _missing(application)
    yield from _money(application)
    yield from _listed("history", _moves(application))
    yield from _listed("mails", _mails(application))


def _where(application: Application) -> Lines:
    stands = standing(application)
    yield "status", f"{application.status}: {stands.sentence}"
    until = f", until {times.beijing(stands.until)}" if stands.until else ""
    yield "acts next", f"{stands.turn.label}{until}"
    if application.owner:
        yield "officer", application.owner
    if decision := deciding.prepared(application):
        by = f"by {decision.prepared_by}, {_at(decision.prepared_at)}"
        yield "prepared", f"{decision.outcome} {by}"
        if decision.release_at:
            yield "", f"not to be released before {times.beijing(decision.release_at)}"


def _missing(application: Application) -> Lines:
    """What stands between the applicant and Submit, or Send back."""
    found = [f"step {one.step}, {one.label}: {one.reason}" for one in flow.blockers(application)]
    if request := application.open_request:
        asked = [f"{item_title(item)}: {_answer(item.answered_at)}" for item in request.wanted]
        yield from _listed("asked for", asked)
    if flow.open_steps(application):
        yield from _listed("missing", found or ["nothing"])


def _answer(answered_at: datetime | None) -> str:
    return f"changed {_at(answered_at)}" if answered_at else "not changed yet"


def _money(application: Application) -> Lines:
    yield "fee", application.fee_basis or "not settled"
    bill = application.bill
    if bill is None:
        return
    yield "bill", f"{yuan(bill.fen)}, {bill.status}, due {times.beijing(bill.due_at)}"
    if bill.waived_by:
        yield "", f"waived by {bill.waived_by}: {bill.waiver_reason}"
    for payment in bill.payments.order_by("pk"):
        facts = [payment.number, payment.channel, payment.status, payment.flag, payment.note]
        asked = f"asked {_at(payment.asked_at)}" if payment.asked_at else "never asked about"
        yield "payment", ", ".join([*(fact for fact in facts if fact), asked])
        for refund in payment.refunds.order_by("pk"):
            yield "refund", f"{refund.number}, {yuan(refund.fen)}, {refund.status}, {refund.reason}"


def _moves(application: Application) -> list[str]:
    return [
        f"{_at(one.at)}  {one.move}: {one.source} -> {one.target}, {one.by or 'the system'}"
        for one in application.changes.all()
    ]


def _mails(application: Application) -> list[str]:
    """The last ones to the applicant about it; what was sent keeps no words."""
    about = Mail.objects.filter(
        recipient=application.applicant.email, subject__contains=application.reference
    )
    return [_mail(mail) for mail in reversed(about.order_by("-pk")[:LATEST])]


def _mail(mail: Mail) -> str:
    problem = f", {mail.tries} tries, {mail.last_error}" if mail.last_error else ""
    return f"{_at(mail.created_at)}  {mail.state}: {mail.subject}{problem}"


def _listed(label: str, values: list[str]) -> Lines:
    for number, value in enumerate(values):
        yield ("" if number else label), value


def _at(moment: datetime) -> str:
    return times.instant_short(moment)
