"""Step 6 and the private files: looking at them, sending them in, taking them away."""

from typing import Any

from allauth.core.ratelimit import consume
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications.editing import Locked
from applications.models import Application, Document, DocumentRequirement, Part, Photo, PhotoTry
from applications.reading import readable_or_own
from applications.views.about_file import AboutFile
from applications.views.file_slots import Happened, SlotsPage, input_name
from applications.views.page import frame, own, person, refuse_locked
from applications.wizard import files, flow
from applications.wizard.evidence import schools_typed
from applications.wizard.files import Refusal
from applications.wizard.flow import ApplicationPaper
from portal.downloads import plain_name, send
from portal.language import choose_language


@require_safe
@login_required
def photo(request: HttpRequest, key: str) -> HttpResponseBase:
    """The personal photo, for its owner and for the office."""
    found = get_object_or_404(
        Photo, application__in=readable_or_own(person(request)), application__key=key
    )
    return send(request, found.file, found.original_name, found.content_type, inline=True)


@require_safe
@login_required
def photo_try(request: HttpRequest, key: str) -> HttpResponseBase:
    """The photo that was refused, for its owner alone."""
    mine = Application.objects.of(request.user)
    found = get_object_or_404(PhotoTry, application__in=mine, application__key=key)
    return send(request, found.file, found.original_name, found.content_type, inline=True)


@require_safe
@login_required
def file(request: HttpRequest, key: str, file_key: str) -> HttpResponseBase:
    """One document, for its owner and for the office."""
    found = get_object_or_404(
        Document,
        key=file_key,
        application__in=readable_or_own(person(request)),
        application__key=key,
    )
    return send(request, found.file, found.original_name, found.content_type, inline=True)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def upload(request: HttpRequest, key: str, code: str) -> HttpResponse:
    """Files into one slot; each is kept or refused by itself."""
    application = own(request, key)
    requirement = get_object_or_404(DocumentRequirement, intake=application.intake_id, code=code)
    if request.method != "POST":
        # The address of a page with a refused file, loaded once more.
        return _back(application, requirement)
    refusals: list[Refusal] = []
    sent = 0
    try:
        for part in Part.values if requirement.wants_translation else (Part.ORIGINAL,):
            uploads = request.FILES.getlist(input_name(requirement, part))
            sent += len(uploads)
            if _is_too_quick(request, len(uploads)):
                refusals += [
                    Refusal(plain_name(one.name or ""), one.size or 0, _wait(), part)
                    for one in uploads
                ]
                continue
            refusals += files.keep_documents(
                application, requirement, uploads, by=person(request), part=part
            )
    except Locked:
        return refuse_locked(request, application.key)
    if not sent:
        refusals = [Refusal("", 0, _("Choose a file first, then press Upload."))]
    if refusals:
        return _show(request, application, Happened({requirement.pk: refusals}))
    return _back(application, requirement)


def _is_too_quick(request: HttpRequest, count: int) -> bool:
    """Whether this person sends more files than anybody can choose by hand."""
    return not all(consume(request, action="upload", user=request.user) for _file in range(count))


def _wait() -> str:
    return _("You have sent very many files in a few minutes. Wait five minutes and go on.")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def replace(request: HttpRequest, key: str, file_key: str) -> HttpResponse:
    """Another file in the place of this one."""
    document = _own_file(request, key, file_key)
    application, requirement = document.application, document.requirement
    if request.method != "POST":
        return _back(application, requirement)
    upload = request.FILES.get("replacement")
    if upload is None:
        refusal: Refusal | None = Refusal("", 0, _("Choose a file first, then press Upload."))
    elif _is_too_quick(request, 1):
        refusal = Refusal(plain_name(upload.name or ""), upload.size or 0, _wait(), document.part)
    else:
        try:
            refusal = files.replace_document(document, upload, by=person(request))
        except Locked:
            return refuse_locked(request, application.key)
    if refusal:
        return _show(request, application, Happened({requirement.pk: [refusal]}))
    return _back(application, requirement)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def about_file(request: HttpRequest, key: str, file_key: str) -> HttpResponse:
    """From which school it is, and when it was issued."""
    document = _own_file(request, key, file_key)
    application = document.application
    if request.method != "POST":
        return _back(application, document.requirement)
    schools = schools_typed(ApplicationPaper(application))
    form = AboutFile(document, schools, request.POST)
    if not form.is_valid():
        return _show(request, application, Happened(about=form))
    try:
        files.describe_document(form.answers(), by=person(request))
    except Locked:
        return refuse_locked(request, application.key)
    return _back(application, document.requirement)


@require_POST
@login_required
def remove(request: HttpRequest, key: str, file_key: str) -> HttpResponse:
    """Take one file away."""
    document = _own_file(request, key, file_key)
    try:
        files.remove_document(document, by=person(request))
    except Locked:
        return refuse_locked(request, document.application.key)
    return _back(document.application, document.requirement)


def _own_file(request: HttpRequest, key: str, file_key: str) -> Document:
    application = own(request, key)
    document = get_object_or_404(
        Document.objects.select_related("requirement"), key=file_key, application=application
    )
    document.application = application
    return document


def page(request: HttpRequest, application: Application) -> HttpResponse:
    """All slots.  The only things to post here are the language and the way on."""
    if request.method != "POST":
        return _show(request, application, Happened(replacing=request.GET.get("replace", "")))
    if "language" in request.POST:
        choose_language(request)
        return redirect(flow.address(application, flow.DOCUMENTS))
    return redirect(flow.address(application, flow.PRE_REVIEW))


def _back(application: Application, requirement: DocumentRequirement) -> HttpResponse:
    return redirect(f"{flow.address(application, flow.DOCUMENTS)}#slot-{requirement.code}")


def _show(request: HttpRequest, application: Application, did: Happened) -> HttpResponse:
    """The page, with what was refused in the slot it was meant for."""
    paper = ApplicationPaper(application)
    shown = SlotsPage(application, paper, did)
    slots = shown.slots()
    context: dict[str, Any] = frame(application, flow.DOCUMENTS, paper)
    context |= {
        "slots": slots,
        "evidence": shown.evidence(),
        "is_open": any(slot.is_open for slot in slots),
        "required": sum(slot.is_required for slot in slots),
        "received": sum(slot.is_required and slot.has_file for slot in slots),
    }
    return render(request, "applications/wizard/documents.html", context)
