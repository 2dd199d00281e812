"""What comes in and what goes out, whichever gateway is played."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from urllib.parse import parse_qs, urlsplit

BEIJING = timezone(timedelta(hours=8))
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True)
class Request:
    """A request as it came.  ``target`` is path and query, header names are lower case."""

    method: str
    target: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def path(self) -> str:
        """The target without its query."""
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        """The parameters of the address; the last of a name counts."""
        return _last(urlsplit(self.target).query)

    @property
    def form(self) -> dict[str, str]:
        """The fields of a posted form; the last of a name counts."""
        return _last(self.body.decode(errors="replace"))


@dataclass(frozen=True)
class Answer:
    """What goes back."""

    status: int
    body: bytes = b""
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, content: Mapping[str, Any], status: int = 200) -> "Answer":
        """An answer in JSON."""
        return cls(status, json.dumps(content, ensure_ascii=False).encode())

    @classmethod
    def raw(cls, text: str) -> "Answer":
        """An answer in JSON that is signed as it is written."""
        return cls(200, text.encode(), "application/json; charset=UTF-8")


class ApiError(Exception):
    """A refusal in the gateway's words."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code

    @property
    def content(self) -> dict[str, str]:
        """The refusal as it travels."""
        return {"code": self.code, "message": str(self)}


def utc_now() -> datetime:
    """The clock of this machine."""
    return datetime.now(UTC)


def rfc3339(instant: datetime) -> str:
    """An instant as WeChat Pay writes it, in Beijing time."""
    return instant.astimezone(BEIJING).isoformat(timespec="seconds")


def leads_here(url: str) -> bool:
    """Whether an address is plain HTTP on this machine: nobody else is ever called."""
    parts = urlsplit(url)
    return parts.scheme == "http" and parts.hostname in LOOPBACK


def _last(encoded: str) -> dict[str, str]:
    return {name: values[-1] for name, values in parse_qs(encoded, keep_blank_values=True).items()}
