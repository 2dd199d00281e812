"""HTML to PDF: with our own fonts, and nothing from outside.

Rendering takes up to a second and 200 MB, so only the worker does it; the web sends what is made.
"""


class DocumentError(Exception):
    """A paper cannot be made as it should be."""


def render(html: str) -> bytes:
    """The PDF of a page whose addresses are relative to ``static/``.

    Nothing is left out silently: raises DocumentError where a picture or style sheet is missing or
    not ours, where the fonts are not there, and where this machine cannot render at all.
    """
    try:
        # Not above: without Pango the import fails, and would take the whole site down.
        from portal.pdf_engine import write  # noqa: PLC0415
    except OSError as error:
        raise DocumentError("Pango is missing: install libpango and libpangoft2.") from error
    try:
        return write(html)
    except OSError as error:
        raise DocumentError(str(error)) from error
