"""What the commands that judge files share: arguments, a JSON line a file, exit status."""

from __future__ import annotations

import json
from abc import abstractmethod
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import BaseCommand

REFUSED, UNREADABLE = 1, 2


class CheckCommand(BaseCommand):
    """Exit status: 0 all accepted, 1 one refused, 2 one could not be read from disk."""

    requires_system_checks = []
    # More than this is never read; one byte more tells that the file is too large.
    max_bytes: ClassVar[int]
    # The keys of a line after "file", as they stand when there is nothing to say.
    empty_line: ClassVar[dict[str, object]]

    @abstractmethod
    def facts_of(self, data: bytes, name: str) -> dict[str, object]:
        """Judge one file and return its line without the file's name."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take any number of files."""
        parser.add_argument("files", nargs="+", metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        """Judge each file, go on after a bad one, and answer with the worst."""
        worst = max(self._check(file) for file in options["files"])
        if worst:
            raise SystemExit(worst)

    def _check(self, file: str) -> int:
        try:
            with Path(file).open("rb") as opened:
                data = opened.read(self.max_bytes + 1)
        except (OSError, ValueError) as problem:
            self.stderr.write(f"{file}: {problem}")
            self._say({"file": file, **self.empty_line, "code": "unreadable"})
            return UNREADABLE
        facts = self.facts_of(data, Path(file).name)
        self._say({"file": file, **facts})
        return 0 if facts["accepted"] else REFUSED

    def _say(self, line: dict[str, object]) -> None:
        self.stdout.write(json.dumps(line))
