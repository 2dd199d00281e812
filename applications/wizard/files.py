"""Documents: judged by their bytes, kept at once, gone from the store when removed."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import PurePath

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Count, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from applications import rules
from applications.editing import editing, one_by_one
from applications.models import Application, Document, DocumentRequirement, Part, RevisionItem
from applications.models.requirement import FileKinds
from applications.status import Status
from applications.wizard import flow
from applications.wizard.drafts import settle
from portal import uploads
from portal.receiving import MOST_BYTES as MOST_SENT
from portal.shrinking import smaller
from portal.storing import discard, facts, forget_file, name_of, read, stored
from portal.stripping import without_notes
from portal.uploads import DocumentVerdict, megabytes

# Of one person, in all applications together: some thirty times what an application needs.
MOST_FILES_OF_ONE, MOST_BYTES_OF_ONE = 300, 600 * uploads.MEBIBYTE


@dataclass(frozen=True)
class Refusal:
    """A file that was not kept, and why."""

    name: str
    size: int
    sentence: str
    part: str = Part.ORIGINAL


@dataclass(frozen=True)
class _Judged:
    """A file as it would be kept, or why it is not."""

    name: str
    size: int  # as it was sent
    content: bytes
    verdict: DocumentVerdict
    sentence: str = ""  # empty if it is accepted
    is_reduced: bool = False

    def onto(self, document: Document) -> Document:
        """Write what is known of the file onto its row."""
        for fact, value in facts(self.name, self.content).items():
            setattr(document, fact, value)
        document.content_type = uploads.CONTENT_TYPES[self.verdict.kind or "pdf"]
        document.pages = self.verdict.pages or 1
        document.is_reduced = self.is_reduced
        document.uploaded_at = timezone.now()
        return document


def keep_documents(
    application: Application,
    requirement: DocumentRequirement,
    sent: Iterable[UploadedFile],
    *,
    by: User,
    part: str = Part.ORIGINAL,
) -> list[Refusal]:
    """Keep each readable file in the slot of ``requirement``; say why the others were refused.

    Raises Locked.
    """
    refusals = []
    for upload in sent:
        row = Document(application=application, requirement=requirement, part=part)
        if refusal := _keep(row, upload, by=by):
            refusals.append(refusal)
    return refusals


def replace_document(document: Document, upload: UploadedFile, *, by: User) -> Refusal | None:
    """Put another file in the place of one; a refused one changes nothing.  Raises Locked."""
    document.issued_on = None
    return _keep(document, upload, by=by)


def remove_document(document: Document, *, by: User) -> None:
    """Take a file away.  Raises Locked."""
    application, requirement = document.application, document.requirement
    with editing(application, lambda it: rules.can_edit_slot(it, requirement), by=by):
        discard(document)
        _look_again(application, requirement)


def describe_document(document: Document, *, by: User) -> None:
    """Keep from which school it is and when it was issued.  Raises Locked."""
    requirement = document.requirement
    with editing(document.application, lambda it: rules.can_edit_slot(it, requirement), by=by):
        document.save(update_fields=["school", "issued_on"])


def _keep(document: Document, upload: UploadedFile, *, by: User) -> Refusal | None:
    application, requirement = document.application, document.requirement
    if rules.can_edit_slot(application, requirement) and (sentence := _slot_is_full(document)):
        # Not worth a look, as it seems now; the same is asked under the lock.
        return Refusal(name_of(upload), upload.size or 0, sentence, document.part)
    judged = _judge(requirement, upload)
    if judged.sentence:
        return Refusal(judged.name, judged.size, judged.sentence, document.part)
    judged.onto(document)
    with (
        stored(document.file, judged.content, document.original_name),
        one_by_one(application.applicant_id),
        editing(application, lambda it: rules.can_edit_slot(it, requirement), by=by),
    ):
        if sentence := _slot_is_full(document) or _no_room(document) or _sent_before(document):
            document.file.storage.delete(document.file.name)
            return Refusal(judged.name, judged.size, sentence, document.part)
        # As it is now: another tab may have replaced it since.
        for earlier in Document.objects.filter(pk=document.pk):
            forget_file(earlier)
        document.save()
        _look_again(application, requirement)
    return None


def _judge(requirement: DocumentRequirement, upload: UploadedFile) -> _Judged:
    """Judge the file; a picture is made smaller before it is refused for its size."""
    content, name = read(upload, MOST_SENT), name_of(upload)
    limits = {
        "max_bytes": requirement.max_megabytes * uploads.MEBIBYTE,
        "max_pages": requirement.max_pages,
    }
    verdict = uploads.judge_document(content, name, **limits)
    is_reduced = False
    if verdict.code in {"too_big", "too_many_pixels"} and len(content) <= MOST_SENT:
        reduced = smaller(content, limits["max_bytes"])
        if reduced is not None:
            content, is_reduced = reduced, True
            name = str(PurePath(name).with_suffix(".jpg"))
            verdict = uploads.judge_document(content, name, **limits)
    sentence = uploads.explain_document(replace(verdict, size=max(upload.size or 0, verdict.size)))
    if verdict.kind == "jpeg" and verdict.accepted:
        content = without_notes(content, "JPEG")
    elif verdict.kind == "png" and verdict.accepted:
        content = without_notes(content, "PNG")
    sentence = sentence or _not_asked_for(requirement, verdict)
    return _Judged(name, upload.size or 0, content, verdict, sentence, is_reduced)


def _not_asked_for(requirement: DocumentRequirement, verdict: DocumentVerdict) -> str:
    is_pdf = verdict.kind == "pdf"
    if requirement.kinds == FileKinds.PDF and not is_pdf:
        return _("This is a picture. Here we need a PDF: put all pages into one and send that.")
    if requirement.kinds == FileKinds.PICTURE and is_pdf:
        return _("This is a PDF document. Here we need a picture: a photo or scan as JPEG or PNG.")
    return ""


def _slot_is_full(document: Document) -> str:
    """Whether there are as many others as the slot takes."""
    others = document.application.documents.exclude(pk=document.pk)
    slot = others.filter(requirement=document.requirement_id, part=document.part)
    most = document.requirement.max_files
    if slot.count() >= most:
        return _("There are %(most)s files already. Remove one first.") % {"most": most}
    return ""


def _no_room(document: Document) -> str:
    """Whether the person has no room left; inside ``one_by_one``."""
    of_person = Document.objects.filter(application__applicant=document.application.applicant_id)
    # Without the file that this one replaces.
    sent = of_person.exclude(pk=document.pk).aggregate(
        files=Count("pk"), size=Sum("size", default=0)
    )
    if sent["files"] >= MOST_FILES_OF_ONE or sent["size"] + document.size > MOST_BYTES_OF_ONE:
        return _(
            "You have sent %(files)s files, %(size)s MB in all. There is no room for more; remove "
            "what is not needed."
        ) % {"files": sent["files"], "size": megabytes(sent["size"])}
    return ""


def _sent_before(document: Document) -> str:
    """Whether the same file is in the same slot; inside ``editing``."""
    same = document.application.documents.filter(
        requirement=document.requirement_id, sha256=document.sha256
    ).exclude(pk=document.pk)
    found = same.first()
    if found is None:
        return ""
    return _("You have sent this file here before, as %(name)s.") % {"name": found.original_name}


def _look_again(application: Application, requirement: DocumentRequirement) -> None:
    settle(application, flow.DOCUMENTS)
    if application.status == Status.RETURNED:
        is_there = application.documents.filter(requirement=requirement).exists()
        RevisionItem.objects.filter(
            request__application=application,
            request__answered_at__isnull=True,
            requirement=requirement,
        ).update(answered_at=timezone.now() if is_there else None)
