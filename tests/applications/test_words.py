"""Names and times put together for a page."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.template import Context

from accounts.models import User
from applications.models import AdmissionType, FundingCategory, Intake, Offering, Programme
from applications.templatetags import applications as words

BEIJING = ZoneInfo("Asia/Shanghai")


def offering(programme="Hydraulic Engineering", kind="Master", starts_on=date(2027, 9, 6)):
    return Offering(
        programme=Programme(name_en=programme),
        intake=Intake(
            admission_type=AdmissionType(name_en=kind),
            funding_category=FundingCategory(name_en="Self-funded"),
            starts_on=starts_on,
        ),
    )


def test_applied_for_names_programme_and_type():
    assert words.applied_for(offering()) == "Hydraulic Engineering, Master"


def test_applied_for_puts_no_brackets_within_brackets():
    assert (
        words.applied_for(offering("汉语进修（一学期）", "语言生")) == "汉语进修（一学期），语言生"
    )


@pytest.mark.parametrize(
    ("starts_on", "season"), [(date(2027, 9, 6), "Autumn 2027"), (date(2027, 3, 1), "Spring 2027")]
)
def test_season_is_told_by_the_month_studies_begin(starts_on, season):
    intake = offering(starts_on=starts_on).intake

    assert words.season(intake) == season
    assert words.round_of(intake) == f"Self-funded, {season.lower()}"


@pytest.mark.parametrize(
    ("length", "said"),
    [("0.5", "half a year"), ("1.0", "1 year"), ("1.5", "1.5 years"), ("4.0", "4 years")],
)
def test_years_are_said_as_people_say_them(length, said):
    assert words.years(Decimal(length)) == said


@pytest.mark.parametrize(
    ("zone", "today", "said"),
    [
        ("Africa/Lagos", 1, "15 March 2027, 23:59 Beijing time (16:59 in Lagos), 14 days left"),
        ("", 1, "15 March 2027, 23:59 Beijing time, 14 days left"),
        ("Africa/Lagos", 16, "15 March 2027, 23:59 Beijing time"),
    ],
)
def test_deadline_is_said_in_both_times_while_it_lasts(zone, today, said):
    closes_at = datetime(2027, 3, 15, 23, 59, tzinfo=BEIJING)

    with time_machine.travel(datetime(2027, 3, today, 12, tzinfo=BEIJING), tick=False):
        assert words.deadline(Context({"user": User(time_zone=zone)}), closes_at) == said
