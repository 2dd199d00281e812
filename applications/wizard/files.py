"""Photo and documents: judged by their bytes, kept at once, gone from the store when removed."""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from applications import photo as photos
from applications import rules
from applications.editing import editing
from applications.models import Application, Document, DocumentRequirement, Photo, RevisionItem
from applications.models.document import StoredFile
from applications.photo import Verdict
from applications.photo.verdict import MAX_BYTES as MAX_PHOTO_BYTES
from applications.status import Status
from applications.wizard import flow
from applications.wizard.drafts import settle
from portal import uploads
from portal.downloads import plain_name

MOST_FILES = 5  # in one slot
CONTENT_TYPES = {"pdf": "application/pdf", "jpeg": "image/jpeg", "png": "image/png"}
_NAME_LENGTH = 200


@dataclass(frozen=True)
class Refusal:
    """A file that was not kept, and why."""

    name: str
    size: int
    sentence: str


def keep_photo(application: Application, upload: UploadedFile, *, by: User) -> Verdict:
    """Judge the photo and keep it in place of the earlier one; a refused one changes nothing.

    Raises Locked.
    """
    verdict = photos.judge(_read(upload, MAX_PHOTO_BYTES), upload.name or "")
    verdict = replace(verdict, size=upload.size or 0)
    if not verdict.accepted:
        return verdict
    content = photos.stored_copy(_read(upload, MAX_PHOTO_BYTES))
    photo = Photo(
        application=application,
        background=verdict.background or "",
        warnings=list(verdict.warnings),
        content_type="image/jpeg",
        **_facts(upload, content),
    )
    with (
        _stored(photo, content),
        editing(application, lambda it: rules.can_edit_step(it, flow.BASIC.slug), by=by),
    ):
        for earlier in Photo.objects.filter(application=application):
            _discard(earlier)
        photo.save()
        settle(application, flow.BASIC)
    return verdict


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
    content = _read(upload, uploads.MAX_BYTES)
    name, size = plain_name(upload.name or "")[-_NAME_LENGTH:], upload.size or 0
    verdict = replace(uploads.judge_document(content, name), size=size)
    if verdict.kind is None or not verdict.accepted:
        return Refusal(name, size, uploads.explain_document(verdict))
    document = Document(
        application=application,
        requirement=requirement,
        pages=verdict.pages or 1,
        content_type=CONTENT_TYPES[verdict.kind],
        **_facts(upload, content),
    )
    with (
        _stored(document, content),
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
        _discard(document)
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


def _read(upload: UploadedFile, most: int) -> bytes:
    """The bytes, as far as they may count; one more shows that there are too many."""
    upload.seek(0)
    content: bytes = upload.read(most + 1)
    return content


def _facts(upload: UploadedFile, content: bytes) -> dict[str, str | int]:
    return {
        "original_name": plain_name(upload.name or "")[-_NAME_LENGTH:],
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }


@contextmanager
def _stored(row: StoredFile, content: bytes) -> Iterator[None]:
    """Write the file, run the body, and take the file away again if the body fails."""
    row.file.save(row.original_name, ContentFile(content), save=False)
    try:
        yield
    except BaseException:
        row.file.storage.delete(row.file.name)
        raise


def _discard(row: StoredFile) -> None:
    """Delete the row now and its file after the commit."""
    storage, name = row.file.storage, row.file.name
    row.delete()
    transaction.on_commit(lambda: storage.delete(name), robust=True)
