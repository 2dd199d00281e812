from datetime import date, timedelta

import pytest
from django.utils import timezone

from applications.wizard.steps.study_plan import words_in
from tests.factories.applications import (
    AdmissionTypeFactory,
    ApplicationFactory,
    OfferingFactory,
    ResearchAreaFactory,
)
from tests.factories.typed import day, month, study_plan

pytestmark = pytest.mark.django_db
SLUG = "study-plan"


def of_type(code, language="en"):
    offering = OfferingFactory(
        intake__admission_type=AdmissionTypeFactory(code=code),
        programme__teaching_language=language,
    )
    return ApplicationFactory(intake=offering.intake, offering=offering)


def test_form_accepts_a_whole_answer(judge):
    assert judge(SLUG, study_plan()) == {}


def test_period_has_to_run_forward(judge):
    found = judge(SLUG, study_plan(**month(date(2020, 1, 1), "study_end")))

    assert found == {"id_study_end_year": "The end must come after the beginning."}


@pytest.mark.parametrize(("code", "least"), [("B", 200), ("V", 500), ("M", 800), ("D", 800)])
def test_plan_has_a_least_length_by_admission_type(judge, code, least):
    application = of_type(code)

    short = judge(SLUG, study_plan(study_plan="word " * (least - 1)), of=application)
    enough = judge(SLUG, study_plan(study_plan="水" * least), of=application)

    assert short["id_study_plan"] == (
        f"Your plan has {least - 1} words; at least {least} are needed."
    )
    assert "id_study_plan" not in enough


def test_plan_may_be_missing_for_language_students(judge):
    assert judge(SLUG, study_plan(study_plan=""), of=of_type("L")) == {}


def test_research_area_is_one_of_the_programme(judge):
    application = of_type("M")
    area = ResearchAreaFactory(programme=application.offering.programme)

    other = judge(SLUG, study_plan(research_area="Astrology"), of=application)
    known = judge(SLUG, study_plan(research_area=area.name_en), of=application)

    assert set(other) == {"id_research_area"}
    assert known == {}


def test_taught_in_english_asks_for_a_test_or_a_reason(judge):
    neither = judge(SLUG, study_plan(english_test="", english_score="", english_date_year=""))
    exempt = study_plan(english_test="", english_exemption="native", english_score="")

    assert "id_english_test" in neither
    assert judge(SLUG, exempt) == {}


def test_taught_in_chinese_asks_for_hsk(judge):
    application = of_type("L", language="zh")

    missing = judge(SLUG, study_plan(hsk_level="", english_test=""), of=application)
    bare = judge(SLUG, study_plan(hsk_level="4", english_test=""), of=application)

    assert set(missing) == {"id_hsk_level"}
    assert set(bare) == {"id_hsk_score", "id_hsk_date_year"}


@pytest.mark.parametrize(
    ("test", "score", "is_one"),
    [
        ("ielts", "6.5", True),
        ("ielts", "6.3", False),
        ("ielts", "9.5", False),
        ("duolingo", "105", True),
        ("duolingo", "107", False),
        ("toeic", "990", True),
    ],
)
def test_scores_fit_the_scale_of_the_test(judge, test, score, is_one):
    found = judge(SLUG, study_plan(english_test=test, english_score=score))

    assert ("id_english_score" not in found) is is_one


def test_scale_of_toefl_depends_on_the_day(judge):
    before = day(date(2026, 1, 20), "english_date")
    since = day(date(2026, 1, 21), "english_date")

    assert judge(SLUG, study_plan(english_test="toefl", english_score="95", **before)) == {}
    assert judge(SLUG, study_plan(english_test="toefl", english_score="5.5", **since)) == {}
    assert judge(SLUG, study_plan(english_test="toefl", english_score="95", **since)) != {}


def test_test_of_tomorrow_was_not_taken(judge):
    tomorrow = day(timezone.localdate() + timedelta(days=1), "english_date")

    assert set(judge(SLUG, study_plan(**tomorrow))) == {"id_english_date_year"}


def test_hskk_needs_its_score(judge):
    assert set(judge(SLUG, study_plan(hskk_level="primary"))) == {"id_hskk_score"}
    assert set(judge(SLUG, study_plan(hskk_level="primary", hskk_score="101"))) == {"id_hskk_score"}


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("I can't wait.", 3),
        ("well-known rivers", 2),
        ("我想学习水利", 6),
        ("我想学 hydrology 2027", 5),
        ("— … !", 0),
    ],
)
def test_words_are_counted_in_both_scripts(text, length):
    assert words_in(text) == length
