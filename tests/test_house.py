"""Rules of the house that no linter knows."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template
from django.template.utils import get_app_template_dirs

from applications import lifecycle, status
from notifications.notice import all_notices

ROOT = Path(settings.BASE_DIR)
OURS = ("portal", "accounts", "notifications", "payments", "applications")
SOURCES = [
    path
    for app in OURS
    for path in sorted((ROOT / app).rglob("*.py"))
    if "migrations" not in path.parts
]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html")) + sorted(
    (ROOT / "templates").rglob("*.txt")
)
STYLES = sorted((ROOT / "static" / "css").glob("*.css"))
LONGEST_FILE = 320


def assigns_status(tree):
    """Whether an attribute called ``status`` is assigned, or set by ``update(status=…)``."""
    for node in ast.walk(tree):
        targets = getattr(node, "targets", None) or [getattr(node, "target", None)]
        if any(isinstance(t, ast.Attribute) and t.attr == "status" for t in targets):
            return True
        is_update = isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "update"
        if is_update and any(keyword.arg == "status" for keyword in node.keywords):
            return True
    return False


def test_status_is_assigned_only_by_the_life_cycles():
    assigning = {
        str(path.relative_to(ROOT))
        for path in SOURCES
        if assigns_status(ast.parse(path.read_text()))
    }

    assert assigning <= {
        "applications/moving.py",
        "payments/lifecycle.py",
        "payments/refunds.py",
        # The simulator has a life cycle of its own.
        *(name for name in assigning if name.startswith("payments/simulator/")),
    }


@pytest.mark.parametrize("move", status.MOVES, ids=lambda move: move.name)
def test_every_move_has_a_verb(move):
    assert callable(getattr(lifecycle, move.verb))


@pytest.mark.parametrize("notice", all_notices(), ids=lambda notice: notice.name)
def test_every_notice_has_its_words(notice):
    get_template(notice.subject_template)
    get_template(notice.body_template)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_file_is_short_and_says_what_it_is_for(path):
    text = path.read_text(encoding="utf-8")

    assert len(text.splitlines()) <= LONGEST_FILE or path.name == "settings.py"
    assert not text.strip() or ast.get_docstring(ast.parse(text))


def test_there_are_no_drawers():
    drawers = {"utils", "common", "helpers", "services", "manager", "misc", "core"}

    assert [path for path in SOURCES if path.stem in drawers or drawers & set(path.parts)] == []


def test_every_block_of_translation_is_trimmed():
    loose = re.compile(r"{%-?\s*blocktrans(late)?(?![^%]*\btrimmed\b)[^%]*%}")

    assert [path.name for path in TEMPLATES if loose.search(path.read_text(encoding="utf-8"))] == []


def test_no_template_has_inline_style_or_script():
    inline = re.compile(r"\sstyle=|<style|<script(?![^>]*\bsrc=)|\son[a-z]+=\"|javascript:")
    # Mail programs know no style sheets.
    pages = [path for path in TEMPLATES if path.suffix == ".html" and path.name != "mail.html"]

    assert [str(path) for path in pages if inline.search(path.read_text(encoding="utf-8"))] == []


@pytest.fixture(scope="module")
def written():
    """Everything that can name a template or a style."""
    scripts = sorted((ROOT / "static" / "js").glob("*.js"))
    return "\n".join(path.read_text(encoding="utf-8") for path in [*SOURCES, *TEMPLATES, *scripts])


def test_every_template_is_used(written):
    notices = {name for one in all_notices() for name in (one.subject_template, one.body_template)}
    names = {str(path.relative_to(ROOT / "templates")) for path in TEMPLATES}

    unused = {
        name
        for name in names - notices
        if name not in written and not is_asked_for_by_a_package(name)
    }

    assert unused == set()


def is_asked_for_by_a_package(name):
    """Whether the template takes the place of one of Django's or of another package."""
    is_a_page_of_an_error = re.fullmatch(r"(400|403|403_csrf|404|500)\.html", name)
    of_any_table = re.sub(r"^admin/\w+/\w+/", "admin/", name)
    # crispy asks for them by name, with the name of the pack in front.
    of_the_form_pack = name in ("ruxue/field.html", "ruxue/whole_uni_form.html")
    return (
        is_a_page_of_an_error
        or of_the_form_pack
        or any((folder / of_any_table).exists() for folder in get_app_template_dirs("templates"))
    )


def test_every_style_is_used(written):
    classes = {
        name for path in STYLES for name in re.findall(r"\.(rx-[\w-]+)", path.read_text("utf-8"))
    }
    composed = tuple(set(re.findall(r"(rx-[\w-]+-)\{", written)))

    unused = {name for name in classes if not re.search(rf"{name}(?![\w-])", written)}

    assert {name for name in unused if not name.startswith(composed)} == set()


def test_every_setting_of_the_environment_is_in_the_example():
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    read = set(
        re.findall(r'env(?:\.\w+)?\(\s*"([A-Z_]+)"', (ROOT / "portal/settings.py").read_text())
    )

    assert {name for name in read if not re.search(rf"^#?{name}=", example, re.MULTILINE)} == set()
