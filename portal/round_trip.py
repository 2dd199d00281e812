"""What was typed into a form survives one round trip: a change of language, another picture."""

from typing import Any
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest

_SESSION_KEY = "typed"
_LEFT_OUT = ("next", "language", "another_code")
_SECRET = ("password", "code", "token", "credential")
_MOST_FIELDS = 60
_MOST_LETTERS = 20_000


def keep(request: HttpRequest, address: str) -> None:
    """Keep the posted text for the next look at ``address``.

    Passwords, codes and files are never kept, and neither is more than a form can hold.
    """
    typed = {name: request.POST.get(name, "") for name in request.POST if _may_be_kept(name)}
    size = sum(len(text) for text in typed.values())
    if typed and len(typed) <= _MOST_FIELDS and size <= _MOST_LETTERS:
        request.session[_SESSION_KEY] = {"path": urlsplit(address).path, "fields": typed}


def as_search(request: HttpRequest) -> str:
    """The posted fields as the address of a search."""
    typed = ((name, text) for name, text in request.POST.items() if name != "csrfmiddlewaretoken")
    return urlencode([pair for pair in typed if pair[1]])


def take(request: HttpRequest) -> dict[str, Any]:
    """What was kept for this page, once."""
    kept = request.session.get(_SESSION_KEY)
    if not kept or kept["path"] != request.path:
        return {}
    del request.session[_SESSION_KEY]
    return dict(kept["fields"])


def _may_be_kept(name: str) -> bool:
    return name not in _LEFT_OUT and not any(word in name.lower() for word in _SECRET)
