"""Pages of the site itself: language, health, errors."""

from http import HTTPStatus
from urllib.parse import urlsplit

from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from portal import round_trip
from portal.language import choose_language

# The limits that end on a page of their own are counted for an hour, or for less.
_LONGEST_WAIT = 60 * 60  # seconds


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """How to apply, what is open, and the way in."""
    return render(request, "portal/home.html")


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Remember the language of this session, and of the account, and go back.

    A button that posts a whole form here names the way back in its address; what was typed
    waits there.  A search carries what was typed in its own address instead.
    """
    choose_language(request)
    target = request.GET.get("next") or request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        target = "/"
    if "search" in request.GET:
        target = urlsplit(target)._replace(query=round_trip.as_search(request)).geturl()
    else:
        round_trip.keep(request, target)
    # Where htmx has sent the form, the whole page changes its language, too.
    htmx: HtmxDetails = request.htmx  # type: ignore[attr-defined]
    return HttpResponseClientRedirect(target) if htmx else HttpResponseRedirect(target)


def handler429(request: HttpRequest) -> HttpResponse:
    """Too many tries: what was typed waits at its page, without passwords and codes."""
    round_trip.keep(request, request.path)
    page = render(request, "429.html", status=HTTPStatus.TOO_MANY_REQUESTS)
    page["Retry-After"] = _LONGEST_WAIT
    return page


@require_GET
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_GET
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """The process can reach its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"database": "ok"})
