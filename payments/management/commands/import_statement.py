"""``manage.py import_statement CHANNEL FILE``: compare a gateway's daily file with the ledger."""

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from payments import statements
from payments.gateways.base import Malformed
from payments.gateways.registry import TABLE, UnknownChannel
from payments.models import Difference
from portal.templatetags.ruxue import yuan


class Command(BaseCommand):
    """Exit code 0: both agree; 1: they differ; 2: the file was not read, and nothing is written."""

    help = "Compare a gateway's daily file with the ledger; what differs is listed in the admin."

    def add_arguments(self, parser: CommandParser) -> None:
        """Say what can be asked for."""
        parser.add_argument("channel", choices=sorted(TABLE))
        parser.add_argument("file", type=Path, help="As the gateway gives it, packed or not.")
        parser.add_argument(
            "--day", type=date.fromisoformat, help="The day it must be about, as 2027-02-01."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line for each difference that is not solved."""
        try:
            data = options["file"].read_bytes()
            outcome = statements.bring_in(options["channel"], data, day=options["day"])
        except OSError as error:
            raise CommandError(f"The file cannot be read: {error}", returncode=2) from error
        except UnknownChannel as error:
            raise CommandError(f"This channel is not open: {error}", returncode=2) from error
        except DatabaseError as error:
            raise CommandError(f"The database does not answer: {error}", returncode=2) from error
        except Malformed as error:
            raise CommandError(f"Nothing was imported. {error}", returncode=2) from error
        for difference in outcome.differences:
            self.stdout.write(_line(difference))
        found = outcome.statement
        self.stdout.write(
            f"{found.channel}  {found.first_day} to {found.last_day}: {found.lines} lines, "
            f"{yuan(found.fen)}, {len(outcome.differences)} differences"
        )
        if outcome.differences:
            raise CommandError("Some lines have to be looked at.", returncode=1)


def _line(difference: Difference) -> str:
    ours, theirs = (
        "nothing" if fen is None else yuan(fen)
        for fen in (difference.our_fen, difference.their_fen)
    )
    name = " ".join(filter(None, (difference.number, difference.refund_number)))
    return f"{name}  {difference.kind}  here {ours}, there {theirs}"
