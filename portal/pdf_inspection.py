"""Reads one PDF and says what is in it: pages, a lock, anything that acts by itself.

Run as a program it reads the file on its standard input under tight limits and prints JSON, so that
a hostile one can only bring down a process of its own.  Imports nothing of this project.
"""

from __future__ import annotations

import contextlib
import json
import resource
import sys
from collections.abc import Iterator
from itertools import chain
from typing import BinaryIO

import pikepdf

# An honest document of 10 MB needs a quarter of either.
MEMORY_LIMIT = 512 * 1024 * 1024
CPU_SECONDS = 4
# The parser reads a file by its path ten times as fast as a stream: it need not ask us for bytes.
_STANDARD_INPUT = "/dev/fd/0"
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
    "/GoToR": "launch",
    "/GoToE": "attachment",
}
# Keys whose presence alone says that something acts or is packed inside.
ACTIVE_KEYS = {
    "/JS": "script",
    "/JavaScript": "script",
    "/XFA": "script",
    "/OnInstantiate": "script",
    "/EF": "attachment",
    "/EmbeddedFiles": "attachment",
    "/RichMediaContent": "attachment",
}

# Addresses of links that are scripts.
ACTIVE_SCHEMES = {"javascript", "vbscript"}

# What the parser says of objects it could not read, or read one way of two: a viewer might do
# better, and find a script there.
UNREAD = (
    "error decoding stream data",
    "unfilterable stream",
    "limits error",
    "giving up on reading object",
    "duplicated key /S;",
    "duplicated key /JS;",
)

Report = dict[str, str | int | None]


def inspect(file: str | BinaryIO, max_pages: int) -> Report:
    """Return `code`, `detail` and `pages`; `code` is None for a quiet, readable document."""
    try:
        with pikepdf.open(file, suppress_warnings=True) as pdf:
            return _report("encrypted") if pdf.is_encrypted else _look(pdf, max_pages)
    except pikepdf.PasswordError:
        return _report("encrypted")
    except (pikepdf.PdfError, RecursionError, TypeError, ValueError, KeyError):
        return _report("damaged", "parser")


def _look(pdf: pikepdf.Pdf, max_pages: int) -> Report:
    pages = len(pdf.pages)
    if not pages:
        return _report("damaged", "pages")
    if pages > max_pages:
        return _report("too_many_pages", "", pages)
    if activity := _activity(pdf):
        return _report("active", activity, pages)
    if any(sign in str(said) for said in pdf.get_warnings() for sign in UNREAD):
        return _report("damaged", "bomb")
    return _report(None, "", pages)


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
    keys = thing.keys()
    for key in keys & ACTIVE_KEYS.keys():
        return ACTIVE_KEYS[key]
    if "/URI" in keys:
        scheme, _, _ = str(thing["/URI"]).partition(":")
        return "script" if "".join(scheme.split()).lower() in ACTIVE_SCHEMES else ""
    return ACTIVE_ACTIONS.get(str(thing["/S"]), "") if "/S" in keys else ""


def _everything(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Yield every object of the file, used or not, and what is nested directly inside."""
    # Among them is None for every object that is null.
    for whole in chain([pdf.trailer], pdf.objects):
        waiting: list[tuple[pikepdf.Object, int]] = [(whole, 0)]
        while waiting:
            thing, depth = waiting.pop()
            yield thing
            if depth > MAX_DEPTH:
                raise ValueError(depth)
            waiting += [(part, depth + 1) for part in _parts(thing)]


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
    """Inspect standard input within the limits and print the report.  Takes the most pages."""
    for what, limit in ((resource.RLIMIT_AS, MEMORY_LIMIT), (resource.RLIMIT_CPU, CPU_SECONDS)):
        with contextlib.suppress(ValueError, OSError):  # some systems can't limit memory
            resource.setrlimit(what, (limit, limit))
    sys.stdout.write(json.dumps(inspect(_STANDARD_INPUT, int(sys.argv[1]))))


if __name__ == "__main__":
    main()
