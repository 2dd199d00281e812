"""`manage.py check_document FILE...`: what an upload slot would say of files."""

from __future__ import annotations

from applications.management.checking import CheckCommand
from portal.uploads import MAX_BYTES, judge_document


class Command(CheckCommand):
    """Judge documents as an upload slot does."""

    help = (
        "Judge documents as an upload slot does. Prints one JSON object a line; exits 1 if one is "
        "refused, 2 if one cannot be read."
    )
    max_bytes = MAX_BYTES
    empty_line = {"accepted": False, "kind": None, "code": None, "detail": "", "pages": None}

    def facts_of(self, data: bytes, name: str) -> dict[str, object]:
        """Return what was found in the document."""
        verdict = judge_document(data, name)
        return {
            "accepted": verdict.accepted,
            "kind": verdict.kind,
            "code": verdict.code,
            "detail": verdict.detail,
            "pages": verdict.pages,
        }
