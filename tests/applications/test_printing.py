"""What stands in the papers, and how it is set."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from applications import papers
from applications.models import (
    Application,
    DocumentRequirement,
    EducationGap,
    EmploymentRecord,
    PaperKind,
)
from applications.printing import bilingual, notice, rows, sheet
from applications.printing.bilingual import Line, Lines
from applications.printing.form import form_facts
from applications.wizard import flow
from portal.models import SiteProfile
from portal.pdf import DocumentError
from tests.applications.paper_trail import admitted, submitted
from tests.factories.applications import ApplicationFactory, DocumentRequirementFactory

pytestmark = pytest.mark.django_db


def read(application, kind=PaperKind.FORM):
    """The facts of a paper."""
    application = Application.objects.with_answers().get(pk=application.pk)
    return papers.facts_of(application, kind, papers.due_since(application, kind))


def lines_in(facts):
    """Every fact of a form that stands in a row, by its field."""
    return {
        line["name"]: (line["label"], line["value"])
        for chapter in facts["chapters"]
        for part in chapter["parts"]
        for row in part.get("rows", ())
        for line in row["lines"]
    }


def html_of(application, kind=PaperKind.FORM, code=""):
    """A paper as a page."""
    fresh = Application.objects.with_answers().get(pk=application.pk)
    return sheet.as_html(kind, read(application, kind), fresh, code)


def line(label="Name", value="x", name="x"):
    return Line(name, (label, label), (value, value))


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_form_is_in_both_languages_whatever_the_reader_has(language):
    application = submitted(offering__programme__name_zh="水利工程")

    with translation.override(language):
        facts = read(application)

    assert facts["about"][0]["label"] == ("Programme", "专业")
    assert facts["about"][0]["value"] == (application.offering.programme.name_en, "水利工程")
    assert lines_in(facts)["nationality"][1] == ("Nigeria", "尼日利亚")
    assert translation.get_language() == "en"


def test_form_says_everything_the_steps_say():
    application = submitted()
    fresh = Application.objects.with_answers().get(pk=application.pk)
    said = {
        fact.value for step in flow.STEPS for group in step.answers(fresh) for fact in group.facts
    }
    dates = {value for value in said if value and value[-4:].isdigit() and " " in value}

    html = html_of(application)

    for value in said - dates - {""}:
        assert value.replace("'", "&#x27;").replace("\n", "") in html.replace("\n", "")


def test_form_writes_dates_in_figures():
    application = submitted()
    born = application.basic_information.date_of_birth

    assert lines_in(read(application))["date_of_birth"][1] == (f"{born}", f"{born}")


@pytest.mark.parametrize(
    ("english", "chinese", "said"),
    [
        ("14 May 2001", "2001年5月14日", ("2001-05-14", "2001-05-14")),
        ("Sep 2019", "2019年9月", ("2019-09", "2019-09")),
        ("Sep 2019", "2019.09", ("2019-09", "2019-09")),
        ("Female", "女", ("Female", "女")),
        ("IELTS", "IELTS", ("IELTS", "IELTS")),
    ],
)
def test_both_wordings_become_one(english, chinese, said):
    assert bilingual.said(english, chinese) == said


def test_joined_says_once_what_is_the_same_in_both():
    assert bilingual.joined([("Bachelor", "本科"), ("Law", "Law")], ", ", "，") == (
        "Bachelor, Law",
        "本科",
    )
    assert bilingual.joined([("Ibadan", "Ibadan"), ("", "")], ", ", "，") == ("Ibadan", "Ibadan")


def test_short_facts_stand_in_pairs_and_long_ones_alone():
    lines = [line(), line(), line(), line(value="v" * 60), line("l" * 60), line("l" * 60, "v" * 60)]

    (part,) = rows.laid_out([Lines(("", ""), lines)])

    assert [(row["shape"], len(row["lines"])) for row in part["rows"]] == [
        ("pair", 2),
        ("pair", 1),
        ("wide", 1),
        ("statement", 1),
        ("stack", 1),
    ]


def test_records_become_one_table_and_lose_nothing():
    application = submitted()
    EmploymentRecord.objects.create(
        application=application,
        employer="District Office",
        country="NG",
        start=date(2023, 8, 1),
        post="Assistant",
    )

    chapter = next(one for one in read(application)["chapters"] if one["number"] == 3)
    schools, work = chapter["parts"][:2]

    assert [column[0] for column in schools["columns"]] == [
        "From – to", "School", "Country", "Qualification",
    ]  # fmt: skip
    first = application.education.first()
    assert schools["records"][0]["cells"][0][0] == f"{first.start:%Y-%m} – {first.end:%Y-%m}"
    assert "qualification" in {one["name"] for one in schools["records"][0]["rest"]}
    assert work["records"][0]["cells"][0] == ("2023-08 – now", "至今")


def test_gaps_are_printed_with_their_explanation():
    application = submitted()
    EducationGap.objects.create(
        application=application,
        start=date(2018, 7, 1),
        end=date(2019, 8, 1),
        explanation="worked in my mother's pharmacy",
    )

    assert "worked in my mother&#x27;s pharmacy" in html_of(application)


def test_documents_name_their_files_and_what_was_not_sent():
    application = ApplicationFactory(complete=True)
    DocumentRequirementFactory(intake=application.intake, is_required=False, name_en="Portfolio")
    facts = form_facts(Application.objects.with_answers().get(pk=application.pk), None)

    chapter = next(one for one in facts["chapters"] if one["number"] == 6)

    assert chapter["title"] == ("Documents", "申请材料")
    names = [row["lines"][0]["label"][0] for row in chapter["parts"][0]["rows"]]
    assert names[-1] == "Portfolio"
    assert len(names) == DocumentRequirement.objects.filter(intake=application.intake).count()


def test_a_draft_says_that_it_is_one():
    application = ApplicationFactory(complete=True)
    facts = form_facts(Application.objects.with_answers().get(pk=application.pk), None)

    assert facts["sent_at"] == ""


def test_typed_words_are_never_markup():
    application = submitted()
    application.basic_information.native_name = "<script>alert(1)</script><img src=http://x/>"
    application.basic_information.save()

    html = html_of(application)

    assert "<script>" not in html
    assert "<img src=http" not in html


def test_form_reads_a_few_rows_however_many_records(django_assert_max_num_queries):
    application = submitted()
    SiteProfile.current()

    with django_assert_max_num_queries(12):
        read(application)


def test_notice_names_whom_and_what():
    application = admitted(
        offering__programme__name_zh="水利工程", offering__programme__years=Decimal("0.5")
    )

    facts = read(application, PaperKind.ADMISSION_NOTICE)

    assert facts["name"] == "OKONKWO ADAEZE NGOZI"
    assert facts["programme"][1] == "水利工程"
    assert facts["years"] == ("half a year", "半年")
    assert facts["taught"] == ("taught in English", "英文授课")
    compared = [one["name"] for pair in facts["lines"] for one in pair]
    assert compared[:4] == ["gender", "date_of_birth", "nationality", "passport_number"]


def test_notice_carries_its_code_and_where_to_check_it(settings):
    settings.SITE_URL = "https://apply.university.example"

    html = html_of(admitted(), PaperKind.ADMISSION_NOTICE, "8F3K20QD7XMA")

    assert "8F3K-20QD-7XMA" in html
    assert "apply.university.example/verify/" in html
    assert "var(--rx" not in html


def test_seal_is_read_in_columns_from_the_right():
    assert notice._stamp("嘉陵大学", "嘉陵") == [list("专学嘉"), list("用招陵"), list("章生大")]


def test_seal_of_fewer_signs_leaves_the_last_place_empty():
    assert notice._stamp("嘉陵大学", "嘉") == [list("用招嘉"), list("章生大"), list("\u3000专学")]


def test_a_photo_that_is_lost_is_not_left_out():
    application = submitted()
    application.photo.file.storage.delete(application.photo.file.name)

    with pytest.raises(DocumentError):
        html_of(application)
