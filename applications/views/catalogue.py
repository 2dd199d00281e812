"""The public catalogue of programmes that take applications, and the results of a search."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from applications.filters import ProgrammeSearch, for_rows, open_offerings
from applications.models import Application, Offering

PAGE = 20


@dataclass(frozen=True)
class Row:
    """A result, and the live application the reader already has in its intake."""

    offering: Offering
    application: Application | None


@require_safe
def programmes(request: HttpRequest) -> HttpResponse:
    """Every programme with an open intake, found by what a person wants to study."""
    search = ProgrammeSearch(request.GET, offerings=open_offerings())
    return render(request, "applications/catalogue/programmes.html", results(request, search))


def results(request: HttpRequest, search: ProgrammeSearch) -> dict[str, Any]:
    """One page of what was found, how many programmes there are, and the search itself."""
    found = search.found()
    page = Paginator(for_rows(found), PAGE).get_page(request.GET.get("page"))
    applied = _applied(request, page.object_list)
    return {
        "search": search,
        "page": page,
        "rows": [Row(offering, applied.get(offering.intake_id)) for offering in page.object_list],
        "count": found.values("programme").distinct().count(),
    }


def _applied(request: HttpRequest, offerings: Iterable[Offering]) -> dict[int, Application]:
    """The reader's live applications, by intake."""
    if not request.user.is_authenticated:
        return {}
    intakes = {offering.intake_id for offering in offerings}
    mine = Application.objects.of(request.user).live().filter(intake__in=intakes)
    return {application.intake_id: application for application in mine}
