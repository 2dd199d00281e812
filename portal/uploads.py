"""Judges the bytes of an uploaded document by what they are, never by the file's name.

A verdict holds facts only; `explain_document` turns it into a sentence for the applicant.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryFile
from typing import Literal

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.pictures import DecodeError, decode, kind_of

Kind = Literal["pdf", "jpeg", "png"]

CONTENT_TYPES: dict[Kind, str] = {
    "pdf": "application/pdf",
    "jpeg": "image/jpeg",
    "png": "image/png",
}
MEBIBYTE = 1024 * 1024
# What application portals in China allow a file.
MAX_BYTES = 10 * MEBIBYTE
# A scanned A4 page at 600 dpi has 35 million pixels, an A3 transcript at 400 dpi 31 million.
MAX_PIXELS = 60_000_000
# A decoded JPEG is only looked at for damage: reduced, it costs a fraction of the memory.
DECODED_SIDE = 1000
# A bound transcript with translation and notary's pages stays under this.
MAX_PAGES = 200
# Programs may write a little after the end mark, but not much.
PDF_TAIL = 2048
# Longer than any document of 10 MB takes; the program also limits itself.
INSPECTION_SECONDS = 20

_INSPECTION = Path(__file__).with_name("pdf_inspection.py")
_ENCRYPTED = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")
# A hostile PDF may take half a gigabyte before it is stopped: one at a time in a process of ours.
_one_at_a_time = threading.Lock()


@dataclass(frozen=True)
class DocumentVerdict:
    """What was found in a file; no words for people."""

    accepted: bool
    kind: Kind | None
    # empty, too_big, wrong_type, damaged, encrypted, active, too_many_pixels, too_many_pages
    code: str | None
    size: int
    limit: int
    ending: str = ""  # of the file's name, with its dot
    max_pages: int = MAX_PAGES
    detail: str = ""  # wrong_type: what it is; active: script, launch, attachment; damaged: why
    pages: int | None = None
    width: int | None = None
    height: int | None = None


def judge_document(
    data: bytes, filename: str, *, max_bytes: int = MAX_BYTES, max_pages: int = MAX_PAGES
) -> DocumentVerdict:
    """Accept a readable PDF, JPEG or PNG within the limits; the verdict says what is wrong."""
    kind = kind_of(data)
    verdict = DocumentVerdict(
        accepted=False,
        kind=None,
        code=None,
        size=len(data),
        limit=max_bytes,
        max_pages=max_pages,
        ending=ending_of(filename),
    )
    if not data:
        return replace(verdict, code="empty")
    if len(data) > max_bytes:
        return replace(verdict, code="too_big", detail=kind)
    if kind == "PDF":
        return _judge_pdf(data, replace(verdict, kind="pdf"))
    if kind == "JPEG":
        return _judge_picture(data, "JPEG", replace(verdict, kind="jpeg"))
    if kind == "PNG":
        return _judge_picture(data, "PNG", replace(verdict, kind="png"))
    return replace(verdict, code="wrong_type", detail=kind)


def ending_of(filename: str) -> str:
    """Return the ending of a file's name in small letters, with its dot; often empty."""
    _, dot, ending = filename.strip().rpartition(".")
    return f".{ending.lower()[:10]}" if dot else ""


def _judge_picture(
    data: bytes, kind: Literal["JPEG", "PNG"], verdict: DocumentVerdict
) -> DocumentVerdict:
    try:
        picture = decode(data, kind, max_pixels=MAX_PIXELS, shrink_to=DECODED_SIDE)
    except DecodeError as problem:
        return replace(
            verdict,
            code=problem.code,
            detail=problem.detail,
            width=problem.width or None,
            height=problem.height or None,
        )
    return replace(verdict, accepted=True, pages=1, width=picture.width, height=picture.height)


def _judge_pdf(data: bytes, verdict: DocumentVerdict) -> DocumentVerdict:
    # A look that costs nothing settles what was cut off before a parser sees it.
    if b"%%EOF" not in data[-PDF_TAIL:]:
        return replace(verdict, code="damaged", detail="truncated")
    with _one_at_a_time:
        report = _inspect(data, verdict.max_pages)
    if report is None:
        return replace(verdict, code="damaged", detail="parser")
    if report["code"] == "damaged" and _ENCRYPTED.search(data):
        # Locked in a way the parser does not know.
        return replace(verdict, code="encrypted")
    pages = int(report["pages"] or 0)
    if report["code"]:
        code, detail = str(report["code"]), str(report["detail"])
        return replace(verdict, code=code, detail=detail, pages=pages or None)
    return replace(verdict, accepted=True, pages=pages)


def _inspect(data: bytes, max_pages: int) -> dict[str, str | int | None] | None:
    """Let a process of its own read the PDF; None if it did not come to an end."""
    command = [sys.executable, "-I", str(_INSPECTION), str(max_pages)]
    # Without a name from the first moment on: nothing is left of it, whatever happens to us.
    with TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR) as sent:
        sent.write(data)
        sent.seek(0)
        try:
            ended = subprocess.run(  # noqa: S603 - our own program, no shell
                command, stdin=sent, capture_output=True, timeout=INSPECTION_SECONDS, check=True
            )
            report: dict[str, str | int | None] = json.loads(ended.stdout)
        except (subprocess.SubprocessError, ValueError):
            return None
    return report


# --- words


KIND_WORDS: dict[str, Promise] = {
    "JPEG": _("a JPEG picture"),
    "PNG": _("a PNG picture"),
    "PDF": _("a PDF document"),
    "HEIC": _("a HEIC picture"),
    "AVIF": _("an AVIF picture"),
    "WebP": _("a WebP picture"),
    "GIF": _("a GIF picture"),
    "BMP": _("a BMP picture"),
    "TIFF": _("a TIFF picture"),
    "JPEG 2000": _("a JPEG 2000 picture"),
    "SVG": _("an SVG drawing"),
    "PostScript": _("a PostScript file"),
    "Office": _("an Office document"),
    "HTML": _("a web page"),
    "archive": _("an archive"),
    "video": _("a video"),
    "": _("a file of a kind we don't know"),
}
_SENTENCES: dict[str, Promise] = {
    "empty": _("This file is empty. Choose the file again."),
    "too_big": _(
        "This file is %(size)s MB. The limit is %(limit)s MB. Send the pages as separate files."
    ),
    "damaged": _("This file is damaged or incomplete. Open it, save it again and send the copy."),
    "encrypted": _(
        "This PDF is locked with a password. Print it to a new PDF without a password and send "
        "that one."
    ),
    "too_many_pixels": _(
        "This picture has %(megapixels)s million pixels (%(width)s × %(height)s). The limit is "
        "%(max_megapixels)s million. Scan at 300 dpi and send it again."
    ),
    "too_many_pages": _(
        "This PDF has %(pages)s pages. The limit is %(max_pages)s. Send only the pages we ask for."
    ),
}
_ACTIVE: dict[str, Promise] = {
    "script": _(
        "This PDF contains a form or script that runs by itself. Print it to a new PDF and send "
        "that one."
    ),
    "launch": _(
        "This PDF contains buttons that start programs or send data. Print it to a new PDF and "
        "send that one."
    ),
    "attachment": _(
        "This PDF has other files packed inside. Send them one by one, each as a file of its own."
    ),
}
_WRONG_TYPE: dict[str, Promise] = {
    "": _("This is %(what)s. Send a PDF, JPEG or PNG file."),
    "HEIC": _(
        "This is a HEIC picture. Send it as JPEG: on an iPhone open Settings, Camera, Formats, "
        "choose Most Compatible and take the picture again."
    ),
    "Office": _("This is an Office document. Save it as PDF and send the PDF."),
    "archive": _("This is an archive. Unpack it and send the files one by one."),
}


def explain_document(verdict: DocumentVerdict) -> str:
    """Say in the reader's language what is wrong and what to do; empty if the file is accepted."""
    if verdict.code is None:
        return ""
    if verdict.code == "wrong_type":
        return _explain_type(verdict)
    if verdict.code == "active":
        return str(_ACTIVE.get(verdict.detail, _ACTIVE["script"]))
    return str(_SENTENCES[verdict.code]) % {
        "size": megabytes(verdict.size),
        "limit": megabytes(verdict.limit),
        "pages": verdict.pages,
        "max_pages": verdict.max_pages,
        **pixel_words(verdict.width or 0, verdict.height or 0, MAX_PIXELS),
    }


def _explain_type(verdict: DocumentVerdict) -> str:
    sentence = _WRONG_TYPE.get(verdict.detail, _WRONG_TYPE[""])
    return str(sentence) % {"what": KIND_WORDS[verdict.detail]}


def megabytes(size: int) -> str:
    """Return a size as a number of megabytes, never rounded down to a limit it exceeds."""
    tenths = -(-size * 10 // MEBIBYTE)
    return f"{tenths / 10:g}"


def pixel_words(width: int, height: int, limit: int) -> dict[str, str | int]:
    """Return the numbers a sentence about too many pixels needs."""
    return {
        "width": width,
        "height": height,
        "megapixels": -(-width * height // 1_000_000),
        "max_megapixels": limit // 1_000_000,
    }
