from datetime import date

import pytest

from applications.models.choices import EducationLevel
from applications.wizard import flow, rail
from applications.wizard.flow import ApplicationPaper
from applications.wizard.stretches import Stretch, gaps_between
from tests.factories.applications import AdmissionTypeFactory, ApplicationFactory
from tests.factories.typed import (
    as_typed,
    basic_information,
    education,
    in_rows,
    month,
    save,
    school,
    university,
)

pytestmark = pytest.mark.django_db
SLUG = "education-employment"


def job(**changes):
    return {
        "employer": "River Authority",
        "country": "NG",
        "post": "Engineer",
        **month(date(2022, 9, 1), "start"),
        **changes,
    }


def test_form_accepts_two_records(judge):
    assert judge(SLUG, education()) == {}


def test_two_records_are_needed(judge):
    found = judge(SLUG, education(school()))

    assert found == {"education": "Two complete records are needed, from high school on."}


def test_blank_records_are_none(judge):
    posted = {**education(), "education-2-institution": "", "education-2-level": ""}

    assert judge(SLUG, posted) == {}


def test_records_stand_in_order(judge):
    found = judge(SLUG, education(university(), school()))

    assert found["education"] == "Put the records in order, the oldest first."


@pytest.mark.parametrize(
    ("changes", "place", "sentence"),
    [
        ({"field": ""}, "field", "Write your main subject, for example Civil Engineering."),
        (
            {"qualification": ""},
            "qualification",
            "Write what you obtained, for example Bachelor of Science.",
        ),
        (month(date(2001, 1, 1), "end"), "end_year", "This is before the month you began."),
        (
            month(date(2090, 1, 1), "end"),
            "end_year",
            "This month lies in the future. If you will graduate then, choose “Expected to graduate”.",
        ),
        (
            month(date(2090, 1, 1), "start"),
            "start_year",
            "This month lies in the future. Check the year.",
        ),
        ({"end_month": ""}, "end_year", "Still missing: the month."),
    ],
)
def test_record_says_what_is_wrong(judge, changes, place, sentence):
    found = judge(SLUG, education(school(), university(**changes)))

    assert found[f"id_education-1-{place}"] == sentence


def test_work_or_the_word_that_there_was_none(judge):
    neither = judge(SLUG, education(no_employment=""))
    both = judge(SLUG, {**education(), **in_rows("employment", [job()])})
    work = judge(SLUG, {**education(no_employment=""), **in_rows("employment", [job()])})

    assert set(neither) == {"id_no_employment"}
    assert set(both) == {"id_no_employment"}
    assert work == {}


@pytest.mark.parametrize(
    "changes", [month(date(2090, 1, 1), "start"), month(date(2001, 1, 1), "end")]
)
def test_months_of_work_are_in_order(judge, changes):
    posted = {**education(no_employment=""), **in_rows("employment", [job(**changes)])}

    assert len(judge(SLUG, posted)) == 1


def test_gap_has_to_be_explained(application, judge):
    late = university(**month(date(2019, 12, 1), "start"), **month(date(2022, 7, 1), "end"))
    early = school(**month(date(2015, 9, 1), "start"), **month(date(2018, 6, 1), "end"))
    posted = education(early, late)

    unexplained = judge(SLUG, posted)
    explained = judge(SLUG, {**posted, "gap_2018_07": "I cared for my grandmother."})

    assert unexplained == {"id_gap_2018_07": "Say in a few words what you did then."}
    assert explained == {}


def test_gap_is_named_between_its_records(application):
    late = university(**month(date(2019, 12, 1), "start"), **month(date(2022, 7, 1), "end"))
    early = school(**month(date(2015, 9, 1), "start"), **month(date(2018, 6, 1), "end"))
    typed = as_typed(SLUG, education(early, late))
    filled = flow.find(SLUG).fill(typed, ApplicationPaper(application))
    filled.hide_missing()

    entries = rail.rails(filled)[0].entries

    assert [entry.title for entry in entries] == [
        "Senior secondary (high school)",
        "17 months are missing: July 2018 to November 2019",
        "Bachelor",
    ]
    assert [entry.is_open for entry in (entries[0], entries[2])] == [False, False]


@pytest.mark.parametrize(
    ("said", "note"), [("", "Say in a few words what you did then."), ("Army.", "")]
)
def test_gap_is_read_with_its_explanation(application, said, note):
    late = university(**month(date(2019, 12, 1), "start"), **month(date(2022, 7, 1), "end"))
    early = school(**month(date(2015, 9, 1), "start"), **month(date(2018, 6, 1), "end"))
    step = flow.find(SLUG)
    typed = as_typed(SLUG, education(early, late, gap_2018_07=said))

    group = step.preview(step.fill(typed, ApplicationPaper(application)))[-1]

    assert (group.facts[0].value, group.facts[0].note) == (said, note)


def test_explanation_outlives_its_gap(application):
    posted = {**education(), "gap_2018_07": "I cared for my grandmother.", "gap_x": "no"}

    typed = as_typed(SLUG, posted)

    assert typed["fields"]["gap_2018_07"] == ["I cared for my grandmother."]
    assert "gap_x" not in typed["fields"]


@pytest.mark.parametrize(
    ("code", "is_enough"), [("B", True), ("M", True), ("D", False), ("L", True)]
)
def test_level_has_to_be_enough_for_the_programme(judge, code, is_enough):
    application = ApplicationFactory(intake__admission_type=AdmissionTypeFactory(code=code))

    found = judge(SLUG, education(), of=application)

    assert ("education" not in found) is is_enough


def test_highest_education_has_to_be_recorded(application, judge):
    save(application, "basic-information", basic_information(highest_education="master"))

    found = judge(SLUG, education())

    assert found == {
        "education": "In step 1 you named “Master” as completed, but no record here says so."
    }


def test_every_level_has_a_rank():
    from applications.wizard.steps.education import RANK

    assert set(RANK) == set(EducationLevel)


def stretch(first, last):
    return Stretch(date(*first, 1), date(*last, 1))


@pytest.mark.parametrize(
    ("stretches", "gaps"),
    [
        ([], []),
        ([stretch((2015, 9), (2018, 6)), stretch((2018, 10), (2022, 7))], []),
        (
            [stretch((2015, 9), (2018, 6)), stretch((2018, 11), (2022, 7))],
            [stretch((2018, 7), (2018, 10))],
        ),
        # A long one covers what begins and ends within it.
        (
            [
                stretch((2010, 1), (2020, 12)),
                stretch((2011, 1), (2011, 2)),
                stretch((2021, 1), (2022, 1)),
            ],
            [],
        ),
    ],
)
def test_gaps_between_records(stretches, gaps):
    assert gaps_between(stretches) == gaps


def test_stretch_knows_its_months():
    assert stretch((2018, 12), (2019, 1)).months == 2
    assert str(stretch((2018, 12), (2018, 12))) == "December 2018"
