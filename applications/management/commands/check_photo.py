"""`manage.py check_photo FILE...`: what the photo check says of files."""

from __future__ import annotations

from applications.management.checking import CheckCommand
from applications.photo import MAX_BYTES, judge


class Command(CheckCommand):
    """Judge identity photos as the first step does."""

    help = (
        "Judge identity photos. Prints one JSON object a line; exits 1 if one is refused, 2 if one "
        "cannot be read."
    )
    max_bytes = MAX_BYTES
    empty_line = {
        "accepted": False,
        "background": None,
        "code": None,
        "colour": "",
        "warnings": [],
    }

    def facts_of(self, data: bytes, name: str) -> dict[str, object]:
        """Return what the photo check found."""
        verdict = judge(data, name)
        return {
            "accepted": verdict.accepted,
            "background": verdict.background,
            "code": verdict.code,
            "colour": verdict.colour,
            "warnings": list(verdict.warnings),
        }
