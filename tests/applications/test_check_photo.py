"""The commands that judge files: one JSON line each and an exit status."""

import json

import pytest
from django.core.management import call_command

from applications.demo.paper import paper
from applications.demo.portrait import portrait
from tests.applications.photo_studio import flat, jpeg


@pytest.fixture
def good(tmp_path):
    path = tmp_path / "good.jpg"
    path.write_bytes(portrait(2))
    return path


@pytest.fixture
def red(tmp_path):
    path = tmp_path / "red.jpg"
    path.write_bytes(jpeg(flat((255, 0, 0), (480, 640))))
    return path


def run(capsys, command, *paths):
    """Run the command; return its exit status and its lines."""
    status = 0
    try:
        call_command(command, *map(str, paths))
    except SystemExit as stop:
        status = stop.code
    return status, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_check_photo_accepts(capsys, good):
    status, lines = run(capsys, "check_photo", good)

    assert status == 0
    assert lines == [
        {
            "file": str(good),
            "accepted": True,
            "background": "white",
            "code": None,
            "colour": "white",
            "warnings": [],
        }
    ]


def test_check_photo_refuses_and_goes_on(capsys, good, red):
    status, lines = run(capsys, "check_photo", red, good)

    assert status == 1
    assert [(line["accepted"], line["code"], line["colour"]) for line in lines] == [
        (False, "bg_colour", "red"),
        (True, None, "white"),
    ]


def test_check_photo_counts_an_unreadable_file_more_than_a_refused_one(capsys, tmp_path, red):
    status, lines = run(capsys, "check_photo", tmp_path / "none.jpg", red, tmp_path)

    assert status == 2
    assert [line["code"] for line in lines] == ["unreadable", "bg_colour", "unreadable"]
    assert {frozenset(line) for line in lines} == {
        frozenset({"file", "accepted", "background", "code", "colour", "warnings"})
    }


def test_check_photo_reads_no_more_than_it_needs(capsys, tmp_path):
    huge = tmp_path / "huge.jpg"
    with huge.open("wb") as file:
        file.truncate(3 * 1024**3)

    status, lines = run(capsys, "check_photo", huge)

    assert (status, lines[0]["code"]) == (1, "too_big")


def test_check_document_tells_kinds_and_pages(capsys, tmp_path, good):
    pdf = tmp_path / "letter.pdf"
    pdf.write_bytes(paper("Letter", ["Dear office,"], seed=1))

    status, lines = run(capsys, "check_document", pdf, good)

    assert status == 0
    assert [(line["kind"], line["pages"]) for line in lines] == [("pdf", 1), ("jpeg", 1)]


def test_check_document_refuses(capsys, tmp_path):
    path = tmp_path / "notes.pdf"
    path.write_bytes(b"just words")

    status, lines = run(capsys, "check_document", path, tmp_path / "none.pdf")

    assert status == 2
    assert [line["code"] for line in lines] == ["wrong_type", "unreadable"]
