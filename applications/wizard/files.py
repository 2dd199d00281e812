"""Documents: judged by their bytes, kept at once, gone from the store when removed."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from applications import rules
from applications.editing import editing
from applications.models import Application, Document, DocumentRequirement, RevisionItem
from applications.status import Status
from applications.wizard import flow
from applications.wizard.drafts import settle
from applications.wizard.storing import discard, facts, name_of, read, stored
from portal import uploads

MOST_FILES = 5  # in one slot
CONTENT_TYPES = {"pdf": "application/pdf", "jpeg": "image/jpeg", "png": "image/png"}


@dataclass(frozen=True)
class Refusal:
    """A file that was not kept, and why."""

    name: str
    size: int
    sentence: str


def keep_documents(
    application: Application,
    requirement: DocumentRequirement,
    sent: Iterable[UploadedFile],
    *,
    by: User,
) -> list[Refusal]:
    """Keep each readable file in the slot of ``requirement``; say why the others were refused.

    Raises Locked.
    """
    refusals = [_keep_document(application, requirement, upload, by=by) for upload in sent]
    return [refusal for refusal in refusals if refusal]


def _keep_document(
    application: Application, requirement: DocumentRequirement, upload: UploadedFile, *, by: User
) -> Refusal | None:
    content = read(upload, uploads.MAX_BYTES)
    name, size = name_of(upload), upload.size or 0
    verdict = replace(uploads.judge_document(content, name), size=size)
    if verdict.kind is None or not verdict.accepted:
        return Refusal(name, size, uploads.explain_document(verdict))
    document = Document(
        application=application,
        requirement=requirement,
        pages=verdict.pages or 1,
        content_type=CONTENT_TYPES[verdict.kind],
        **facts(name, content),
    )
    with (
        stored(document, content),
        editing(application, lambda it: rules.can_edit_slot(it, requirement), by=by),
    ):
        if application.documents.filter(requirement=requirement).count() >= MOST_FILES:
            document.file.storage.delete(document.file.name)
            sentence = _("There are %(most)s files already. Remove one first.")
            return Refusal(name, size, sentence % {"most": MOST_FILES})
        document.save()
        _look_again(application, requirement)
    return None


def remove_document(document: Document, *, by: User) -> None:
    """Take a file away.  Raises Locked."""
    application, requirement = document.application, document.requirement
    with editing(application, lambda it: rules.can_edit_slot(it, requirement), by=by):
        discard(document)
        _look_again(application, requirement)


def _look_again(application: Application, requirement: DocumentRequirement) -> None:
    settle(application, flow.DOCUMENTS)
    if application.status == Status.RETURNED:
        is_there = application.documents.filter(requirement=requirement).exists()
        RevisionItem.objects.filter(
            request__application=application,
            request__answered_at__isnull=True,
            requirement=requirement,
        ).update(answered_at=timezone.now() if is_there else None)
