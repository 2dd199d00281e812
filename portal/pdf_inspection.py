"""Reads one PDF and says what is in it: pages, a lock, anything that acts by itself.

Run as a program it reads standard input under tight limits and prints JSON, so that a hostile
file can only bring down a process of its own.  Imports nothing of this project.
"""

from __future__ import annotations

import contextlib
import json
import resource
import sys
from collections.abc import Iterator
from io import BytesIO

import pikepdf

# An honest document of 10 MB needs a quarter of either.
MEMORY_LIMIT = 512 * 1024 * 1024
CPU_SECONDS = 10
# Objects looked at, nested ones included: the walk is in Python.  A 200-page scan has some 2000.
MAX_OBJECTS = 200_000
# Nested deeper than this is not made by any program that prints documents.
MAX_DEPTH = 50

# Actions that start programs, run scripts, send data or open other files.  Links are harmless.
ACTIVE_ACTIONS = {
    "/JavaScript": "script",
    "/Rendition": "script",
    "/Launch": "launch",
    "/ImportData": "launch",
    "/SubmitForm": "launch",
    "/GoToE": "attachment",
}
# Keys whose presence alone says that something acts or is packed inside.
ACTIVE_KEYS = {
    "/JS": "script",
    "/JavaScript": "script",
    "/XFA": "script",
    "/EF": "attachment",
    "/EmbeddedFiles": "attachment",
    "/RichMediaContent": "attachment",
}

# What the parser says of packed objects that it could not unpack: a viewer with more room might.
UNREAD = ("error decoding stream data", "unfilterable stream")

Report = dict[str, str | int | None]


def inspect(data: bytes) -> Report:
    """Return `code`, `detail` and `pages`; `code` is None for a quiet, readable document."""
    try:
        with pikepdf.open(BytesIO(data), suppress_warnings=True) as pdf:
            if pdf.is_encrypted:
                return _report("encrypted")
            pages = len(pdf.pages)
            if not pages:
                return _report("damaged", "pages")
            if activity := _activity(pdf):
                return _report("active", activity, pages)
            if any(sign in str(said) for said in pdf.get_warnings() for sign in UNREAD):
                return _report("damaged", "bomb")
            return _report(None, "", pages)
    except pikepdf.PasswordError:
        return _report("encrypted")
    except (pikepdf.PdfError, RecursionError, TypeError, ValueError, KeyError):
        return _report("damaged", "parser")


def _report(code: str | None, detail: str = "", pages: int = 0) -> Report:
    return {"code": code, "detail": detail, "pages": pages}


def _activity(pdf: pikepdf.Pdf) -> str:
    """Say what acts in the document: script, launch, attachment; empty where nothing does."""
    for count, thing in enumerate(_everything(pdf)):
        if count > MAX_OBJECTS:
            raise ValueError(count)
        if isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)) and (found := _acts(thing)):
            return found
    return ""


def _acts(thing: pikepdf.Object) -> str:
    for key in thing.keys() & ACTIVE_KEYS.keys():
        return ACTIVE_KEYS[key]
    return ACTIVE_ACTIONS.get(str(thing.get("/S", "")), "")


def _everything(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Yield every object of the file, used or not, and what is nested directly inside."""
    waiting: list[tuple[pikepdf.Object, int]] = [(pdf.trailer, 0)]
    objects = iter(pdf.objects)
    while True:
        while waiting:
            thing, depth = waiting.pop()
            yield thing
            if depth > MAX_DEPTH:
                raise ValueError(depth)
            waiting += [(part, depth + 1) for part in _parts(thing)]
        following = next(objects, None)
        if following is None:
            return
        waiting.append((following, 0))


def _parts(thing: pikepdf.Object) -> list[pikepdf.Object]:
    if isinstance(thing, pikepdf.Array):
        values = list(thing)
    elif isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
        values = [value for _, value in thing.items()]
    else:
        return []
    containers = (pikepdf.Array, pikepdf.Dictionary)
    return [v for v in values if isinstance(v, containers) and not v.is_indirect]


def main() -> None:
    """Inspect standard input within the limits and print the report."""
    for what, limit in ((resource.RLIMIT_AS, MEMORY_LIMIT), (resource.RLIMIT_CPU, CPU_SECONDS)):
        with contextlib.suppress(ValueError, OSError):  # some systems can't limit memory
            resource.setrlimit(what, (limit, limit))
    sys.stdout.write(json.dumps(inspect(sys.stdin.buffer.read())))


if __name__ == "__main__":
    main()
