"""Sending a private file: as itself, under its name, kept by no cache, able to run nothing.

The bytes go out through us; through the web server in front (``ACCEL_REDIRECT``); or straight from
the store by a link that is good for a minute (``S3_LINKS``).  Who may have it is asked before.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import IO, Any
from urllib.parse import quote

from django.conf import settings
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase, HttpResponseRedirect
from django.utils.http import content_disposition_header

# What a browser may show itself; everything else is only saved.
_SHOWN = frozenset({"application/pdf", "image/jpeg", "image/png"})
# How the name of such a file may end, so that whoever saves it opens what it was judged to be.
_ENDINGS = {
    "application/pdf": (".pdf",),
    "image/jpeg": (".jpg", ".jpeg", ".jpe", ".jfif"),
    "image/png": (".png",),
}
_POLICY = "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; "
# One stretch of bytes; browsers ask for no more, and several are not worth their traps.
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
_CHUNK = 64 * 1024
LINK_SECONDS = 60


def send(
    request: HttpRequest, field_file: FieldFile, name: str, content_type: str, *, inline: bool
) -> HttpResponseBase:
    """Answer with a stored file.  Who may have it is the caller's question.

    ``content_type`` is what the file was judged to be, never what its sender said.
    """
    attached = not (inline and content_type in _SHOWN)
    disposition = content_disposition_header(attached, _true_name(name, content_type)) or ""
    if settings.S3_LINKS:
        return _link(field_file, disposition, content_type)
    response: HttpResponseBase
    if settings.ACCEL_REDIRECT:
        response = HttpResponse()
        response["X-Accel-Redirect"] = settings.ACCEL_REDIRECT + quote(field_file.name or "")
    else:
        response = _bytes(request, field_file)
    response["Content-Type"] = content_type
    response["Content-Disposition"] = disposition
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = f"{_POLICY}frame-ancestors 'self'"
    response["X-Frame-Options"] = "SAMEORIGIN"
    response["Cache-Control"] = "private, no-store"
    return response


def _bytes(request: HttpRequest, field_file: FieldFile) -> HttpResponseBase:
    try:
        opened = field_file.open("rb")
        size = field_file.size
    except FileNotFoundError:
        raise Http404(field_file.name) from None
    wanted = _RANGE.fullmatch(request.headers.get("Range", ""))
    # Nobody can hold half of a file and know that it is this one: we give no sign to compare.
    is_guess = "If-Range" in request.headers
    if is_guess or not wanted or not any(wanted.groups()):
        response: HttpResponseBase = FileResponse(opened)
    else:
        response = _part(opened, size, *wanted.groups())
    response["Accept-Ranges"] = "bytes"
    return response


def _part(opened: IO[bytes], size: int, first: str, last: str) -> HttpResponseBase:
    """Answer with a stretch: from ``first`` to ``last``, or the ``last`` bytes of all."""
    start = int(first) if first else max(size - int(last), 0)
    end = min(int(last), size - 1) if first and last else size - 1
    if start > end:
        opened.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    opened.seek(start)
    response = StreamingHttpResponse(_stretch(opened, end - start + 1), status=206)
    response["Content-Range"] = f"bytes {start}-{end}/{size}"
    response["Content-Length"] = str(end - start + 1)
    return response


def _stretch(opened: IO[bytes], left: int) -> Iterator[bytes]:
    with opened:
        while left and (chunk := opened.read(min(left, _CHUNK))):
            left -= len(chunk)
            yield chunk


def _link(field_file: FieldFile, disposition: str, content_type: str) -> HttpResponseBase:
    """Lead to the store, which answers with the same type and name."""
    store: Any = field_file.storage  # of S3: others know no such links
    address = store.url(
        field_file.name,
        parameters={
            "ResponseContentType": content_type,
            "ResponseContentDisposition": disposition,
            "ResponseCacheControl": "private, no-store",
        },
        expire=LINK_SECONDS,
    )
    response = HttpResponseRedirect(address)
    response["Cache-Control"] = "private, no-store"
    return response


def plain_name(name: str) -> str:
    """A file's name without folders and without signs that have no shape."""
    name = name.replace("\\", "/").rpartition("/")[2]
    name = "".join(sign for sign in name if _has_shape(unicodedata.category(sign))).strip()
    return name or "file"


def _has_shape(category: str) -> bool:
    """Whether it is no control, no turn of the reading direction, no end of a line."""
    return category[0] != "C" and category not in {"Zl", "Zp"}


def _true_name(name: str, content_type: str) -> str:
    """A plain name that ends as the type demands, whatever its sender called the file."""
    name, endings = plain_name(name), _ENDINGS.get(content_type, ("",))
    return name if name.lower().endswith(endings) else f"{name}{endings[0]}"
