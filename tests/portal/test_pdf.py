"""Papers are made with our own fonts and from our own files alone."""

import logging
import sys
from io import BytesIO
from urllib.parse import quote

import pikepdf
import pytest
from django.conf import settings
from PIL import ImageFile

from portal import pdf
from portal.pdf import DocumentError

pytestmark = pytest.mark.usefixtures("pdf_engine")
HEAD = '<html lang="en"><title>x</title><link rel="stylesheet" href="css/paper.css">'


def fonts_of(content):
    """The names of the fonts a PDF carries, without the tags of their subsets."""
    with pikepdf.open(BytesIO(content)) as document:
        return {
            str(font.BaseFont).partition("+")[2]
            for page in document.pages
            for font in page.Resources.Font.values()
        }


@pytest.fixture
def missing(caplog):
    """What was said of letters without a shape."""
    caplog.set_level(logging.WARNING, logger="weasyprint")
    return lambda: [record for record in caplog.records if ".notdef" in record.getMessage()]


@pytest.mark.parametrize(
    ("text", "font"),
    [
        ("Łukasz Şahinoğlu Ñuñez Ǎ ẞ Ąžuolas", "Paper-Sans"),
        ("Nguyễn Thị Hồng Đặng Ươ", "Paper-Sans"),
        ("Иванов Қуаныш Ғабит Ұлы Өмір", "Paper-Sans"),
        ("张龑㛃䶮·阿布杜拉", "Paper-Sans-SC"),
        ("محمد بن سلمان پاکستان گیلانی", "Paper-Arabic"),
        ("นายสมชาย ใจดี", "Paper-Thai"),
    ],
    ids=["latin", "vietnamese", "cyrillic", "chinese", "arabic", "thai"],
)
def test_every_letter_has_a_shape_of_our_own(text, font, missing):
    for weight in ("p", "b"):
        content = pdf.render(f"{HEAD}<{weight}>{text}</{weight}>")

        assert missing() == []
        assert {
            name.removesuffix("-Semi-Bold").removesuffix("-Bold") for name in fonts_of(content)
        } <= {
            font,
            "Paper-Sans",
        }
        assert any(name.startswith(font) for name in fonts_of(content))


def test_a_letter_without_a_shape_is_noticed(missing):
    pdf.render(f"{HEAD}<p>\ue123</p>")

    assert missing()


def test_chinese_titles_are_set_in_song():
    content = pdf.render(
        f'{HEAD}<link rel="stylesheet" href="css/notice_paper.css"><h1>录取通知书</h1>'
    )

    assert fonts_of(content) == {"Paper-Serif-SC-Semi-Bold"}


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/secret.png",
        "https://example.com/x.png",
        "ftp://example.com/x.png",
        "file:///etc/passwd",
        "file://host/etc/passwd",
        "../portal/settings.py",
        "css/../../portal/settings.py",
        "%2e%2e/portal/settings.py",
        "img/no-such-file.svg",
        "gopher://example.com/",
    ],
)
@pytest.mark.parametrize(
    "page",
    [
        '<img src="{}">',
        '<link rel="stylesheet" href="{}">',
        '<object data="{}"></object>',
        "<style>body {{ background: url({}) }}</style>",
    ],
    ids=["picture", "style", "object", "ground"],
)
def test_what_is_not_ours_is_refused(page, address):
    with pytest.raises(DocumentError):
        pdf.render(f'<html lang="en"><title>x</title>{page.format(address)}<p>x</p>')


@pytest.mark.parametrize("address", ["http://127.0.0.1/secret.png", "file:///etc/passwd"])
def test_a_drawing_reaches_nothing_either(address):
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">'
        f'<image href="{address}" width="9" height="9"/></svg>'
    )

    with pytest.raises(DocumentError):
        pdf.render(
            f'<html lang="en"><title>x</title>'
            f'<img alt="" src="data:image/svg+xml,{quote(drawing)}"><p>x</p>'
        )


def test_a_link_out_of_the_folder_is_refused(tmp_path, monkeypatch, pdf_engine):
    (tmp_path / "secret.svg").symlink_to(settings.BASE_DIR / "static" / "img" / "hills.svg")
    monkeypatch.setattr(pdf_engine, "STATIC", tmp_path)

    with pytest.raises(DocumentError):
        pdf.render('<html lang="en"><title>x</title><img src="secret.svg">')


def test_our_own_files_and_data_are_shown():
    dot = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"

    content = pdf.render(
        f'{HEAD}<img src="img/favicon.svg" alt=""><img src="{dot}" alt=""><p>x</p>'
    )

    assert content.startswith(b"%PDF-")


def test_damaged_uploads_are_refused_as_before():
    pdf.render(f"{HEAD}<p>x</p>")

    assert ImageFile.LOAD_TRUNCATED_IMAGES is False


def test_without_its_fonts_nothing_is_made(tmp_path, monkeypatch, pdf_engine):
    pdf_engine._fonts.cache_clear()
    monkeypatch.setattr(pdf_engine, "FONTS", tmp_path)

    with pytest.raises(DocumentError, match="noto-sans-sc"):
        pdf.render(f"{HEAD}<p>x</p>")

    pdf_engine._fonts.cache_clear()


def test_without_pango_the_site_runs_and_papers_wait(monkeypatch):
    class Missing:
        def find_spec(self, name, path=None, target=None):
            if name == "portal.pdf_engine":
                raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.delitem(sys.modules, "portal.pdf_engine")
    monkeypatch.setattr(sys, "meta_path", [Missing(), *sys.meta_path])

    with pytest.raises(DocumentError, match="Pango"):
        pdf.render(f"{HEAD}<p>x</p>")
