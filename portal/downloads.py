"""Sending a private file: as itself, under its name, kept by no cache, able to run nothing."""

import unicodedata

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404

# What a browser may show itself; everything else is only saved.
_SHOWN = frozenset({"application/pdf", "image/jpeg", "image/png"})
_POLICY = "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; "


def send(field_file: FieldFile, name: str, content_type: str, *, inline: bool) -> FileResponse:
    """Answer with a stored file.  Who may have it is the caller's question.

    ``content_type`` is what the file was judged to be, never what its sender said.
    """
    try:
        opened = field_file.open("rb")
    except FileNotFoundError:
        raise Http404(field_file.name) from None
    response = FileResponse(
        opened,
        as_attachment=not (inline and content_type in _SHOWN),
        filename=plain_name(name),
        content_type=content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = f"{_POLICY}frame-ancestors 'self'"
    response["X-Frame-Options"] = "SAMEORIGIN"
    response["Cache-Control"] = "private, no-store"
    return response


def plain_name(name: str) -> str:
    """A file's name without folders and without signs that have no shape."""
    name = name.replace("\\", "/").rpartition("/")[2]
    name = "".join(sign for sign in name if unicodedata.category(sign)[0] != "C").strip()
    return name or "file"
