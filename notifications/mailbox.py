"""Delivery on a newcomer's machine: every mail becomes a file one can open and read."""

import re
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone


class MailboxBackend(BaseEmailBackend):
    """Writes ``<time>-<recipient>.txt`` into ``MAIL_DIR``: headers, a blank line, the text."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write one readable file for each mail."""
        for message in email_messages:
            path = self._new_path(message.to[0])
            path.write_text(
                f"To: {message.to[0]}\n"
                f"From: {message.from_email}\n"
                f"Subject: {message.subject}\n"
                f"Date: {timezone.now():%Y-%m-%d %H:%M:%S %Z}\n\n"
                f"{message.body}\n",
                encoding="utf-8",
            )
        return len(email_messages)

    def _new_path(self, recipient: str) -> Path:
        folder = Path(settings.MAIL_DIR)
        folder.mkdir(parents=True, exist_ok=True)
        safe = re.sub(r"[^A-Za-z0-9.@_-]", "_", recipient)[:80]
        stem = f"{timezone.now():%Y%m%d-%H%M%S-%f}-{safe}"
        return folder / f"{stem}.txt"
