"""QR codes, drawn here so that no address leaves for a third party: dark on white in any light."""

from io import BytesIO

import segno
from django.utils.safestring import SafeString, mark_safe

INK = "#14242B"
PAPER = "#FFFFFF"
MARGIN = 4  # modules, as the standard asks
PIXELS = 12  # a module in a picture to keep


def as_svg(text: str) -> SafeString:
    """Markup to stand in a page; it grows with its box."""
    code = segno.make(text, error="m", micro=False)
    drawn = code.svg_inline(
        border=MARGIN, dark=INK, light=PAPER, omitsize=True, svgclass=None, lineclass=None
    )
    return mark_safe(drawn)  # noqa: S308 - modules only, none of the text


def as_png(text: str) -> bytes:
    """A picture to save and to send on."""
    code = segno.make(text, error="m", micro=False)
    file = BytesIO()
    code.save(file, kind="png", scale=PIXELS, border=MARGIN, dark=INK, light=PAPER)
    return file.getvalue()
