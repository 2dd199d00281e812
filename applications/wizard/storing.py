"""Putting a private file into the store and taking it out again, whole or not at all."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from applications.models.document import StoredFile
from portal.downloads import plain_name

NAME_LENGTH = 200


def read(upload: UploadedFile, most: int) -> bytes:
    """The bytes, as far as they may count; one more shows that there are too many."""
    upload.seek(0)
    content: bytes = upload.read(most + 1)
    return content


def name_of(upload: UploadedFile) -> str:
    """The name under which somebody sent it, as we show it; its end says what it is."""
    return plain_name(upload.name or "")[-NAME_LENGTH:]


def facts(name: str, content: bytes) -> dict[str, str | int]:
    """What every stored file knows of itself."""
    return {
        "original_name": name,
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }


@contextmanager
def stored(row: StoredFile, content: bytes) -> Iterator[None]:
    """Write the file, run the body, and take the file away again if the body fails."""
    row.file.save(row.original_name, ContentFile(content), save=False)
    try:
        yield
    except BaseException:
        row.file.storage.delete(row.file.name)
        raise


def discard(row: StoredFile) -> None:
    """Delete the row now and its file after the commit."""
    forget_file(row)
    row.delete()


def forget_file(row: StoredFile) -> None:
    """Delete the file the row has at this moment, after the commit."""
    storage, name = row.file.storage, row.file.name
    transaction.on_commit(lambda: storage.delete(name), robust=True)
