"""``manage.py reconcile``: ask the gateways about every payment and refund without an end."""

from datetime import date, datetime, time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils import timezone

from payments import callbacks, rules
from payments.checkout import Answer, try_to_ask
from payments.gateways.registry import TABLE
from payments.giving_back import try_to_send
from payments.models import Payment, Refund

WORDS = {
    Answer.PAID: "paid",
    Answer.WAITING: "still waiting",
    Answer.ENDED: "over, nothing was paid",
    Answer.FLAGGED: "to be looked at",
    Answer.UNREACHABLE: "the gateway could not be asked",
    Answer.BROKEN: "failed here, see the log",
}
REFUND_WORDS = WORDS | {
    Answer.WAITING: "money is on its way back",
    Answer.ENDED: "given back",
    Answer.FLAGGED: "not given back, to be looked at",
}


class Command(BaseCommand):
    """Exit code 0: all were asked about; 1: some need a look; 2: some were not asked."""

    help = "Ask the gateways about every unfinished payment and refund; settle what they say."

    def add_arguments(self, parser: CommandParser) -> None:
        """Say what can be asked for."""
        parser.add_argument("--channel", choices=sorted(TABLE), help="Only this one.")
        parser.add_argument(
            "--since",
            type=date.fromisoformat,
            help="Only what began on this day in Beijing or later, as 2027-02-01.",
        )
        parser.add_argument("--dry-run", action="store_true", help="Name them and ask nobody.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line for each payment and each refund."""
        payments = rules.to_ask_about().filter(**_chosen(options, "", "started_at"))
        payments = payments.select_related("bill").order_by("pk")
        refunds = rules.to_send().filter(**_chosen(options, "payment__", "requested_at"))
        refunds = refunds.select_related("payment__bill").order_by("pk")
        if options["dry_run"]:
            for number, channel in (
                *payments.values_list("number", "channel"),
                *refunds.values_list("number", "payment__channel"),
            ):
                self.stdout.write(f"{number}  {channel}  would be asked about")
            return
        try:
            _end({*map(self._ask, payments), *map(self._send, refunds)})
        except DatabaseError as error:
            raise CommandError(f"The database does not answer: {error}", returncode=2) from error

    def _ask(self, payment: Payment) -> Answer:
        answer = try_to_ask(payment)
        self.stdout.write(f"{payment.number}  {payment.channel}  {WORDS[answer]}")
        return answer

    def _send(self, refund: Refund) -> Answer:
        answer = try_to_send(refund)
        self.stdout.write(f"{refund.number}  {refund.payment.channel}  {REFUND_WORDS[answer]}")
        return answer


def _end(answers: set[Answer]) -> None:
    callbacks.retry_failed()
    if answers & {Answer.UNREACHABLE, Answer.BROKEN}:
        raise CommandError("Some could not be asked about.", returncode=2)
    if Answer.FLAGGED in answers:
        raise CommandError("Some have to be looked at.", returncode=1)


def _chosen(options: dict[str, Any], prefix: str, began: str) -> dict[str, Any]:
    chosen: dict[str, Any] = {}
    if options["channel"]:
        chosen[f"{prefix}channel"] = options["channel"]
    if options["since"]:
        chosen[f"{began}__gte"] = timezone.make_aware(datetime.combine(options["since"], time()))
    return chosen
