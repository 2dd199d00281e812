"""Step 6 and the private files: looking at them, sending them in, taking them away."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications.editing import Locked
from applications.models import Application, Document, DocumentRequirement, Photo, PhotoTry
from applications.reading import readable_or_own
from applications.views.file_slots import file_slots, input_name
from applications.views.page import frame, own, person, refuse_locked
from applications.wizard import files, flow
from applications.wizard.files import Refusal
from applications.wizard.flow import ApplicationPaper
from portal.downloads import send
from portal.language import choose_language


@require_safe
@login_required
def photo(request: HttpRequest, key: str) -> FileResponse:
    """The personal photo, for its owner and for the office."""
    found = get_object_or_404(
        Photo, application__in=readable_or_own(person(request)), application__key=key
    )
    return send(found.file, found.original_name, found.content_type, inline=True)


@require_safe
@login_required
def photo_try(request: HttpRequest, key: str) -> FileResponse:
    """The photo that was refused, for its owner alone."""
    mine = Application.objects.of(request.user)
    found = get_object_or_404(PhotoTry, application__in=mine, application__key=key)
    return send(found.file, found.original_name, found.content_type, inline=True)


@require_safe
@login_required
def file(request: HttpRequest, key: str, file_key: str) -> FileResponse:
    """One document, for its owner and for the office."""
    found = get_object_or_404(
        Document,
        key=file_key,
        application__in=readable_or_own(person(request)),
        application__key=key,
    )
    return send(found.file, found.original_name, found.content_type, inline=True)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def upload(request: HttpRequest, key: str, code: str) -> HttpResponse:
    """Files into one slot; each is kept or refused by itself."""
    application = own(request, key)
    requirement = get_object_or_404(DocumentRequirement, intake=application.intake_id, code=code)
    if request.method != "POST":
        # The address of a page with a refused file, loaded once more.
        return _back(application, requirement)
    sent = request.FILES.getlist(input_name(requirement))
    try:
        refusals = files.keep_documents(application, requirement, sent, by=person(request))
    except Locked:
        return refuse_locked(request, application)
    if not sent:
        refusals = [Refusal("", 0, _("Choose a file first, then press Upload."))]
    if refusals:
        return _show(request, application, {requirement.pk: refusals})
    return _back(application, requirement)


@require_POST
@login_required
def remove(request: HttpRequest, key: str, file_key: str) -> HttpResponse:
    """Take one file away."""
    application = own(request, key)
    document = get_object_or_404(
        Document.objects.select_related("requirement"), key=file_key, application=application
    )
    document.application = application
    try:
        files.remove_document(document, by=person(request))
    except Locked:
        return refuse_locked(request, application)
    return _back(application, document.requirement)


def page(request: HttpRequest, application: Application) -> HttpResponse:
    """All slots.  The only things to post here are the language and the way on."""
    if request.method != "POST":
        return _show(request, application)
    if "language" in request.POST:
        choose_language(request)
        return redirect(flow.address(application, flow.DOCUMENTS))
    return redirect(flow.address(application, flow.PRE_REVIEW))


def _back(application: Application, requirement: DocumentRequirement) -> HttpResponse:
    return redirect(f"{flow.address(application, flow.DOCUMENTS)}#slot-{requirement.code}")


def _show(
    request: HttpRequest,
    application: Application,
    refused: Mapping[int, Sequence[Refusal]] | None = None,
) -> HttpResponse:
    """The page, with the refused files in the slot they were meant for."""
    slots = file_slots(application, refused or {})
    context: dict[str, Any] = frame(application, flow.DOCUMENTS, ApplicationPaper(application))
    context |= {
        "slots": slots,
        "is_open": any(slot.is_open for slot in slots),
        "required": sum(slot.is_required for slot in slots),
        "received": sum(
            slot.is_required and any(not one.cause for one in slot.files) for slot in slots
        ),
    }
    return render(request, "applications/wizard/documents.html", context)
