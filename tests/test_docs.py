"""What the documentation names is there."""

import re
from pathlib import Path

import polib
import pytest
from django.conf import settings

from applications.status import Status
from payments.gateways.registry import TABLE

ROOT = Path(settings.BASE_DIR)
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
TEXTS = {page: page.read_text(encoding="utf-8") for page in PAGES}


def named(page):
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_links_lead_somewhere(page):
    links = re.findall(r"\]\((?!https?:|mailto:)([^)#]+)[^)]*\)", TEXTS[page])

    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_files_are_where_it_says(page):
    paths = re.findall(r"`((?:[\w-]+/)+[\w.-]*)`", TEXTS[page])
    ours = [path for path in paths if (ROOT / path.split("/")[0]).is_dir()]

    assert [path for path in ours if not (ROOT / path).exists() and "var/" not in path] == []


def test_every_setting_named_is_in_the_example():
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    operations = TEXTS[ROOT / "docs/operations.md"] + TEXTS[ROOT / "docs/payments.md"]
    wanted = set(re.findall(r"`([A-Z][A-Z0-9]+(?:_[A-Z0-9]+)+)(?:=[^`]*)?`", operations))

    assert {name for name in wanted if f"{name}=" not in example} <= {"PUB_KEY_ID_"}


def test_glossary_has_every_status_in_the_words_of_the_pages():
    glossary = TEXTS[ROOT / "docs/glossary.md"]

    for status in Status:
        assert f"| `{status.value}` | {status.label} |" in glossary


def test_chinese_words_of_the_glossary_stand_on_pages():
    rows = re.findall(r"^\| .* \| ([^|]+) \|$", TEXTS[ROOT / "docs/glossary.md"], re.MULTILINE)
    words = {word for row in rows for word in row.split("、")} - {"---", "中文"}
    pages = polib.pofile(str(ROOT / "locale/zh_Hans/LC_MESSAGES/django.po"))
    said = " ".join(form for one in pages for form in [one.msgstr, *one.msgstr_plural.values()])

    assert {word for word in words if word not in said} == set()


def test_every_channel_has_a_section():
    payments = TEXTS[ROOT / "docs/payments.md"]

    for entry in TABLE.values():
        assert f"\n## {str(entry.channel.label).split()[0]}" in payments


def test_every_job_of_beat_is_explained():
    operations = TEXTS[ROOT / "docs/operations.md"]
    jobs = {job["task"] for job in settings.CELERY_BEAT_SCHEDULE.values()}

    assert set(re.findall(r"^\| `(\w+\.tasks\.\w+)` \|", operations, re.MULTILINE)) == jobs


def test_every_command_is_explained():
    operations = TEXTS[ROOT / "docs/operations.md"]
    commands = {path.stem for path in ROOT.glob("*/management/commands/*.py")} - {"__init__"}

    assert {name for name in commands if f"`{name}" not in operations} == set()
