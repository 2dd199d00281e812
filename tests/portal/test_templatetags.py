"""Money, days and times in both languages, and the small tags of the base components."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
import time_machine
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from portal import times

DEADLINE = datetime(2027, 3, 15, 15, 59, tzinfo=UTC)  # 23:59 in Beijing
LAGOS = SimpleNamespace(time_zone="Africa/Lagos")


def rendered(source, language="en", **context):
    with translation.override(language):
        return Template("{% load ruxue %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("fen", "text"),
    [(80000, "¥800.00"), (1, "¥0.01"), (123456789, "¥1,234,567.89"), (-5, "-¥0.05"), (None, "")],
)
def test_yuan_writes_fen_as_money(fen, text):
    assert rendered("{{ fen|yuan }}", fen=fen) == text


@pytest.mark.parametrize(
    ("source", "english", "chinese"),
    [
        (
            "{{ at|beijing }}",
            "15 March 2027, 23:59 Beijing time",
            "2027年3月15日 23:59（北京时间）",
        ),
        ("{{ at|instant }}", "15 March 2027, 23:59", "2027年3月15日 23:59"),
        ("{{ at|instant_short }}", "15 Mar 2027, 23:59", "2027年3月15日 23:59"),
        ("{{ at|instant_brief }}", "15 Mar, 23:59", "3月15日 23:59"),
        ("{{ at|day }}", "15 March 2027", "2027年3月15日"),
        ("{{ at|day_short }}", "15 Mar 2027", "2027年3月15日"),
        ("{{ at|day_and_month }}", "15 March", "3月15日"),
        ("{{ at|month }}", "Mar 2027", "2027.03"),
        ("{{ at|clock }}", "23:59", "23:59"),
        ("{{ at|own_time:user }}", "16:59 in Lagos", "拉各斯当地时间 16:59"),
    ],
)
def test_times_are_written_in_both_languages(source, english, chinese):
    assert rendered(source, at=DEADLINE, user=LAGOS) == english
    assert rendered(source, "zh-hans", at=DEADLINE, user=LAGOS) == chinese


@pytest.mark.parametrize(
    "name",
    [
        "beijing",
        "instant",
        "instant_short",
        "instant_brief",
        "day",
        "day_short",
        "day_and_month",
        "month",
        "clock",
        "days_left",
        "own_time:user",
    ],
)
def test_times_of_nothing_are_empty(name):
    assert rendered("{{ at|" + name + " }}", at=None, user=LAGOS) == ""


def test_day_of_a_date_is_the_date_itself():
    assert rendered("{{ on|day }}", on=date(2027, 3, 1)) == "1 March 2027"


def test_day_of_an_instant_is_the_day_in_beijing():
    assert times.day(datetime(2027, 2, 28, 16, 0, tzinfo=UTC)) == "1 March 2027"


def test_own_time_names_the_day_where_it_is_another():
    assert times.own_time(DEADLINE, "Pacific/Auckland") == "16 March, 04:59 in Auckland"


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Asia/Singapore", "", "No/Where", "../etc"])
def test_own_time_is_empty_where_it_says_nothing_new(zone):
    assert times.own_time(DEADLINE, zone) == ""


def test_own_time_of_a_stranger_is_empty():
    assert rendered("{{ at|own_time:user }}", at=DEADLINE, user=SimpleNamespace()) == ""


def test_city_is_the_last_part_of_the_zone_in_words():
    assert times.city("America/New_York", "en") == "New York"
    assert times.city("America/New_York", "zh-hans") == "纽约"


@pytest.mark.parametrize(
    ("now", "words", "is_soon"),
    [
        (datetime(2027, 2, 1, 4, 0, tzinfo=UTC), "42 days left", "False"),
        (datetime(2027, 2, 14, 4, 0, tzinfo=UTC), "29 days left", "True"),
        (datetime(2027, 3, 14, 15, 59, tzinfo=UTC), "1 day left", "True"),
        (datetime(2027, 3, 14, 16, 0, tzinfo=UTC), "last day today", "True"),
        (datetime(2027, 3, 15, 16, 0, tzinfo=UTC), "", "False"),
    ],
)
def test_days_left_counts_days_in_beijing(now, words, is_soon):
    with time_machine.travel(now, tick=False):
        assert rendered("{{ at|days_left }}", at=DEADLINE) == words
        assert rendered("{{ at|is_soon }}", at=DEADLINE) == is_soon


def test_icon_points_into_the_sprite():
    html = rendered('{% icon "check" %}')

    assert 'aria-hidden="true"' in html
    assert html.endswith('icons.svg#check"/></svg>') or ".svg#check" in html
    assert "style=" not in html


@pytest.mark.parametrize(
    ("full_name", "user_name", "letters"),
    [("Adaeze Okonkwo", "x", "AO"), ("", "adaeze.okonkwo", "AO"), ("", "zhou", "Z")],
)
def test_initials_come_from_the_name_or_the_user_name(full_name, user_name, letters):
    user = SimpleNamespace(get_full_name=lambda: full_name, get_username=lambda: user_name)

    assert rendered("{{ user|initials }}", user=user) == letters


def test_steps_summary_reads_mappings_and_objects():
    steps = [
        {"number": 1, "state": "complete", "current": False},
        SimpleNamespace(number=2, state="started", current=True),
    ]

    html = rendered(
        "{% steps_summary steps as s %}{{ s.current }} {{ s.total }} {{ s.complete }}", steps=steps
    )

    assert html == "2 2 1"


@pytest.mark.parametrize(
    ("view", "said", "area"),
    [
        ("applications:mine", {}, "applications"),
        ("notifications:inbox", {}, "notices"),
        ("applications:step", {}, ""),
        ("applications:step", {"area": "applications"}, "applications"),
    ],
)
def test_area_follows_the_view_unless_the_view_says(view, said, area):
    request = RequestFactory().get("/")
    request.resolver_match = SimpleNamespace(view_name=view)

    assert rendered("{% area as a %}{{ a }}", request=request, **said) == area
