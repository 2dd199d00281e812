"""The catalogue from a table file, and back."""

import csv

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from applications.models import Offering, Programme
from tests.factories.applications import OfferingFactory, ProgrammeFactory, ResearchAreaFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def offering():
    """A programme that is offered, with one research area."""
    offering = OfferingFactory(programme__code="hydro", programme__name_en="Hydraulics")
    ResearchAreaFactory(programme=offering.programme, name_en="Dams", name_zh="大坝")
    return offering


@pytest.fixture
def row(offering):
    """A new programme beside it, as its cells are typed."""
    like = offering.programme
    return {
        "code": "marine",
        "name_en": "Marine Engineering",
        "name_zh": "海洋工程",
        "department": like.department.code,
        "major": like.major.code,
        "admission_type": like.admission_type.code,
        "teaching_language": "en",
        "years": "3",
        "tuition_yuan": "28000",
        "areas_en": "Ports; Ships",
        "areas_zh": "港口；船舶",
        "intakes": offering.intake.code,
    }


@pytest.fixture
def load(tmp_path, capsys):
    """Write rows into a file and import it; what was printed."""

    def loaded(*rows, name="catalogue.csv", encoding="utf-8", options=()):
        table = [list(rows[0]), *(list(row.values()) for row in rows)]
        path = tmp_path / name
        if name.endswith(".xlsx"):
            book = Workbook()
            for cells in table:
                book.active.append(cells)
            book.save(path)
        else:
            with path.open("w", encoding=encoding, newline="") as file:
                csv.writer(file).writerows(table)
        call_command("import_catalogue", str(path), *options)
        return capsys.readouterr().out

    return loaded


@pytest.mark.parametrize(
    ("name", "encoding"),
    [("c.csv", "utf-8"), ("c.csv", "utf-8-sig"), ("c.csv", "gb18030"), ("c.xlsx", None)],
)
def test_import_creates_by_code_with_areas_and_offerings(load, row, offering, name, encoding):
    said = load(row, name=name, encoding=encoding)

    made = Programme.objects.get(code="marine")
    assert (made.name_zh, made.years, made.tuition_fen) == ("海洋工程", 3, 2_800_000)
    assert [area.name_zh for area in made.research_areas.all()] == ["港口", "船舶"]
    assert Offering.objects.filter(programme=made, intake=offering.intake).exists()
    assert "+ marine: Marine Engineering" in said


def test_import_updates_by_code_and_says_the_difference(load, row, offering):
    load(row)
    said = load(row | {"name_en": "Marine Science", "areas_en": "Ports", "areas_zh": "港口"})

    made = Programme.objects.get(code="marine")
    assert "~ marine: name_en: Marine Engineering → Marine Science" in said
    assert "~ marine: research areas: Ports; Ships → Ports" in said
    assert made.history.count() == 2
    assert "0 differences" in load(
        row
        | {"name_en": "Marine Science", "areas_en": "", "areas_zh": ""}
        | {"areas_en": "Ports", "areas_zh": "港口"}
    )


def test_import_leaves_alone_what_has_no_column(load, row, offering):
    load(row)
    load({name: row[name] for name in list(row)[:8]})

    made = Programme.objects.get(code="marine")
    assert made.tuition_fen == 2_800_000
    assert made.research_areas.count() == 2


def test_import_refuses_a_bad_file_whole_and_names_row_and_column(load, row, capsys):
    bad = row | {"code": "other", "years": "long", "department": "nowhere", "areas_zh": "港口"}

    with pytest.raises(CommandError, match="4 faults; nothing was written"):
        load(row, bad, row)

    said = capsys.readouterr().err
    assert "Row 3, years: Enter a number." in said
    assert "Row 3, department: There is no department “nowhere”." in said
    assert "Row 3, areas_zh: 1 research areas here, 2 in areas_en." in said
    assert "Row 4, code: Row 2 has the same code." in said
    assert not Programme.objects.filter(code="marine").exists()


def test_import_names_columns_that_are_missing_or_unknown(load, row, capsys):
    with pytest.raises(CommandError, match="2 faults"):
        load({"colour": "red", **{name: row[name] for name in row if name != "years"}})

    said = capsys.readouterr().err
    assert "Row 1, colour: No such column" in said
    assert "Row 1, years: This column is missing." in said


def test_dry_run_prints_the_difference_and_writes_nothing(load, row):
    said = load(row, options=("--dry-run",))

    assert "+ marine: Marine Engineering" in said
    assert not Programme.objects.filter(code="marine").exists()


@pytest.mark.parametrize("name", ["all.csv", "all.xlsx"])
def test_what_is_exported_is_read_again_without_a_difference(tmp_path, capsys, offering, name):
    ProgrammeFactory(name_en="=SUM(A1)", description_en="Two\nlines; and a semicolon")
    path = str(tmp_path / name)

    call_command("import_catalogue", path, "--export")
    call_command("import_catalogue", path)

    assert "2 programmes read, 0 differences written." in capsys.readouterr().out


def test_import_says_what_is_no_table(tmp_path):
    path = tmp_path / "c.xlsx"
    path.write_bytes(b"no workbook")

    with pytest.raises(CommandError, match=r"no \.xlsx workbook"):
        call_command("import_catalogue", str(path))
    with pytest.raises(CommandError):
        call_command("import_catalogue", str(tmp_path / "nowhere.csv"))
