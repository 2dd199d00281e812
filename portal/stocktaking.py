"""Whether the store and the database speak of the same files."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.apps import apps
from django.core.files.storage import default_storage
from django.db.models import FileField, Model
from django.utils import timezone

# A file is in the store a moment before its row is in the database.
SETTLED = timedelta(hours=1)
_CHUNK = 1024 * 1024


@dataclass(frozen=True)
class Finding:
    """One file that is not as it should be."""

    what: str  # missing, changed, unreadable, orphan
    name: str
    row: str = ""  # who speaks of it


def verify(now: datetime | None = None) -> Iterator[Finding]:
    """Compare every row with its file, and every file with the rows."""
    # The store first: what comes in meanwhile is then too young to be an orphan.
    stored = set(_stored())
    known: set[str] = set()
    for model, field in _file_fields():
        table = model._default_manager  # noqa: SLF001 Django's documented API
        rows = table.exclude(**{field.name: ""}).order_by("pk")
        for row in rows.iterator():
            name = getattr(row, field.name).name
            known.add(name)
            if finding := _compare(row, field, name):
                yield finding
    latest = (now or timezone.now()) - SETTLED
    for name in sorted(stored - known):
        if default_storage.exists(name) and default_storage.get_modified_time(name) < latest:
            yield Finding("orphan", name)


def _file_fields() -> Iterator[tuple[type[Model], FileField]]:
    for model in apps.get_models():
        for field in model._meta.get_fields():  # noqa: SLF001 Django's documented API
            if isinstance(field, FileField) and field.storage == default_storage:
                yield model, field


def _compare(row: Model, field: FileField, name: str) -> Finding | None:
    about = f"{type(row).__name__} {row.pk}"
    digest = hashlib.sha256()
    try:
        with default_storage.open(name, "rb") as opened:
            while chunk := opened.read(_CHUNK):
                digest.update(chunk)
    except FileNotFoundError:
        # Since the rows were read, somebody may have removed or replaced it.
        still = type(row)._default_manager.filter(pk=row.pk, **{field.name: name})  # noqa: SLF001
        return Finding("missing", name, about) if still.exists() else None
    except OSError:
        return Finding("unreadable", name, about)
    if getattr(row, "sha256", None) not in {None, digest.hexdigest()}:
        return Finding("changed", name, about)
    return None


def _stored(folder: str = "") -> Iterator[str]:
    folders, files = default_storage.listdir(folder)
    prefix = f"{folder}/" if folder else ""
    yield from (f"{prefix}{name}" for name in files)
    for name in folders:
        yield from _stored(f"{prefix}{name}")
