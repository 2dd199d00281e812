from datetime import date, timedelta

import pytest
from django.utils import timezone

from applications.wizard import flow
from applications.wizard.flow import ApplicationPaper
from portal import times
from tests.factories.applications import AdmissionTypeFactory, ApplicationFactory
from tests.factories.typed import as_typed, basic_information, day, month

pytestmark = pytest.mark.django_db
SLUG = "basic-information"


def test_form_accepts_a_whole_answer(judge):
    assert judge(SLUG, basic_information()) == {}


def test_form_names_everything_compulsory(judge):
    assert set(judge(SLUG, {})) == {
        "id_passport_surname",
        "id_passport_given_names",
        "id_nationality",
        "id_passport_number",
        "id_passport_type",
        "id_passport_expiry_date_year",
        "id_gender_0",
        "id_date_of_birth_year",
        "id_birth_country",
        "id_birth_place",
        "id_native_language",
        "id_marital_status",
        "id_highest_education",
        "id_occupation",
        "id_employer_or_school",
        "id_in_china_now_0",
        "id_been_in_china_0",
    }


def test_photo_belongs_to_the_step(judge):
    without = ApplicationFactory()

    assert judge(SLUG, basic_information(), of=without) == {"id_photo": "No photo yet."}


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        (
            "passport_given_names",
            "ОЛЬГА",
            "Use Latin letters only, as in the passport; “О” is not one of them.",
        ),
        ("chinese_name", "Ada", "Write the Chinese name in Chinese characters only."),
        ("chinese_name", "王", "A Chinese name has at least two characters."),
        (
            "passport_number",
            "A12",
            "A passport number has 5 to 20 letters A to Z and digits, without other signs.",
        ),
        ("nationality", "CN", "Choose one from the list."),
        ("nationality", "TW", "Choose one from the list."),
        ("native_language", "xx", "Choose one from the list."),
        ("other_nationality", "NG", "This is the nationality you named above."),
        ("no_surname", "on", "Leave the surname empty, or take the tick away below."),
    ],
)
def test_form_says_what_is_wrong(judge, name, value, sentence):
    found = judge(SLUG, basic_information(**{name: value}))

    assert list(found.values()) == [sentence]


def test_form_takes_letters_with_marks_and_passports_without_surname(judge):
    posted = basic_information(
        passport_surname="", no_surname="on", passport_given_names="Nguyễn Þór O'Brien-Łuk"
    )

    assert judge(SLUG, posted) == {}


def test_birth_in_the_future_is_a_slip_of_the_year(judge):
    born = timezone.localdate() + timedelta(days=400)

    found = judge(SLUG, basic_information(**day(born, "date_of_birth")))

    assert found == {
        "id_date_of_birth_year": "This date of birth lies in the future. Check the year."
    }


def test_child_is_told_its_age(judge):
    born = timezone.localdate() - timedelta(days=9 * 365)

    found = judge(SLUG, basic_information(**day(born, "date_of_birth")))

    assert found["id_date_of_birth_year"] == (
        "You would be 9 years old when the studies begin. Check the year."
    )


def test_expired_passport_is_refused(judge):
    yesterday = timezone.localdate() - timedelta(days=1)

    found = judge(SLUG, basic_information(**day(yesterday, "passport_expiry_date")))

    assert "Renew it" in found["id_passport_expiry_date_year"]


def test_passport_that_ends_soon_is_worth_a_word_only(application):
    soon = timezone.localdate() + timedelta(days=30)
    posted = basic_information(**day(soon, "passport_expiry_date"))

    filled = flow.BASIC.fill(as_typed(SLUG, posted), ApplicationPaper(application))

    assert filled.is_accepted
    until = times.day(times.months_later(application.intake.starts_on, 6))
    note = filled.form.notes["passport_expiry_date"]
    assert f"For the visa it should last until {until}." in note  # the same day as in step 6


def test_date_of_issue_lies_before_today_and_before_the_end(judge):
    today = timezone.localdate()
    tomorrow, end = today + timedelta(days=1), today + timedelta(days=9)
    short = day(end, "passport_expiry_date")

    late = judge(SLUG, basic_information(**day(tomorrow, "passport_issue_date")))
    twisted = judge(SLUG, basic_information(**day(end, "passport_issue_date"), **short))

    assert "lies in the future" in late["id_passport_issue_date_year"]
    assert set(twisted) == {"id_passport_issue_date_year"}


def test_other_passports_are_worth_a_word_only(application):
    posted = basic_information(passport_type="diplomatic")

    filled = flow.BASIC.fill(as_typed(SLUG, posted), ApplicationPaper(application))

    assert filled.is_accepted
    assert set(filled.form.notes) == {"passport_type"}


def test_second_nationality_of_china_contradicts_itself(judge):
    found = judge(SLUG, basic_information(other_nationality="CN", chinese_origin="no"))

    assert found == {"id_chinese_origin": "You named China as your other nationality."}


@pytest.mark.parametrize(
    ("left", "sentence"),
    [
        (date(2019, 1, 1), "This is before the month you came."),
        (date(2090, 1, 1), "This month lies in the future."),
    ],
)
def test_time_in_china_is_over(judge, left, sentence):
    posted = basic_information(
        been_in_china="True",
        been_where="Chongqing University",
        **month(date(2020, 1, 1), "been_from"),
        **month(left, "been_to"),
    )

    assert judge(SLUG, posted) == {"id_been_to_year": sentence}


def test_answers_that_follow_are_asked_for(judge):
    found = judge(SLUG, basic_information(in_china_now="True", been_in_china="True"))

    assert set(found) == {
        "id_visa_type",
        "id_visa_expiry_year",
        "id_china_address",
        "id_been_where",
        "id_been_from_year",
        "id_been_to_year",
    }


def test_bachelor_must_say_about_chinese_nationality(judge):
    bachelor = ApplicationFactory(intake__admission_type=AdmissionTypeFactory(code="B"))

    found = judge(SLUG, basic_information(chinese_origin=""), of=bachelor)

    assert found["id_chinese_origin"] == "Choose one."


def test_answers_are_cleaned(application):
    posted = basic_information(
        passport_number=" ａ 0123-4567 ", birth_place="  Port   Harcourt ", native_name="e\u0301"
    )

    filled = flow.BASIC.fill(as_typed(SLUG, posted), ApplicationPaper(application))

    assert filled.is_accepted
    assert filled.form.cleaned_data["passport_number"] == "A01234567"
    assert filled.form.cleaned_data["birth_place"] == "Port Harcourt"
    assert filled.form.cleaned_data["native_name"] == "é"


@pytest.mark.parametrize("sign", ["\x07", "\u202e"])
def test_hidden_signs_are_refused(judge, sign):
    found = judge(SLUG, basic_information(birth_place=f"La{sign}gos"))

    assert found == {
        "id_birth_place": "This text contains a hidden sign. Type it again instead of copying it."
    }
