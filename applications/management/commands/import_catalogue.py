"""``manage.py import_catalogue FILE``: the catalogue from tables, and back."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from applications.catalogue_file import files, judging, writing
from applications.catalogue_file.rows import PROGRAMMES, TABLES


class Command(BaseCommand):
    """A bad file is refused whole; run twice, the second time finds nothing different."""

    help = (
        "Create and update the catalogue by codes from FILE (.xlsx or .csv), print what is "
        "different, and refuse a file with a fault whole. A workbook may have the sheets "
        f"{', '.join(TABLES)}; a .csv file is one of them."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """One file; ``--export`` writes it instead."""
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--table", choices=TABLES, default=PROGRAMMES.name, help="what a file of one table is"
        )
        parser.add_argument("--dry-run", action="store_true", help="only print what is different")
        parser.add_argument(
            "--export", action="store_true", help="write the catalogue of today into FILE"
        )

    def handle(self, *args: Any, file: Path, table: str, **options: Any) -> None:
        """Judge everything before anything is written."""
        try:
            if options["export"]:
                names = TABLES if files.is_workbook(file) else [table]
                files.write(file, {name: writing.as_cells(TABLES[name]) for name in names})
                self.stdout.write(f"{file} written.")
                return
            judged = judging.judge(files.read(file, table))
        except (OSError, files.NotATable) as why:
            raise CommandError(str(why)) from why
        if judged.faults:
            for fault in judged.faults:
                self.stderr.write(str(fault))
            raise CommandError(f"{len(judged.faults)} faults; nothing was written.")
        self._put(judged.rows, dry_run=options["dry_run"])

    def _put(self, rows: dict[str, list[judging.Row]], *, dry_run: bool) -> None:
        lines = writing.put(rows, dry_run=dry_run)
        for line in lines:
            self.stdout.write(line)
        read = ", ".join(f"{len(told)} {name}" for name, told in rows.items())
        done = "would be written" if dry_run else "written"
        said = f"{len(lines)} differences {done}" if lines else "nothing to change"
        self.stdout.write(f"{read} read, {said}.")
