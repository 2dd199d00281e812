"""What the slots of step 6 show: the files that came, the refused ones, and what may change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from applications import rules
from applications.models import Application, Document, DocumentRequirement, RevisionItem
from applications.wizard.files import Refusal
from portal.uploads import megabytes

ACCEPT = ".pdf,.jpg,.jpeg,.png,application/pdf,image/jpeg,image/png"
_KINDS = {"application/pdf": "PDF", "image/jpeg": "JPG", "image/png": "PNG"}
_MEBIBYTE = 1024 * 1024
_KIBIBYTE = 1024


@dataclass(frozen=True)
class FileBar:
    """One file: kept, with what can be done to it, or refused, with the cause."""

    name: str
    size: str
    kind: str = ""
    uploaded_at: datetime | None = None
    preview_url: str = ""
    remove_url: str = ""
    cause: str = ""


@dataclass(frozen=True)
class FileSlot:
    """One document that is asked for."""

    key: str
    title: str
    hint: str
    is_required: bool
    is_open: bool
    state: str  # missing, optional, received, refused, needs-change, locked
    words: str  # of the office
    locked_since: datetime | None
    input_name: str
    upload_url: str
    files: Sequence[FileBar]
    accept: str = ACCEPT
    multiple: bool = True


def input_name(requirement: DocumentRequirement) -> str:
    """The name of the file field of a slot."""
    return f"file-{requirement.code}"


def file_slots(
    application: Application, refused: Mapping[int, Sequence[Refusal]]
) -> list[FileSlot]:
    """Every slot of the application; ``refused`` has the files just refused, by requirement."""
    sent: dict[int, list[Document]] = {}
    for document in application.documents.all():
        sent.setdefault(document.requirement_id, []).append(document)
    items = rules.open_items(application)
    return [
        _slot(application, one, sent.get(one.pk, []), refused.get(one.pk, ()), items)
        for one in application.intake.document_requirements.all()
    ]


def _slot(
    application: Application,
    requirement: DocumentRequirement,
    sent: Sequence[Document],
    refused: Sequence[Refusal],
    items: Sequence[RevisionItem],
) -> FileSlot:
    asked = [
        item
        for item in items
        if item.requirement_id == requirement.pk or item.step == rules.DOCUMENTS
    ]
    is_open = application.is_editable or bool(asked)
    return FileSlot(
        key=requirement.code,
        title=requirement.name,
        hint=requirement.hint,
        is_required=requirement.is_required,
        is_open=is_open,
        state=_state(requirement, sent, refused, asked) if is_open else "locked",
        words=" ".join(item.reason for item in asked if item.requirement_id),
        locked_since=None if is_open else application.submitted_at,
        input_name=input_name(requirement),
        upload_url=reverse("applications:upload", args=[application.key, requirement.code]),
        files=[
            *(_kept(application, one) for one in sent),
            *(FileBar(one.name, _size(one.size), cause=one.sentence) for one in refused),
        ],
    )


def _state(
    requirement: DocumentRequirement,
    sent: Sequence[Document],
    refused: Sequence[Refusal],
    asked: Sequence[RevisionItem],
) -> str:
    if refused:
        return "refused"
    if any(item.answered_at is None for item in asked):
        return "needs-change"
    if sent:
        return "received"
    return "missing" if requirement.is_required else "optional"


def _kept(application: Application, document: Document) -> FileBar:
    address = [application.key, document.key]
    return FileBar(
        name=document.original_name,
        size=_size(document.size),
        kind=_KINDS.get(document.content_type, ""),
        uploaded_at=document.uploaded_at,
        preview_url=reverse("applications:file", args=address),
        remove_url=reverse("applications:remove", args=address),
    )


def _size(size: int) -> str:
    if size < _MEBIBYTE:
        return f"{max(1, round(size / _KIBIBYTE))} KB"
    return f"{megabytes(size)} MB"
