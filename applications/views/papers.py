"""Papers: the form to print, form and admission notice as PDF, and whether one is genuine."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from applications import papers
from applications.models import Application, PaperKind
from applications.models.paper import read_code
from applications.printing import sheet
from applications.printing.form import form_facts
from applications.reading import readable_or_own
from applications.views.page import person
from payments import qr
from portal import times
from portal.downloads import send
from portal.queue import enqueue

_LOOK_AGAIN = 5  # seconds
_ASK_AGAIN = 60  # seconds until a worker is asked once more
_PDF = "application/pdf"


@require_safe
@login_required
def form(request: HttpRequest, key: str) -> HttpResponse:
    """The form as it was sent, for a browser to print; in a draft, as far as it is complete."""
    application = get_object_or_404(readable_or_own(person(request)).with_answers(), key=key)
    sent = papers.due_since(application, PaperKind.FORM)
    paper = getattr(sent, "paper", None)
    made_at = paper.made_at if paper else timezone.now()
    context: dict[str, Any] = {
        "application": application,
        "facts": paper.facts if paper else form_facts(application, sent),
        "made_at": f"{times.in_beijing(made_at):%Y-%m-%d, %H:%M}",
        "is_locked": sent is not None,
        "is_own": application.applicant_id == person(request).pk,
        "on_screen": True,
        "photo": _photo_address(application),
        "qr": qr.as_svg(sheet.print_address(application)),
    }
    return render(request, "applications/papers/print.html", context)


def _photo_address(application: Application) -> str:
    has_photo = hasattr(application, "photo")
    return reverse("applications:photo", args=[application.key]) if has_photo else ""


@require_safe
@login_required
def form_pdf(request: HttpRequest, key: str) -> HttpResponseBase:
    """The form as it was sent."""
    return _pdf(request, key, PaperKind.FORM, "")


@require_safe
@login_required
def notice_pdf(request: HttpRequest, key: str) -> HttpResponseBase:
    """The admission notice."""
    return _pdf(request, key, PaperKind.ADMISSION_NOTICE, "-admission-notice")


def _pdf(request: HttpRequest, key: str, kind: PaperKind, ending: str) -> HttpResponseBase:
    application = get_object_or_404(readable_or_own(person(request)), key=key)
    change = papers.due_since(application, kind)
    if change is None:
        raise Http404(kind)
    if hasattr(change, "paper"):
        name = f"{application.reference}{ending}.pdf"
        return send(request, change.paper.file, name, _PDF, inline=True)
    # The queue may have lost it, or it is too old for the sweep.
    if cache.add(f"paper-asked-{change.pk}", 1, _ASK_AGAIN):
        enqueue("applications.tasks.make_pdf", application.pk, kind.value)
    page = render(request, "portal/preparing.html", {"paper": kind.label}, status=202)
    page["Refresh"] = str(_LOOK_AGAIN)
    return page


@require_safe
@never_cache
def verify(request: HttpRequest) -> HttpResponse:
    """Whether an admission notice is genuine, for anybody who has its code."""
    typed = request.GET.get("code", "").strip()[:40]
    paper = papers.genuine_notice(read_code(typed)) if typed else None
    return render(
        request,
        "applications/papers/verify.html",
        {"code": typed, "paper": paper, "facts": paper.facts if paper else None},
    )
