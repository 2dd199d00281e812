"""``manage.py reconcile``: ask the gateways about every attempt whose end is not known."""

from datetime import date, datetime, time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from payments import callbacks
from payments.checkout import Answer, try_to_ask
from payments.gateways.registry import TABLE
from payments.models import Payment

WORDS = {
    Answer.PAID: "paid",
    Answer.WAITING: "still waiting",
    Answer.ENDED: "over, nothing was paid",
    Answer.FLAGGED: "to be looked at",
    Answer.UNREACHABLE: "the gateway could not be asked",
    Answer.BROKEN: "failed here, see the log",
}


class Command(BaseCommand):
    """Exit code 0: all were asked about; 1: some need a look; 2: some were not asked."""

    help = "Ask the gateways about every unfinished payment and settle what they say."

    def add_arguments(self, parser: CommandParser) -> None:
        """Say what can be asked for."""
        parser.add_argument("--channel", choices=sorted(TABLE), help="Only this one.")
        parser.add_argument(
            "--since",
            type=date.fromisoformat,
            help="Only what began on this day in Beijing or later, as 2027-02-01.",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="Name the payments and ask nobody."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line for each payment."""
        waiting = Payment.objects.unfinished().filter(**_chosen(options))
        waiting = waiting.select_related("bill").order_by("pk")
        if options["dry_run"]:
            for payment in waiting.iterator():
                self.stdout.write(f"{payment.number}  {payment.channel}  would be asked about")
            return
        answers = {self._ask(payment) for payment in waiting}
        callbacks.retry_failed()
        if answers & {Answer.UNREACHABLE, Answer.BROKEN}:
            raise CommandError("Some payments could not be asked about.", returncode=2)
        if Answer.FLAGGED in answers:
            raise CommandError("Some payments have to be looked at.", returncode=1)

    def _ask(self, payment: Payment) -> Answer:
        answer = try_to_ask(payment)
        self.stdout.write(f"{payment.number}  {payment.channel}  {WORDS[answer]}")
        return answer


def _chosen(options: dict[str, Any]) -> dict[str, Any]:
    chosen: dict[str, Any] = {}
    if options["channel"]:
        chosen["channel"] = options["channel"]
    if options["since"]:
        chosen["started_at__gte"] = timezone.make_aware(datetime.combine(options["since"], time()))
    return chosen
