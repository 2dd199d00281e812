"""What is said to wrong answers: precise, kind, and never in the words of the framework."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from applications.wizard import flow
from applications.wizard.flow import ApplicationPaper
from portal import times
from tests.factories.typed import (
    as_typed,
    basic_information,
    contact_information,
    day,
    education,
    month,
    school,
    study_plan,
    university,
)

pytestmark = pytest.mark.django_db
NEXT_YEAR = timezone.localdate() + timedelta(days=400)
BEFORE_BIRTH = "This is before your date of birth. Check the year."


@pytest.mark.parametrize(
    ("typed", "place", "sentence"),
    [
        (
            {"passport_surname": "A" * 300},
            "passport_surname",
            "This is 300 letters long; 60 fit here. Shorten it.",
        ),
        (
            {"passport_given_names": "AN\u200fNA"},
            "passport_given_names",
            "This text contains a hidden sign. Type it again instead of copying it.",
        ),
        (day(date(1990, 1, 1), "passport_issue_date"), "passport_issue_date_year", BEFORE_BIRTH),
        (
            {
                "been_in_china": "True",
                "been_where": "Peking University",
                **month(NEXT_YEAR, "been_from"),
                **month(NEXT_YEAR + timedelta(days=100), "been_to"),
            },
            "been_from_year",
            "This month lies in the future.",
        ),
    ],
)
def test_basic_information_says_what_cannot_be(judge, typed, place, sentence):
    assert judge("basic-information", basic_information(**typed))[f"id_{place}"] == sentence


@pytest.mark.parametrize("year", [1, 1899, 2546, 9999])
def test_years_far_away_are_slips(judge, year):
    passport = day(date(year, 1, 1), "passport_expiry_date")
    passport["passport_expiry_date_year"] = f"{year:04}"
    said = judge("basic-information", basic_information(**passport))

    assert said == {"id_passport_expiry_date_year": f"Check the year: {year}."}


@pytest.mark.parametrize("name", ["AN\u200bNA", "AN\u00adNA", "\ufeffANNA"])
def test_names_are_read_without_what_nobody_sees(judge, name):
    assert judge("basic-information", basic_information(passport_given_names=name)) == {}


def test_chinese_name_is_read_without_the_space_some_put_into_it(judge):
    assert judge("basic-information", basic_information(chinese_name="王 小明")) == {}


@pytest.mark.parametrize(
    ("score", "sentence"),
    [
        ("seven", "Write a number, for example 7.5."),
        ("7.123456", "This number has too many digits. Round it."),
        ("-1", "Write 0 or more."),
        ("7.3", "This test gives scores from 0 to 9 in steps of 0.5."),
    ],
)
def test_scores_are_explained(judge, score, sentence):
    said = judge("study-plan", study_plan(english_score=score))

    assert said["id_english_score"] == sentence


def test_what_is_unwise_is_said_and_stops_nobody(application):
    last_year = timezone.localdate() - timedelta(days=300)
    visa = {"visa_type": "X1", "china_address": "Chongqing", **day(last_year, "visa_expiry")}
    paper = ApplicationPaper(application)
    typed = {
        "basic-information": basic_information(in_china_now="True", **visa),
        "study-plan": study_plan(**month(last_year, "study_start")),
    }

    said = [
        advice.sentence
        for slug, posted in typed.items()
        for advice in flow.find(slug).fill(as_typed(slug, posted), paper).advice
    ]

    assert said == [
        f"It ended on {times.day(last_year)}. Write the permit you hold now.",
        f"The studies of this intake begin in {times.month(application.intake.starts_on)}.",
        "This is longer than the programme takes.",
    ]


def test_half_of_the_world_writes_a_comma_before_the_fraction(judge):
    assert judge("study-plan", study_plan(english_score="7,5")) == {}
    marked = education(school(), university(gpa="３,5", gpa_scale="4"))
    assert judge("education-employment", marked) == {}


def test_number_is_typed_as_text_because_browsers_drop_what_is_none(judge, client, application):
    client.force_login(application.applicant)

    page = client.get(f"{application.get_absolute_url()}study-plan/").content.decode()

    assert 'type="number"' not in page
    assert 'inputmode="decimal"' in page


@pytest.mark.parametrize(
    ("changes", "place", "sentence"),
    [
        ({"gpa": "-3", "gpa_scale": "4"}, "gpa", "Write 0 or more."),
        (
            month(timezone.localdate() - timedelta(days=9000), "award_date"),
            "award_date_year",
            "The award lies before the month you began there.",
        ),
        (
            month(NEXT_YEAR, "award_date"),
            "award_date_year",
            "This month lies in the future. Check the year.",
        ),
    ],
)
def test_records_of_schools_say_what_cannot_be(judge, changes, place, sentence):
    said = judge("education-employment", education(school(), university(**changes)))

    assert said == {f"id_education-1-{place}": sentence}


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("0803 123 4567", "Start with + and the country code, for example +234 803 000 0000."),
        ("+234 80", "This number is too short for the country code +234."),
        ("+234 803 123 4567 8901 23", "This number is too long for the country code +234."),
        (
            "+1 555 555 5555",
            "There is no such number with the country code +1. Check the digits.",
        ),
    ],
)
def test_telephone_numbers_are_explained(judge, number, sentence):
    assert judge("contact-information", contact_information(phone=number)) == {"id_phone": sentence}


def test_house_numbers_are_printed_and_little_pictures_are_not(judge):
    assert judge("contact-information", contact_information(home_street="Calle 5 Nº 12, 2ª")) == {}
    said = judge("contact-information", contact_information(home_street="5 😀 street"))
    assert set(said) == {"id_home_street"}


def test_browser_cuts_nothing_that_is_pasted(client, application):
    client.force_login(application.applicant)

    page = client.get(f"{application.get_absolute_url()}contact-information/").content.decode()

    assert 'name="home_street"' in page
    assert 'maxlength="160"' not in page
