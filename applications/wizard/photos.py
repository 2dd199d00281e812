"""The personal photo: kept if it is right, held for another try if it is not, shown to a person."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from applications import photo as photos
from applications import rules
from applications.editing import editing
from applications.models import Application, Photo, PhotoTry
from applications.photo import Verdict, darkroom
from applications.wizard import flow
from applications.wizard.drafts import settle
from portal.pictures import DecodeError
from portal.storing import StoredFile, discard, facts, name_of, read, stored

# Larger files than may be kept are read so far: a smaller copy of them can be offered.
MOST_SENT = 30 * 1024 * 1024
# A photo that was refused is nobody's business for longer.
HELD_FOR = timedelta(days=14)
_HELD = "photo.jpg"
_CHANGES: dict[str, Callable[[bytes], bytes]] = {
    "left": lambda content: darkroom.turned(content, "left"),
    "right": lambda content: darkroom.turned(content, "right"),
    "cut": darkroom.cut,
    "shrink": lambda content: content,  # what is held is small already
}
CHANGES = tuple(_CHANGES)


def keep_photo(application: Application, upload: UploadedFile, *, by: User) -> Verdict:
    """Judge the photo and keep it in place of the earlier one.

    A refused one leaves the earlier photo as it is; if it can be looked at, it is held for another
    try.  Raises Locked.
    """
    content = read(upload, MOST_SENT)
    verdict = replace(photos.judge(content, upload.name or ""), size=upload.size or 0)
    _put(application, _clean(content, verdict), name_of(upload), verdict, by=by)
    return verdict


def change_photo(application: Application, how: str, *, by: User) -> Verdict | None:
    """Turn, cut or shrink the photo that is in the slot, and judge it once more; None without one.

    Raises Locked.
    """
    row: StoredFile | None = _in_slot(application)
    if row is None or how not in _CHANGES:
        return None
    try:
        with row.file.open("rb") as opened:
            changed = _CHANGES[how](opened.read())
    except (FileNotFoundError, DecodeError):
        return None
    verdict = photos.judge(changed, _HELD)
    _put(application, _clean(changed, verdict), row.original_name, verdict, by=by)
    return verdict


def _in_slot(application: Application) -> PhotoTry | Photo | None:
    held = PhotoTry.objects.filter(application=application).first()
    return held or Photo.objects.filter(application=application).first()


def _clean(content: bytes, verdict: Verdict) -> bytes | None:
    """The photo as we keep or hold it; None where nobody could do anything with it."""
    if verdict.accepted or verdict.is_about_the_ground:
        return photos.stored_copy(content)
    if verdict.code != "too_big" or len(content) > MOST_SENT:
        return None
    try:
        return photos.stored_copy(content)
    except DecodeError:
        return None


def _put(
    application: Application, content: bytes | None, name: str, verdict: Verdict, *, by: User
) -> None:
    if content is None:
        forget_try(application, by=by)
        return
    row: Photo | PhotoTry = PhotoTry(application=application, verdict=verdict.as_json())
    if verdict.accepted:
        row = Photo(
            application=application,
            background=verdict.background or "",
            warnings=list(verdict.warnings),
        )
    row.content_type = "image/jpeg"
    for fact, value in facts(name, content).items():
        setattr(row, fact, value)
    with stored(row.file, content, row.original_name), editing(application, _may_change, by=by):
        _clear(application, photo=verdict.accepted)
        row.save()
        if verdict.accepted:
            settle(application, flow.BASIC)


def ask_a_person(application: Application, *, by: User) -> bool:
    """Take the refused photo as it is, for the office to look at; False where there is none.

    Raises Locked.
    """
    with editing(application, _may_change, by=by):
        held = PhotoTry.objects.filter(application=application).first()
        verdict = Verdict.from_json(held.verdict) if held else None
        if held is None or verdict is None or not verdict.is_about_the_ground:
            return False
        _clear(application, photo=True, held=False)
        held.delete()
        Photo.objects.create(
            application=application,
            background=verdict.background or "",
            warnings=list(verdict.warnings),
            doubt=held.verdict,
            **{name: getattr(held, name) for name in _FILE_FACTS},
        )
        settle(application, flow.BASIC)
    return True


_FILE_FACTS = ("key", "file", "original_name", "content_type", "size", "sha256", "uploaded_at")


def forget_try(application: Application, *, by: User) -> None:
    """Put the refused photo away; the earlier one, if there is one, is in the slot again.

    Raises Locked.
    """
    with editing(application, _may_change, by=by):
        _clear(application, photo=False)


def forget_old_tries(now: datetime) -> None:
    """Put away what nobody came back to."""
    for held in PhotoTry.objects.filter(uploaded_at__lt=now - HELD_FOR):
        with transaction.atomic():
            discard(held)


def accept_anyway(photo: Photo, reason: str, *, by: User) -> bool:
    """Somebody of the office has looked and says that it can be used; False if that was said."""
    waiting = Photo.objects.filter(pk=photo.pk, accepted_at=None).exclude(doubt={})
    changed = waiting.update(accepted_by=by, accepted_at=timezone.now(), accept_reason=reason)
    return bool(changed)


def _may_change(application: Application) -> bool:
    return rules.can_edit_step(application, flow.BASIC.slug)


def _clear(application: Application, *, photo: bool, held: bool = True) -> None:
    """Take away what the next photo replaces."""
    rows: list[StoredFile] = []
    if held:
        rows += PhotoTry.objects.filter(application=application)
    if photo:
        rows += Photo.objects.filter(application=application)
    for row in rows:
        discard(row)
