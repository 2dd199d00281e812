"""Messages read without mercy: fields that must be what they should be, forms, signed JSON.

Pure functions.  Whatever cannot be read raises Malformed.
"""

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from payments.gateways.base import Malformed

MOST_PARAMETERS = 100
_SPACE = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder()


def read_object(body: bytes | str) -> dict[str, Any]:
    """The JSON object in a body."""
    try:
        content = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Malformed("This is not JSON.") from error
    if not isinstance(content, dict):
        raise Malformed("This is not a JSON object.")
    return content


def read_text(written: str) -> str:
    """The text behind a JSON string."""
    try:
        text = json.loads(written)
    except ValueError as error:
        raise Malformed("This is not JSON.") from error
    if not isinstance(text, str):
        raise Malformed("This is not text.")
    return text


def text_of(content: Mapping[str, Any], name: str, *, default: str | None = None) -> str:
    """A field that must be text; without a default it must be there, and not empty."""
    found = content.get(name)
    if found is None and default is not None:
        return default
    if not isinstance(found, str) or (default is None and not found):
        raise Malformed(f"The field {name} is missing or not text.")
    if "\0" in found:
        raise Malformed(f"The field {name} holds what cannot be written down.")
    return found


def section_of(content: Mapping[str, Any], name: str, *, needed: bool) -> Mapping[str, Any]:
    """A field that must be an object."""
    found = content.get(name)
    if found is None and not needed:
        return {}
    if not isinstance(found, dict):
        raise Malformed(f"The field {name} is missing or not an object.")
    return found


def read_form(body: bytes) -> dict[str, str]:
    """The parameters of a posted form, decoded once; none may come twice."""
    try:
        pairs = parse_qsl(
            body.decode("utf-8"),
            keep_blank_values=True,
            strict_parsing=True,
            errors="strict",
            max_num_fields=MOST_PARAMETERS,
        )
    except ValueError as error:
        raise Malformed("This is not a form in UTF-8.") from error
    form = dict(pairs)
    if len(form) != len(pairs):
        # Which of the two counts is what whoever sends it wants us to get wrong.
        raise Malformed("A parameter comes twice.")
    return form


def joined(parameters: Mapping[str, str]) -> str:
    """``name=value`` in the order of their names, joined by ``&`` and not encoded, to be signed."""
    return "&".join(f"{name}={parameters[name]}" for name in sorted(parameters))


def raw_members(body: bytes) -> dict[str, str]:
    """The members of a JSON object, each as it is written: what is signed is that very text."""
    try:
        return _members(body.decode("utf-8"))
    except (ValueError, RecursionError, StopIteration) as error:
        raise Malformed("This is not a JSON object in UTF-8.") from error


def _members(text: str) -> dict[str, str]:
    members: dict[str, str] = {}
    at = _past(text, 0, "{")
    while True:
        name, at = _DECODER.raw_decode(text, at)
        start = _past(text, at, ":")
        _, end = _DECODER.raw_decode(text, start)
        if not isinstance(name, str) or name in members:
            raise ValueError("A name comes twice, or is none.")
        members[name] = text[start:end]
        at = _skip(text, end)
        if text[at : at + 1] != ",":
            break
        at = _past(text, at, ",")
    if _past(text, at, "}") != len(text):
        raise ValueError("Something follows the object.")
    return members


def _past(text: str, at: int, sign: str) -> int:
    """Where the text goes on behind a sign that must come now."""
    at = _skip(text, at)
    if text[at : at + 1] != sign:
        raise ValueError(f"{sign} is missing.")
    return _skip(text, at + 1)


def _skip(text: str, at: int) -> int:
    space = _SPACE.match(text, at)
    return space.end() if space else at
