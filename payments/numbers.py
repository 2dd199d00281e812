"""The numbers under which gateways know what we order."""

import secrets
from datetime import datetime

from django.utils import timezone

PAYMENT, REFUND = "AF", "RF"
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def new_number(prefix: str, now: datetime) -> str:
    """A number that every channel accepts: 20 characters of ``[0-9A-Z]``."""
    tail = "".join(secrets.choice(_ALPHABET) for _ in range(10))
    return f"{prefix}{timezone.localtime(now):%Y%m%d}{tail}"
