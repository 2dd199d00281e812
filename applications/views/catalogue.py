"""The public catalogue of programmes that take applications, and the results of a search."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe
from django_htmx.middleware import HtmxDetails

from applications.models import Application, Offering
from applications.search import ProgrammeSearch, Shelf

PAGE = 20
FINDER = "applications/catalogue/_finder.html"


@dataclass(frozen=True)
class Row:
    """A result, and the live application the reader already has in its intake."""

    number: int
    application: Application | None
    shelf: Shelf

    @property
    def offering(self) -> Offering | None:
        """What can be applied for; read only where the page does not know the row any more."""
        return self.shelf.offerings.get(self.number)


@require_safe
def programmes(request: HttpRequest) -> HttpResponse:
    """Every programme with an open intake, found by what a person wants to study."""
    return shown(request, "applications/catalogue/programmes.html", ProgrammeSearch(request.GET))


def shown(
    request: HttpRequest, page: str, search: ProgrammeSearch, context: dict[str, Any] | None = None
) -> HttpResponse:
    """A page with a search; htmx gets only the search and what it found."""
    htmx: HtmxDetails = request.htmx  # type: ignore[attr-defined]
    template = FINDER if htmx and not htmx.history_restore_request else page
    response = render(request, template, results(request, search) | (context or {}))
    patch_vary_headers(response, ("HX-Request",))
    return response


def results(request: HttpRequest, search: ProgrammeSearch) -> dict[str, Any]:
    """One page of what was found, how many programmes there are, and the search itself."""
    found = search.found
    page = Paginator(found.offerings, PAGE).get_page(request.GET.get("page"))
    numbers = list(page.object_list)
    intakes = found.intakes[page.start_index() - 1 : page.end_index()] if numbers else []
    pairs = zip(numbers, intakes, strict=True)
    applied, shelf = _applied(request, intakes), Shelf(numbers)
    return {
        "search": search,
        "page": page,
        "rows": [Row(number, applied.get(intake), shelf) for number, intake in pairs],
        "count": found.programmes,
    }


def _applied(request: HttpRequest, intakes: Iterable[int]) -> dict[int, Application]:
    """The reader's live applications, by intake."""
    if not request.user.is_authenticated:
        return {}
    mine = Application.objects.of(request.user).live().filter(intake__in=intakes)
    shown = mine.only("key", "reference", "intake")
    return {application.intake_id: application for application in shown}
