"""The gateways' daily files: brought in, compared with the ledger, differences solved.

A file is believed as a whole or not at all, and may be brought in any number of times.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from payments import checkout
from payments.comparing import Comparison
from payments.gateways.base import Fact, FactState, Malformed, NoStatementError, StatementLine
from payments.gateways.registry import get_gateway
from payments.lifecycle import MoveNotAllowed
from payments.models import Difference, Statement
from payments.status import DifferenceKind, Flag, PaymentStatus, RefundStatus

GONE = "It was not there any more when the statement was read again."
AGREED = "The gateway was asked; both sides agree."
LONGEST = 64  # letters of a number
FIRST_YEAR = 2000
MONEY_CAME = frozenset({FactState.DONE, FactState.REFUNDED})


@dataclass(frozen=True, slots=True)
class Outcome:
    """A statement, and what of it is not solved yet."""

    statement: Statement
    differences: Sequence[Difference]


def bring_in(channel: str, data: bytes, *, day: date | None = None) -> Outcome:
    """Compare a gateway's file with the ledger and write down what differs.

    ``day`` says which one it must be about; without it the file covers the days of its lines.
    Raises UnknownChannel, or Malformed for a file that cannot be believed; then nothing is written.
    """
    lines = list(get_gateway(channel).read_statement(data))
    if not all(map(_can_be_kept, lines)):
        raise Malformed("The statement has numbers or days that are none.")
    days = {timezone.localtime(line.happened_at).date() for line in lines}
    if day and days - {day}:
        raise Malformed("The statement is of another day.")
    if not (day or days):
        raise Malformed("The statement has no lines, so nobody knows of which day it is.")
    first, last = (day, day) if day else (min(days), max(days))
    digest = sha256(data if lines else f"{channel} {day}".encode()).hexdigest()
    return _write_down(channel, lines, digest=digest, first=first, last=last)


def _can_be_kept(line: StatementLine) -> bool:
    """Whether its numbers fit their columns, and its day the calendar of every database."""
    numbers = (line.number, line.transaction_id, line.refund_number)
    fits = all(len(number) <= LONGEST and "\0" not in number for number in numbers)
    return fits and line.happened_at.year >= FIRST_YEAR


def fetch(channel: str, day: date) -> Outcome:
    """The same with the file of a day in Beijing, fetched from the gateway.

    A day without business is compared, too: what stands here of it stands here only.
    Raises UnknownChannel, GatewayError or Malformed.
    """
    try:
        data = get_gateway(channel).fetch_statement(day)
    except NoStatementError:
        digest = sha256(f"{channel} {day}".encode()).hexdigest()
        return _write_down(channel, [], digest=digest, first=day, last=day)
    return bring_in(channel, data, day=day)


def is_here(channel: str, day: date) -> bool:
    """Whether the file of a day was compared already."""
    found = Statement.objects.filter(channel=channel, first_day__lte=day, last_day__gte=day)
    return found.exists()


def _write_down(
    channel: str, lines: Sequence[StatementLine], *, digest: str, first: date, last: date
) -> Outcome:
    start, end = _midnight(first), _midnight(last + timedelta(days=1))
    with transaction.atomic():
        statement, _ = Statement.objects.get_or_create(
            channel=channel,
            digest=digest,
            defaults={
                "first_day": first,
                "last_day": last,
                "lines": len(lines),
                "fen": sum(line.fen for line in lines),
            },
        )
        found = list(Comparison(channel, lines, start, end).differences())
        for difference in found:
            difference.statement = statement
        # Somebody else may be bringing in the same file at this moment.
        Difference.objects.bulk_create(found, ignore_conflicts=True)
        keys = {_key(difference) for difference in found}
        covered = Difference.objects.unsolved().filter(
            channel=channel, happened_at__gte=start, happened_at__lt=end
        )
        unsolved = [one for one in covered.order_by("pk") if _key(one) in keys]
        gone = statement.differences.unsolved().exclude(pk__in=[one.pk for one in unsolved])
        gone.update(solved_at=timezone.now(), note=GONE)
    return Outcome(statement, unsolved)


def _key(difference: Difference) -> tuple[str, ...]:
    return (
        difference.kind,
        difference.number,
        difference.transaction_id,
        difference.refund_number,
    )


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def repair(difference: Difference, *, by: User) -> bool:
    """Ask the gateway, settle what it says, and say whether both sides agree now.

    Raises MoveNotAllowed, UnknownChannel, GatewayError or WrongMoney.
    """
    _allow(difference, by)
    payment = difference.payment
    if payment is None:
        raise MoveNotAllowed("ask about an order that is not of this house")
    if difference.refund_number:
        fact = checkout.ask_about_refund(payment, difference.refund_number)
    else:
        fact = checkout.ask(payment)
    payment.refresh_from_db()
    if agrees := _agrees(difference, fact):
        solve(difference, by=by, note=AGREED)
    return agrees


def solve(difference: Difference, *, by: User, note: str, now: datetime | None = None) -> None:
    """Write down that somebody has looked at it, and what came of it.  Raises MoveNotAllowed."""
    _allow(difference, by)
    if not note.strip():
        raise MoveNotAllowed("solve without a note")
    changes = {"solved_at": now or timezone.now(), "solved_by": by, "note": note.strip()[:300]}
    if not Difference.objects.unsolved().filter(pk=difference.pk).update(**changes):
        raise MoveNotAllowed("solve what is solved")
    difference.refresh_from_db()


def _allow(difference: Difference, by: User) -> None:
    if not (by.is_staff and by.has_perm("payments.solve_difference")):
        raise MoveNotAllowed("solve without permission")
    if difference.solved_at:
        raise MoveNotAllowed("solve what is solved")


def _agrees(difference: Difference, fact: Fact) -> bool:
    """Whether what the gateway says now stands here as well."""
    payment = difference.payment
    if payment is None or difference.kind in _FOR_PEOPLE:
        return False
    if difference.refund_number:
        ours = payment.refunds.filter(number=difference.refund_number)
        known = ours.filter(status=RefundStatus.DONE).exists()
        return fact.state is FactState.DONE and (known or payment.flag == Flag.REFUNDED_OUTSIDE)
    is_paid = payment.status == PaymentStatus.PAID and fact.state in MONEY_CAME
    theirs = (fact.transaction_id, fact.fen)
    return is_paid and theirs == (payment.transaction_id, payment.fen)


# What asking cannot mend: money is too much or too little, and somebody has to give it back.
_FOR_PEOPLE = frozenset({DifferenceKind.AMOUNT_DIFFERS, DifferenceKind.DUPLICATED})
