"""The catalogue from a table file, and back."""

import csv
import re
from zipfile import ZipFile

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from applications.models import (
    Department,
    FundingCategory,
    FundingKind,
    Offering,
    Programme,
    kept,
)
from tests.factories.applications import (
    ApplicationFactory,
    OfferingFactory,
    ProgrammeFactory,
    ResearchAreaFactory,
)

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

    def loaded(*rows, name="catalogue.csv", encoding="utf-8", options=(), delimiter=","):
        table = [list(rows[0]), *(list(row.values()) for row in rows)]
        path = tmp_path / name
        if name.endswith(".xlsx"):
            book = Workbook()
            for cells in table:
                book.active.append(cells)
            book.save(path)
        else:
            with path.open("w", encoding=encoding, newline="") as file:
                csv.writer(file, delimiter=delimiter).writerows(table)
        call_command("import_catalogue", str(path), *options)
        return capsys.readouterr().out

    return loaded


@pytest.fixture
def write_book(tmp_path):
    """``write_book(sheet=rows)``: where the workbook is."""

    def written(**sheets):
        book = Workbook()
        for name, rows in sheets.items():
            sheet = book.create_sheet(name)
            for cells in rows:
                sheet.append(cells)
        path = tmp_path / "all.xlsx"
        book.save(path)
        return str(path)

    return written


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


@pytest.mark.parametrize(("delimiter", "encoding"), [(";", "utf-8-sig"), ("\t", "utf-16")])
def test_import_reads_what_spreadsheets_of_other_countries_write(load, row, delimiter, encoding):
    load(row, delimiter=delimiter, encoding=encoding)

    made = Programme.objects.get(code="marine")
    assert [area.name_zh for area in made.research_areas.all()] == ["港口", "船舶"]


def test_import_minds_no_blanks_around_and_no_empty_columns_behind(load, row):
    load({f" {name.upper()} ": f" {cell} " for name, cell in row.items()} | {"": "", " ": " "})

    assert Programme.objects.get(code="marine").name_en == "Marine Engineering"


def test_import_refuses_a_row_that_is_longer_than_the_first(load, row, tmp_path):
    path = tmp_path / "long.csv"
    path.write_text(f"{','.join(row)}\n{','.join(row.values())},astray\n", encoding="utf-8")

    with pytest.raises(CommandError, match=r"1 faults; nothing was written"):
        call_command("import_catalogue", str(path))


def test_import_believes_no_workbook_its_size_and_counts_its_blank_rows(
    write_book, row, tmp_path, capsys
):
    wrong = row | {"years": "long"}
    rows = [list(row), list(row.values()), [], [], list(wrong.values())]
    path = tmp_path / "small.xlsx"
    with ZipFile(write_book(programmes=rows)) as whole, ZipFile(path, "w") as small:
        for name in whole.namelist():
            part = re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1"', whole.read(name))
            small.writestr(name, part)

    with pytest.raises(CommandError, match="2 faults"):
        call_command("import_catalogue", str(path))
    assert "Row 5, years: Enter a number." in capsys.readouterr().err


def test_import_updates_by_code_and_says_the_difference(load, row, offering):
    load(row)
    said = load(row | {"name_en": "Marine Science", "areas_en": "Ports", "areas_zh": "港口"})

    made = Programme.objects.get(code="marine")
    assert "~ marine: name_en: Marine Engineering → Marine Science" in said
    assert "~ marine: research areas: Ports; Ships → Ports" in said
    assert made.history.count() == 2


def test_import_of_the_same_file_changes_nothing(load, row):
    load(row)

    assert load(row) == "1 programmes read, nothing to change.\n"
    assert Programme.objects.get(code="marine").history.count() == 1


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

    assert "2 programmes read, nothing to change." in capsys.readouterr().out


def test_funding_categories_are_a_table_of_their_own(load):
    funding = {"code": "csc", "name_en": "Government", "name_zh": "政府奖学金"}

    said = load(funding | {"kind": "national", "source": "2"}, options=("--table", "funding"))
    made = FundingCategory.objects.get()
    assert (made.kind, made.source) == (FundingKind.NATIONAL, "2")
    assert said == "+ funding csc: Government\n1 funding read, 1 differences written.\n"
    changed = load(funding | {"kind": "scholarship", "source": ""}, options=("--table", "funding"))

    assert "~ funding csc: kind: national → scholarship" in changed
    assert "~ funding csc: source: 2 → \n" in changed


def test_workbook_brings_a_whole_catalogue_and_programmes_may_name_what_stands_in_it(
    write_book, capsys
):
    named = ["code", "name_en", "name_zh"]
    path = write_book(
        departments=[named, ["water", "School of Water", "水利学院"]],
        majors=[named, ["rivers", "Rivers", "河流学"]],
        types=[named, ["M", "Master", "硕士研究生"]],
        funding=[[*named, "kind"], ["self", "Self-funded", "自费", "self"]],
        programmes=[
            [*named, "department", "major", "admission_type", "teaching_language", "years"],
            ["flood", "Flood Control", "防洪", "water", "rivers", "M", "en", 3],
        ],
    )

    call_command("import_catalogue", path)
    made = Programme.objects.get()

    assert (made.department.name_en, made.major.code, made.years) == (
        "School of Water",
        "rivers",
        3,
    )
    call_command("import_catalogue", path)
    assert capsys.readouterr().out.endswith("1 programmes read, nothing to change.\n")


def test_workbook_is_refused_whole_and_the_sheet_is_named(write_book, capsys):
    path = write_book(
        departments=[["code", "name_en", "name_zh"], ["water", "School of Water", "水利学院"]],
        funding=[["code", "name_en", "name_zh", "kind"], ["self", "Self-funded", "自费", "free"]],
    )

    with pytest.raises(CommandError, match="1 faults; nothing was written"):
        call_command("import_catalogue", path)

    assert "funding: Row 2, kind: Select a valid choice." in capsys.readouterr().err
    assert not Department.objects.exists()


def test_thousand_programmes_are_written_in_a_few_queries(load, row, django_assert_max_num_queries):
    many = [row | {"code": f"p{number}", "position": number} for number in range(1_000)]

    with django_assert_max_num_queries(60):
        load(*many)
    with django_assert_max_num_queries(20):
        assert "nothing to change" in load(*many)

    assert Programme.objects.count() == Programme.history.count() == 1_001


def test_import_says_what_is_no_table(tmp_path):
    path = tmp_path / "c.xlsx"
    path.write_bytes(b"no workbook")

    with pytest.raises(CommandError, match=r"no \.xlsx workbook"):
        call_command("import_catalogue", str(path))
    with pytest.raises(CommandError):
        call_command("import_catalogue", str(tmp_path / "nowhere.csv"))


def test_change_is_seen_at_once_by_whoever_fills_in(offering, row, load):
    application = ApplicationFactory(offering=offering, intake=offering.intake)
    kept.put_beside([application])

    load({**row, "code": offering.programme.code})

    kept.put_beside([application])
    assert application.offering.programme.name_en == "Marine Engineering"
