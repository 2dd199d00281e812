"""Unguessable identifiers for addresses."""

import secrets

KEY_LENGTH = 22


def new_key() -> str:
    """128 random bits in letters, digits, ``-`` and ``_``."""
    return secrets.token_urlsafe(16)
