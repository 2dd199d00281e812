"""WeasyPrint with our fonts and a door to our own files only.  Imported by ``portal.pdf`` alone."""

from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

from django.conf import settings
from PIL import ImageFile
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher

# WeasyPrint tells Pillow to open damaged pictures, in the whole process.  Uploads must be refused.
ImageFile.LOAD_TRUNCATED_IMAGES = False

STATIC = Path(settings.BASE_DIR) / "static"
FONTS = Path(settings.BASE_DIR) / "node_modules" / "@expo-google-fonts"
# The names the style sheets use, and where the letters are.  Latin, Greek, Cyrillic and Vietnamese
# are in the first and the third; other scripts come from the fonts of the machine.
FACES = (
    ("Paper Sans", "noto-sans", "NotoSans"),
    ("Paper Sans SC", "noto-sans-sc", "NotoSansSC"),
    ("Paper Serif", "noto-serif", "NotoSerif"),
    ("Paper Serif SC", "noto-serif-sc", "NotoSerifSC"),
    ("Paper Arabic", "noto-naskh-arabic", "NotoNaskhArabic"),
    ("Paper Thai", "noto-sans-thai", "NotoSansThai"),
)
WEIGHTS = {400: "400Regular", 600: "600SemiBold"}
_one_at_a_time = Lock()  # the fonts of a process are shared by its threads


class OwnFiles(URLFetcher):
    """Opens what lies in ``static/`` or among the fonts, and data in the page itself."""

    def __init__(self) -> None:
        super().__init__(
            allowed_protocols=["file", "data"], allow_redirects=False, fail_on_errors=True
        )
        # Inside a drawing the engine swallows what it could not open.
        self.unopened: list[str] = []

    def fetch(self, url: str, headers: Any = None) -> Any:
        """Refuse everything else, wherever it points once it is resolved."""
        self.unopened.append(url)
        parts = urlsplit(url)
        if parts.scheme.lower() == "file" and not _is_ours(parts.netloc, parts.path):
            raise FatalURLFetchingError(f"not ours: {url}")
        opened = super().fetch(url, headers)
        self.unopened.pop()
        return opened


def _is_ours(host: str, path: str) -> bool:
    # A checkout may link its packages, so both sides are resolved.
    wanted = Path(url2pathname(path)).resolve()
    return not host and any(wanted.is_relative_to(root.resolve()) for root in (STATIC, FONTS))


def write(html: str) -> bytes:
    """The PDF, tagged for screen readers.  Raises OSError where a file is missing or not ours."""
    files = OwnFiles()
    try:
        with _one_at_a_time:
            configuration, faces = _fonts()
            page = HTML(string=html, base_url=f"{STATIC.as_uri()}/", url_fetcher=files)
            pdf: bytes = page.write_pdf(
                stylesheets=[faces], font_config=configuration, pdf_variant="pdf/ua-1"
            )
    except FatalURLFetchingError as error:
        # Not an Exception: let out of a task, it would stop the worker for good.
        raise OSError(str(error)) from error
    if files.unopened:
        raise OSError(f"not opened: {files.unopened[0]}")
    return pdf


@cache
def _fonts() -> tuple[FontConfiguration, CSS]:
    """Loaded once a process: fifty megabytes."""
    files = [
        (family, weight, FONTS / folder / name / f"{stem}_{name}.ttf")
        for family, folder, stem in FACES
        for weight, name in WEIGHTS.items()
    ]
    if missing := sorted({file.parent.parent.name for *_face, file in files if not file.exists()}):
        raise FileNotFoundError(f"Fonts are missing ({', '.join(missing)}): run npm ci.")
    rules = "\n".join(
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; '
        f"src: url({file.as_uri()}) }}"
        for family, weight, file in files
    )
    configuration = FontConfiguration()
    faces = CSS(string=rules, font_config=configuration, url_fetcher=OwnFiles())
    return configuration, faces
