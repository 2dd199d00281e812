"""``manage.py import_catalogue FILE``: programmes from a table, and back."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from applications import catalogue_file
from applications.catalogue_file import COLUMNS, NotATable


class Command(BaseCommand):
    """A bad file is refused whole; run twice, the second time finds nothing different."""

    help = (
        "Create and update programmes by their code from FILE (.xlsx or .csv), print what is "
        f"different, and refuse a file with a fault whole. Columns: {', '.join(COLUMNS)}."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """One file; ``--export`` writes it instead."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="only print what is different")
        parser.add_argument(
            "--export", action="store_true", help="write the catalogue of today into FILE"
        )

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        """Judge everything before anything is written."""
        try:
            if options["export"]:
                catalogue_file.write(file)
                self.stdout.write(f"{file} written.")
                return
            judged = catalogue_file.judge(catalogue_file.read(file))
        except (OSError, NotATable) as why:
            raise CommandError(str(why)) from why
        if judged.faults:
            for fault in judged.faults:
                self.stderr.write(str(fault))
            raise CommandError(f"{len(judged.faults)} faults; nothing was written.")
        self._put(judged.rows, dry_run=options["dry_run"])

    def _put(self, rows: list[dict[str, Any]], *, dry_run: bool) -> None:
        lines = catalogue_file.put(rows, dry_run=dry_run)
        for line in lines:
            self.stdout.write(line)
        done = "would be written" if dry_run else "written"
        self.stdout.write(f"{len(rows)} programmes read, {len(lines)} differences {done}.")
