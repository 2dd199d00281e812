"""The tables of the admin's landing page; every app puts its own work on them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString

# Where a table stands on the page.
OURS, WENT_WRONG, OTHERS = 1, 2, 3


@dataclass(frozen=True)
class Row:
    """One kind of work: how much of it, how much is yours, and the longest wait.

    Without ``url`` the number is only a number.
    """

    count: int
    what: str
    hint: str
    url: str = ""
    yours: int = 0
    yours_url: str = ""
    longest: str | SafeString = ""


@dataclass(frozen=True)
class Table:
    """Rows under one heading."""

    caption: str
    rows: Sequence[Row]
    position: int


@dataclass(frozen=True)
class Part:
    """What one app shows: its tables, and words for the templates it brings along."""

    tables: Sequence[Table] = ()
    context: dict[str, Any] | None = None


Provider = Callable[[HttpRequest], Part]


def laid_out(providers: Sequence[Provider], request: HttpRequest) -> dict[str, Any]:
    """The context of the landing page."""
    parts = [provider(request) for provider in providers]
    tables = [table for part in parts for table in part.tables]
    context: dict[str, Any] = {"desk_tables": sorted(tables, key=lambda table: table.position)}
    for part in parts:
        context |= part.context or {}
    return context
