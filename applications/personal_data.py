"""What is held on an applicant here: applications with everything that was typed and uploaded.

What the office writes for itself (notes, decisions not released) is not the applicant's to read.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from applications import lifecycle
from applications.models import Application, Note, Photo, PhotoTry, RevisionRequest
from applications.models.paper import StoredPaper
from applications.status import WITHDRAW
from portal.personal_data import Held, HeldFile, row
from portal.storing import StoredFile

# What goes where its application goes: answers, drafts, files, papers.  A new step is among them.
_PARTS = tuple(
    relation
    for relation in Application._meta.related_objects  # noqa: SLF001 Django's documented API
    if relation.on_delete is models.CASCADE
)


def held(person: User) -> Held:
    """Every application, step by step, with its files and papers."""
    mine = Application.objects.of(person).with_catalogue().order_by("pk")
    files = [file for application in mine for file in _files(application)]
    return Held({"applications": [_told(application) for application in mine]}, files)


def parting(person: User) -> Sequence[str]:
    """What becomes of each application."""
    mine = Application.objects.of(person).with_catalogue().order_by("pk")
    return [_fate(application) for application in mine]


def erase(person: User) -> None:
    """Withdraw what is still open, and remove what the university never took up.

    What was never paid for is no record: only its number and its history stay.
    """
    for application in Application.objects.of(person).select_related("bill").order_by("pk"):
        if application.status in WITHDRAW.sources:
            try:
                lifecycle.withdraw(application, by=person)
            except lifecycle.MoveNotAllowed:
                application.refresh_from_db()  # it ended otherwise in this moment
        if not _is_record(application):
            _clear(application)


def _is_record(application: Application) -> bool:
    return application.fee_settled_at is not None


def _fate(application: Application) -> str:
    words = {"reference": application.reference, "programme": application.offering.programme.name}
    is_open = application.status in WITHDRAW.sources
    if is_open and _is_record(application):
        return (
            _(
                "%(reference)s, %(programme)s: is withdrawn, and the fee is not given back. The "
                "university keeps the application with its documents as a record."
            )
            % words
        )
    if _is_record(application):
        return (
            _(
                "%(reference)s, %(programme)s: the university keeps it with its documents and its "
                "decision as a record."
            )
            % words
        )
    if is_open:
        return (
            _("%(reference)s, %(programme)s: is withdrawn, and all you entered is erased.") % words
        )
    return _("%(reference)s, %(programme)s: all you entered is erased.") % words


# Telling ----------------------------------------------------------------------------------------
def _told(application: Application) -> dict[str, Any]:
    return {
        **row(application),
        "intake": application.intake.name_en,
        "programme": application.offering.programme.name_en,
        "history": [row(change) for change in application.changes.all()],
        "revision_requests": [_request(one) for one in application.revision_requests.all()],
        "decisions": [
            row(one, "reason_code", "release_at", "prepared_at")
            for one in application.decisions.filter(released_at__isnull=False)
        ],
        **{
            relation.name: [row(one) for one in _rows(application, relation)]
            for relation in _PARTS
            if relation.related_model is not Note
        },
    }


def _request(request: RevisionRequest) -> dict[str, Any]:
    return {**row(request), "items": [row(item) for item in request.items.all()]}


def _rows(application: Application, relation: Any) -> models.QuerySet[Any]:
    rows: models.QuerySet[Any] = relation.related_model.objects.filter(application=application)
    return rows.order_by("pk")


def _files(application: Application) -> Iterator[HeldFile]:
    for number, one in enumerate(_stored(application), 1):
        name = one.original_name if isinstance(one, StoredFile) else f"{one.kind}.pdf"
        yield HeldFile(f"{application.reference}/{number:02} {name}", one.file)


def _stored(application: Application) -> Iterator[StoredFile | StoredPaper]:
    yield from Photo.objects.filter(application=application)
    yield from PhotoTry.objects.filter(application=application)
    yield from application.documents.all()
    yield from application.papers.all()


# Removing ---------------------------------------------------------------------------------------
@transaction.atomic
def _clear(application: Application) -> None:
    """Remove what was typed and uploaded; the files go after the commit."""
    for file in (one.file for one in _stored(application) if one.file):
        transaction.on_commit(partial(file.storage.delete, file.name), robust=True)
    for relation in _PARTS:
        _rows(application, relation).delete()
