"""What the slots of step 6 show: the files that came, the refused ones, and what may change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _
from django_stubs_ext import StrPromise

from applications import rules
from applications.models import Application, Document, DocumentRequirement, RevisionItem
from applications.models.document import Part
from applications.models.requirement import FileKinds, Validity
from applications.views.about_file import AGES, AboutFile
from applications.wizard import evidence, flow
from applications.wizard.files import Refusal
from applications.wizard.flow import ApplicationPaper
from portal.uploads import megabytes

_ACCEPT = {
    FileKinds.PDF: ".pdf,application/pdf",
    FileKinds.PICTURE: ".jpg,.jpeg,.png,image/jpeg,image/png",
}
_ACCEPT_ANY = ".pdf,.jpg,.jpeg,.png,application/pdf,image/jpeg,image/png"
_KINDS = {"application/pdf": "PDF", "image/jpeg": "JPG", "image/png": "PNG"}
_PICTURES = frozenset({"image/jpeg", "image/png"})
_MEBIBYTE = 1024 * 1024
_KIBIBYTE = 1024
# Larger pictures are not loaded to be shown small: a phone would fetch all of them at every visit.
_LARGEST_THUMBNAIL = 300 * _KIBIBYTE


@dataclass(frozen=True)
class FileBar:
    """One file: kept, with what can be done to it, or refused, with the cause."""

    name: str
    size: str
    kind: str = ""
    uploaded_at: datetime | None = None
    thumbnail_url: str = ""
    preview_url: str = ""
    replace_url: str = ""
    replace_to: str = ""  # where the other file is sent, while one is chosen
    remove_url: str = ""
    about_url: str = ""
    about: AboutFile | None = None
    warnings: Sequence[str] = ()
    notes: Sequence[str] = ()
    cause: str = ""


@dataclass(frozen=True)
class Area:
    """Where files come in: a slot has one, or one for originals and one for translations."""

    title: StrPromise | str
    input_name: str
    files: Sequence[FileBar]


@dataclass(frozen=True)
class FileSlot:
    """One document that is asked for."""

    key: str
    title: str
    hint: str
    limits: str
    drawing: str
    is_required: bool
    is_open: bool
    state: str  # missing, optional, received, refused, needs-change, locked
    words: str  # of the office
    locked_since: datetime | None
    upload_url: str
    areas: Sequence[Area]
    warning: str = ""
    accept: str = _ACCEPT_ANY
    multiple: bool = True

    @property
    def has_file(self) -> bool:
        """Whether anything of it was kept."""
        return any(not file.cause for area in self.areas for file in area.files)


@dataclass(frozen=True)
class Happened:
    """What the last press of a button did: refused files by slot, one form, one file to replace."""

    refused: Mapping[int, Sequence[Refusal]] = field(default_factory=dict)
    about: AboutFile | None = None
    replacing: str = ""


def input_name(requirement: DocumentRequirement, part: str = Part.ORIGINAL) -> str:
    """The name of the file field of a slot, or of its place for translations."""
    ending = "" if part == Part.ORIGINAL else f"-{part}"
    return f"file-{requirement.code}{ending}"


class SlotsPage:
    """All slots of an application."""

    def __init__(self, application: Application, paper: ApplicationPaper, did: Happened) -> None:
        self.application = application
        self.paper = paper
        self.did = did
        self.items = rules.open_items(application)

    @cached_property
    def wanted(self) -> list[DocumentRequirement]:
        """What the intake asks for."""
        return list(self.application.intake.document_requirements.all())

    @cached_property
    def sent(self) -> list[Document]:
        """What came, each with its requirement."""
        known = {one.pk: one for one in self.wanted}
        documents = list(self.application.documents.all())
        for document in documents:
            document.requirement = known[document.requirement_id]
            document.application = self.application
        return documents

    @cached_property
    def schools(self) -> list[str]:
        """The schools of step 3."""
        return evidence.schools_typed(self.paper)

    def evidence(self) -> evidence.Table | None:
        """Which school is proved by what."""
        return evidence.table(self.schools, self.wanted, self.sent)

    def slots(self) -> list[FileSlot]:
        """One for each document that is asked for."""
        return [self._slot(one) for one in self.wanted]

    def _slot(self, requirement: DocumentRequirement) -> FileSlot:
        asked = [
            item
            for item in self.items
            if item.requirement_id == requirement.pk or item.step == rules.DOCUMENTS
        ]
        is_open = self.application.is_editable or bool(asked)
        parts = (
            [Part.ORIGINAL, Part.TRANSLATION] if requirement.wants_translation else [Part.ORIGINAL]
        )
        sent = [one for one in self.sent if one.requirement_id == requirement.pk]
        return FileSlot(
            key=requirement.code,
            title=requirement.name,
            hint=requirement.hint,
            limits=_limits(requirement),
            drawing=requirement.drawing,
            is_required=requirement.is_required,
            is_open=is_open,
            state=self._state(requirement, sent, asked) if is_open else "locked",
            words=" ".join(item.reason for item in asked if item.requirement_id),
            locked_since=None if is_open else self.application.submitted_at,
            upload_url=_at(
                reverse("applications:upload", args=[self.application.key, requirement.code]),
                requirement,
            ),
            areas=[self._area(requirement, sent, part, is_open=is_open) for part in parts],
            warning=self._warning(requirement) if sent and is_open else "",
            accept=_ACCEPT.get(FileKinds(requirement.kinds), _ACCEPT_ANY),
            multiple=requirement.max_files > 1,
        )

    def _state(
        self,
        requirement: DocumentRequirement,
        sent: Sequence[Document],
        asked: Sequence[RevisionItem],
    ) -> str:
        if self.did.refused.get(requirement.pk):
            return "refused"
        if any(item.answered_at is None for item in asked):
            return "needs-change"
        if sent:
            return "received"
        return "missing" if requirement.is_required else "optional"

    def _area(
        self,
        requirement: DocumentRequirement,
        sent: Sequence[Document],
        part: str,
        *,
        is_open: bool,
    ) -> Area:
        refused = self.did.refused.get(requirement.pk, ())
        # A file whose slot has no place for translations any more is shown all the same.
        here = [one for one in sent if one.part == part or not requirement.wants_translation]
        return Area(
            title=Part(part).label if requirement.wants_translation else "",
            input_name=input_name(requirement, part),
            files=[
                *(self._kept(one, is_open=is_open) for one in here),
                *(
                    FileBar(one.name, _size(one.size), cause=one.sentence)
                    for one in refused
                    if one.part == part
                ),
            ],
        )

    def _kept(self, document: Document, *, is_open: bool) -> FileBar:
        address = [self.application.key, document.key]
        preview = reverse("applications:file", args=address)
        here = flow.address(self.application, flow.DOCUMENTS)
        about = self._about(document) if is_open else None
        is_chosen = self.did.replacing == document.key
        is_light = document.content_type in _PICTURES and document.size <= _LARGEST_THUMBNAIL
        return FileBar(
            name=document.original_name,
            size=_size(document.size),
            kind=_KINDS.get(document.content_type, ""),
            uploaded_at=document.uploaded_at,
            thumbnail_url=preview if is_light else "",
            preview_url=preview,
            replace_url=_at(f"{here}?replace={document.key}", document.requirement),
            replace_to=_at(reverse("applications:replace", args=address), document.requirement)
            if is_chosen
            else "",
            remove_url=reverse("applications:remove", args=address),
            about_url=_at(reverse("applications:about_file", args=address), document.requirement),
            about=about if about and about.fields else None,
            warnings=self._warnings(document) if is_open else (),
            notes=self._notes(document),
        )

    def _about(self, document: Document) -> AboutFile:
        form = self.did.about
        if form and form.document.pk == document.pk:
            return form
        return AboutFile(document, self.schools)

    def _warning(self, requirement: DocumentRequirement) -> str:
        if requirement.validity != Validity.PASSPORT:
            return ""
        expires = self.paper.value(flow.BASIC.slug, "passport_expiry_date")
        return evidence.passport_warning(expires, self.application.intake.starts_on)

    def _warnings(self, document: Document) -> list[str]:
        validity = document.requirement.validity
        if validity not in AGES:
            return []
        starts_on = self.application.intake.starts_on
        warning = evidence.age_warning(document, validity, starts_on)
        return [warning] if warning else []

    def _notes(self, document: Document) -> list[str]:
        notes = [
            _("The same file is under “%(title)s”.") % {"title": other.requirement.name}
            for other in self.sent
            if other.sha256 == document.sha256 and other.requirement_id != document.requirement_id
        ]
        if document.is_reduced:
            notes.append(_("It was too large; we keep a smaller copy that is good to read."))
        return notes


def _at(address: str, requirement: DocumentRequirement) -> str:
    """The address with the place of the slot, so that the answer is seen where it was asked for."""
    return f"{address}#slot-{requirement.code}"


def _limits(requirement: DocumentRequirement) -> str:
    """The limits of this slot where they are not those of every slot."""
    limits = []
    if requirement.kinds:
        limits.append(str(FileKinds(requirement.kinds).label))
    usual = DocumentRequirement()
    if requirement.max_megabytes != usual.max_megabytes:
        limits.append(_("up to %(most)s MB a file") % {"most": requirement.max_megabytes})
    if requirement.max_pages != usual.max_pages:
        limits.append(_("up to %(most)s pages a file") % {"most": requirement.max_pages})
    if requirement.max_files != usual.max_files:
        limits.append(_("up to %(most)s files") % {"most": requirement.max_files})
    return _(", ").join(limits)


def _size(size: int) -> str:
    if size < _MEBIBYTE:
        return f"{max(1, round(size / _KIBIBYTE))} KB"
    return f"{megabytes(size)} MB"
