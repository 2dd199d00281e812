"""`manage.py files verify`: what is missing, changed, or nobody's."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.utils import timezone

from applications.models import Document
from portal import storing
from portal.stocktaking import Finding, verify
from tests.factories.applications import ApplicationFactory, DocumentRequirementFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_store(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "files"},
        },
    }
    (tmp_path / "files").mkdir()


@pytest.fixture
def document():
    return kept()


def kept():
    application = ApplicationFactory()
    row = Document(
        application=application,
        requirement=DocumentRequirementFactory(intake=application.intake),
        content_type="application/pdf",
        **storing.facts("scan.pdf", b"%PDF-1.4"),
    )
    with storing.stored(row.file, b"%PDF-1.4", row.original_name):
        row.save()
    return row


def test_store_in_order_has_nothing_to_name(document, capsys):
    call_command("files", "verify")

    assert "Every file is where it belongs" in capsys.readouterr().out


def test_missing_file_is_named(document):
    default_storage.delete(document.file.name)

    assert list(verify()) == [Finding("missing", document.file.name, f"Document {document.pk}")]


def test_changed_file_is_named(document):
    Path(document.file.path).write_bytes(b"%PDF-1.5")

    assert [finding.what for finding in verify()] == ["changed"]


def test_file_that_is_taken_away_while_we_look_is_not_missing(
    document, django_capture_on_commit_callbacks
):
    another = kept()
    default_storage.delete(document.file.name)
    findings = verify()

    first = next(findings)
    with django_capture_on_commit_callbacks(execute=True):
        storing.discard(another)

    assert first.row == f"Document {document.pk}"
    assert list(findings) == []


def test_file_that_cannot_be_read_is_named_and_the_others_are_looked_at(document, capsys):
    another = kept()
    default_storage.delete(document.file.name)
    Path(document.file.path).mkdir()
    default_storage.delete(another.file.name)

    with pytest.raises(SystemExit) as ended:
        call_command("files", "verify")

    said = capsys.readouterr().out
    assert ended.value.code == 1
    assert f"unreadable: {document.file.name} (Document {document.pk})" in said
    assert f"missing: {another.file.name}" in said


def test_file_of_nobody_is_named_once_it_is_settled(document):
    default_storage.save("ab/lost.pdf", ContentFile(b"%PDF"))

    assert list(verify()) == []
    assert list(verify(now=timezone.now() + timedelta(hours=2))) == [
        Finding("orphan", "ab/lost.pdf")
    ]


def test_command_ends_with_one_where_somebody_has_to_look(document, capsys):
    default_storage.delete(document.file.name)

    with pytest.raises(SystemExit) as ended:
        call_command("files", "verify")

    assert ended.value.code == 1
    assert "take it from the backup" in capsys.readouterr().out
