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

from applications.filters import ProgrammeSearch, rows_of
from applications.models import Application, Offering

PAGE = 20
FINDER = "applications/catalogue/_finder.html"


@dataclass(frozen=True)
class Row:
    """A result, and the live application the reader already has in its intake."""

    offering: Offering
    application: Application | None


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
    page = Paginator(search.found.offerings, PAGE).get_page(request.GET.get("page"))
    offerings = rows_of(list(page.object_list))
    applied = _applied(request, offerings)
    return {
        "search": search,
        "page": page,
        "rows": [Row(offering, applied.get(offering.intake_id)) for offering in offerings],
        "count": search.found.programmes,
    }


def _applied(request: HttpRequest, offerings: Iterable[Offering]) -> dict[int, Application]:
    """The reader's live applications, by intake."""
    if not request.user.is_authenticated:
        return {}
    intakes = {offering.intake_id for offering in offerings}
    mine = Application.objects.of(request.user).live().filter(intake__in=intakes)
    return {application.intake_id: application for application in mine}
