"""A person's private file: its row, and how it gets into the store and out of it, whole."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.db.models.fields.files import FieldFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.downloads import plain_name
from portal.keys import KEY_LENGTH, new_key, random_name

NAME_LENGTH = 200


class StoredFile(models.Model):
    """A private file, who sent it under what name, and its SHA-256."""

    key = models.CharField(max_length=KEY_LENGTH, unique=True, default=new_key, editable=False)
    file = models.FileField(_("file"), upload_to=random_name, max_length=120)
    original_name = models.CharField(_("name"), max_length=NAME_LENGTH)
    content_type = models.CharField(_("type"), max_length=40)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField("SHA-256", max_length=64)
    uploaded_at = models.DateTimeField(_("uploaded"), default=timezone.now)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.original_name


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
        "sha256": digest(content),
    }


def digest(content: bytes) -> str:
    """The SHA-256, as rows keep it."""
    return hashlib.sha256(content).hexdigest()


@contextmanager
def stored(file: FieldFile, content: bytes, name: str) -> Iterator[None]:
    """Write the file, run the body, and take the file away again if the body fails."""
    file.save(name, ContentFile(content), save=False)
    try:
        yield
    except BaseException:
        file.storage.delete(str(file.name))
        raise


def discard(row: StoredFile) -> None:
    """Delete the row now and its file after the commit."""
    forget_file(row)
    row.delete()


def forget_file(row: StoredFile) -> None:
    """Delete the file the row has at this moment, after the commit."""
    storage, name = row.file.storage, row.file.name
    transaction.on_commit(lambda: storage.delete(name), robust=True)
