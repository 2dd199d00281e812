from datetime import date

import pytest
from django.utils import timezone

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
GAP = "gap_2018_07_2019_11"


def with_gap(ended=date(2018, 6, 1)):
    """High school until summer 2018, university from December 2019."""
    early = school(**month(date(2015, 9, 1), "start"), **month(ended, "end"))
    late = university(**month(date(2019, 12, 1), "start"), **month(date(2022, 7, 1), "end"))
    return education(early, late)


def advised(application, posted):
    """What the step finds worth a second look, by the id of the place."""
    filled = flow.find(SLUG).fill(as_typed(SLUG, posted), ApplicationPaper(application))
    return {one.anchor: one.sentence for one in filled.advice}


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
    year = timezone.localdate().year

    found = judge(SLUG, education(university(), school()))

    assert found["education"] == (
        f"The oldest comes first: “Queen's College, Lagos” began in Sep {year - 11}, before "
        f"“University of Ibadan” in Sep {year - 8}. Press “Put in order”, or correct the months."
    )


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


def test_gap_is_worth_a_word_and_blocks_nobody(application, judge):
    posted = with_gap()

    said = {GAP: "I cared for my grandmother."}

    assert judge(SLUG, posted) == judge(SLUG, {**posted, **said}) == {}
    assert advised(application, posted) == {
        f"id_{GAP}": "Without a word about it the office will ask."
    }
    assert advised(application, {**posted, **said}) == {}


def test_gap_is_named_between_its_records(application):
    typed = as_typed(SLUG, with_gap())
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
    ("said", "note"), [("", "Without a word about it the office will ask."), ("Army.", "")]
)
def test_gap_is_read_with_its_explanation(application, said, note):
    step = flow.find(SLUG)
    typed = as_typed(SLUG, {**with_gap(), GAP: said})

    group = step.preview(step.fill(typed, ApplicationPaper(application)))[-1]

    assert (group.facts[0].value, group.facts[0].note) == (said, note)


def test_explanation_outlives_its_gap(application):
    said = {GAP: "I cared for my grandmother.", "gap_x": "no"}
    save(application, SLUG, {**with_gap(), **said})
    save(application, SLUG, {**education(), **said})
    save(application, SLUG, education())  # the gap was closed, so its page did not ask

    saved = save(application, SLUG, with_gap())

    assert saved.filled.form[GAP].value() == "I cared for my grandmother."
    assert "gap_x" not in saved.draft.data["fields"]


def test_explanation_goes_along_when_the_months_are_corrected(application):
    corrected = {**with_gap(ended=date(2018, 5, 1)), GAP: "I cared for my grandmother."}
    saved = save(application, SLUG, corrected)

    (gap,) = saved.filled.form.gaps
    assert gap.name == "gap_2018_06_2019_11"
    assert [one.explanation for one in application.education_gaps.all()] == [
        "I cared for my grandmother."
    ]


def test_explanation_that_was_taken_back_stays_away(application):
    save(application, SLUG, {**with_gap(), GAP: "Army."})

    saved = save(application, SLUG, {**with_gap(ended=date(2018, 5, 1)), "gap_2018_06_2019_11": ""})

    assert saved.filled.form["gap_2018_06_2019_11"].value() == ""


def test_nobody_went_to_school_before_birth(application, judge):
    save(application, "basic-information", basic_information())
    born = timezone.localdate().year - 25

    found = judge(SLUG, education(school(start_year=str(born - 1))))

    assert found["id_education-0-start_year"] == (
        f"This is before your date of birth, May {born}. Check the year."
    )


def test_what_is_only_unlikely_is_worth_a_word(application):
    save(application, "basic-information", basic_information())
    born = timezone.localdate().year - 25
    early = school(**month(date(born + 3, 9, 1), "start"), **month(date(born + 12, 6, 1), "end"))

    found = advised(application, education(early, university()))

    assert found["id_education-0-start_year"].startswith("You would have been under 4")
    assert found["id_education-0-end_year"].startswith("You would have left high school")


def test_full_time_work_beside_study_is_worth_a_word(application, judge):
    beside = {name: value for name, value in university().items() if name.startswith("start")}
    posted = {**education(no_employment=""), **in_rows("employment", [job(**beside)])}

    assert judge(SLUG, posted) == {}
    assert advised(application, posted) == {
        "id_employment-0-start_year": "At the same time as “University of Ibadan”. "
        "Say under Duties if it was part-time."
    }


def test_two_schools_at_once_are_worth_a_word(application):
    found = advised(application, education(school(), university(), university()))

    assert found == {
        "id_education-2-start_year": "At the same time as “University of Ibadan”. Were you at both?"
    }


def test_mark_fits_its_scale(judge):
    def said(**changes):
        return judge(SLUG, education(school(), university(**changes)))

    assert said(gpa="3.7", gpa_scale="4") == said(gpa="871", gpa_scale="other") == {}
    assert said(gpa="3.7") == {"id_education-1-gpa_scale": "Choose one."}
    assert said(gpa="4.1", gpa_scale="4") == {
        "id_education-1-gpa": "No mark on this scale is above 4."
    }


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
    from applications.wizard.steps.education_times import RANK

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
