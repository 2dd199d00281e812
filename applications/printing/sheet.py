"""Facts set as a page in one piece: the photo, the code and the drawing are in it."""

import re
from base64 import b64encode
from functools import cache
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from applications.models import Application, PaperKind
from applications.models.paper import spoken
from payments import qr
from portal import times
from portal.pdf import DocumentError

TEMPLATES = {
    PaperKind.FORM: "applications/papers/form.html",
    PaperKind.ADMISSION_NOTICE: "applications/papers/notice.html",
}
# What the letter of a notice says of person and studies, in signs: with more it is set smaller.
_SAID = ("name", "chinese_name", "school", "programme", "type", "funding", "university")
_ROOM, _MORE_ROOM = 180, 360
_COLOUR = re.compile(r"--rx-([\w-]+): (#[0-9A-Fa-f]{6});")


def as_html(kind: PaperKind, facts: dict[str, Any], application: Application, code: str) -> str:
    """The whole page for ``portal.pdf.render``; ``code`` is that of the paper it becomes."""
    context = {
        "facts": facts,
        "photo": _photo(application),
        "qr": qr.as_svg(verify_address(code) if code else print_address(application)),
        "spoken_code": spoken(code),
        "verify": verify_address("").partition("://")[2],
        "made_at": f"{times.in_beijing(timezone.now()):%Y-%m-%d, %H:%M}",
        "hills": _hills() if kind == PaperKind.ADMISSION_NOTICE else "",
        "is_locked": True,
        "size": _size(facts),
    }
    return render_to_string(TEMPLATES[kind], context)


def _size(facts: dict[str, Any]) -> str:
    signs = sum(len("".join(facts.get(name, ""))) for name in _SAID)
    return "" if signs <= _ROOM else "is-long" if signs <= _MORE_ROOM else "is-longest"


def print_address(application: Application) -> str:
    """Where those who may read the form find it again."""
    return _address("applications:print", application.key)


def verify_address(code: str) -> str:
    """Where anybody who holds a notice can check it."""
    address = _address("applications:verify")
    return f"{address}?code={code}" if code else address


def _address(name: str, *arguments: str) -> str:
    # The site's own address: a worker has no request to read one from.
    return f"{settings.SITE_URL}{reverse(name, args=arguments)}"


def _photo(application: Application) -> str:
    photo = getattr(application, "photo", None)
    if photo is None:
        return ""
    try:
        with photo.file.open("rb") as file:
            content = b64encode(file.read()).decode()
    except FileNotFoundError as error:
        raise DocumentError(f"The photo of {application} is not in the store.") from error
    return f"data:{photo.content_type};base64,{content}"


@cache
def _hills() -> str:
    """The drawing of the pages in its colours by daylight, as a picture of its own."""
    folder = settings.BASE_DIR / "static"
    tokens = (folder / "css" / "tokens.css").read_text(encoding="utf-8")
    colours: dict[str, str] = {}
    for name, colour in _COLOUR.findall(tokens):
        colours.setdefault(name, colour)  # those of the night come later
    drawing = (folder / "img" / "hills.svg").read_text(encoding="utf-8")
    inner = re.search(r'<symbol id="hills" (.*?)>(.*)</symbol>', drawing, re.DOTALL)
    assert inner  # noqa: S101 - a file of our own
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {inner[1]}>{inner[2]}</svg>'
    svg = re.sub(r"var\(--rx-([\w-]+)\)", lambda found: colours[found[1]], svg)
    return f"data:image/svg+xml,{quote(svg)}"
