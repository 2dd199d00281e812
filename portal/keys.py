"""Unguessable identifiers for addresses."""

import secrets
from pathlib import PurePosixPath

from django.db.models import Model

KEY_LENGTH = 22


def new_key() -> str:
    """128 random bits in letters, digits, ``-`` and ``_``."""
    return secrets.token_urlsafe(16)


def random_name(instance: Model, filename: str) -> str:
    """A name nobody can guess, spread over 256 folders; the original name is only in the row."""
    key = new_key()
    suffix = PurePosixPath(filename).suffix.lower()[:6]
    return f"{sum(key.encode()) % 256:02x}/{key}{suffix}"
