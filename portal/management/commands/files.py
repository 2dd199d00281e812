"""`manage.py files verify`: stored files that are missing, changed, or belong to nobody.

Exits 1 if there is anything to name.
"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from portal.stocktaking import verify

# What to do about each.
_ADVICE = {
    "missing": "take it from the backup",
    "changed": "take it from the backup",
    "unreadable": "look at the disk, and at who owns the file",
    "orphan": "nobody speaks of it; it may be deleted",
}


class Command(BaseCommand):
    """Looks at every stored file and changes nothing."""

    help = (
        "Compare stored files with the database: names what is missing, changed, unreadable or "
        "belongs to nobody, one line each. Exits 1 if there is anything to name."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One thing to do, so far."""
        parser.add_argument("what", choices=["verify"])

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the findings as they come; a large store takes a while."""
        count = 0
        for count, finding in enumerate(verify(), start=1):  # noqa: B007
            row = f" ({finding.row})" if finding.row else ""
            self.stdout.write(f"{finding.what}: {finding.name}{row}: {_ADVICE[finding.what]}")
        if count:
            raise SystemExit(1)
        self.stdout.write("Every file is where it belongs, as it was.")
