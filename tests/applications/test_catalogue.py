"""The public catalogue: what it lists, finds and says."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils.timezone import localtime

from tests.factories.accounts import UserFactory
from tests.factories.applications import (
    AdmissionTypeFactory,
    ApplicationFactory,
    DocumentRequirementFactory,
    IntakeFactory,
    OfferingFactory,
    ProgrammeFactory,
    ResearchAreaFactory,
)

pytestmark = pytest.mark.django_db
URL = "/programmes/"
# Who asks, what is open, an application in these intakes, the unread count.
QUERIES = 4


def names(response):
    return [row.offering.programme.name_en for row in response.context["rows"]]


@pytest.mark.parametrize("rows", [1, 3])
def test_programmes_asks_the_same_number_of_questions_for_any_number_of_rows(
    client, rows, django_assert_num_queries
):
    client.force_login(UserFactory())
    for _ in range(rows):
        offering = OfferingFactory()
        ResearchAreaFactory.create_batch(2, programme=offering.programme)
        DocumentRequirementFactory.create_batch(2, intake=offering.intake)
    client.get(URL)  # what is found is kept for a minute

    with django_assert_num_queries(QUERIES):
        response = client.get(URL)

    assert len(response.context["rows"]) == rows


def test_programmes_say_how_many_each_value_would_find(client):
    english = OfferingFactory.create_batch(2, programme__teaching_language="en")
    OfferingFactory(programme__teaching_language="zh")
    department = english[0].programme.department

    page = client.get(URL, {"department": department.code}).content.decode()

    assert f'<option value="{department.code}" selected>{department.name} (1)</option>' in page
    assert f"{english[1].programme.department.name} (1)" in page  # instead of the chosen one
    assert '<option value="en">English (1)</option>' in page  # beside the chosen one
    assert '<option value="zh">Chinese (0)</option>' in page


def test_programmes_answer_htmx_with_search_and_results_alone(client):
    OfferingFactory(programme__name_en="Open Now")

    part = client.get(URL, headers={"HX-Request": "true"})
    back = client.get(URL, headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})

    assert part.content.decode().lstrip().startswith('<div id="finder">')
    assert names(part) == ["Open Now"]
    assert "<html" in back.content.decode()
    assert "HX-Request" in part["Vary"]


def test_programmes_answer_everybody_in_their_language(client):
    OfferingFactory(programme__name_en="Open Now", programme__name_zh="现在开放")

    for language, name in (("en", "Open Now"), ("zh-hans", "现在开放")):
        for asked in ({}, {"HX-Request": "true"}):
            page = client.get(URL, headers={"Accept-Language": language, **asked})
            assert f": {name}</span>" in page.content.decode()


def test_programmes_keep_no_row_under_another_reader(client):
    application = ApplicationFactory()
    client.get(URL)
    client.force_login(application.applicant)
    assert application.reference in client.get(URL).content.decode()

    client.force_login(UserFactory())

    assert application.reference not in client.get(URL).content.decode()


def test_programmes_language_button_keeps_what_is_typed(client):
    department = OfferingFactory(programme__teaching_language="en").programme.department
    typed = {"department": department.code, "area": "water & dams", "language": "en", "major": ""}
    button = re.search(r'formmethod="post" formaction="([^"]+)"', client.get(URL).content.decode())

    page = client.post(unescape(button[1]), typed, follow=True)

    assert page.request["QUERY_STRING"] == (
        f"department={department.code}&area=water+%26+dams&language=en"
    )
    assert 'value="water &amp; dams"' in page.content.decode()
    assert page.headers["Content-Language"] == "zh-hans"


def test_programmes_of_an_intake_that_has_just_closed_are_gone_at_once(client):
    offering = OfferingFactory()
    client.get(URL)
    type(offering.intake).objects.update(closes_at=offering.intake.opens_at + timedelta(days=1))

    assert names(client.get(URL)) == []


def test_programmes_lists_only_what_has_an_open_intake(client):
    OfferingFactory(programme__name_en="Open Now")
    OfferingFactory(programme__name_en="Gone", intake__closed=True)
    OfferingFactory(programme__name_en="Not Yet", intake__upcoming=True)

    assert names(client.get(URL)) == ["Open Now"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("department", lambda offering: offering.programme.department.code),
        ("major", lambda offering: offering.programme.major.code),
        ("language", lambda offering: "zh"),
        ("funding", lambda offering: offering.intake.funding_category.code),
        ("type", lambda offering: offering.intake.admission_type.code),
        ("area", lambda offering: "water"),
        ("area", lambda offering: "水处理"),
        ("area", lambda offering: "wanted one"),
    ],
)
def test_programmes_finds_by(client, name, value):
    wanted = OfferingFactory(programme__name_en="The Wanted One", programme__teaching_language="zh")
    ResearchAreaFactory(programme=wanted.programme, name_en="Water treatment", name_zh="水处理")
    OfferingFactory(programme__teaching_language="en")

    response = client.get(URL, {name: value(wanted)})

    assert names(response) == ["The Wanted One"]


def test_programmes_combines_conditions_and_says_them(client):
    wanted = OfferingFactory(programme__teaching_language="en")
    ResearchAreaFactory(programme=wanted.programme, name_en="Water treatment")
    OfferingFactory(programme__teaching_language="en")

    response = client.get(URL, {"area": "water", "language": "en"})

    assert len(response.context["rows"]) == 1
    assert "1 programme" in response.content.decode()
    assert (
        "with “water” in the name or a research area, taught in English."
        in response.content.decode()
    )


def test_programmes_counts_a_programme_once_though_two_intakes_offer_it(client):
    programme = ProgrammeFactory()
    OfferingFactory.create_batch(2, programme=programme)

    response = client.get(URL)

    assert (response.context["count"], len(response.context["rows"])) == (1, 2)
    assert "1 programme</b>, 2 ways to apply" in response.content.decode()


def test_programmes_names_what_to_give_up_where_nothing_fits(client):
    offering = OfferingFactory(programme__teaching_language="en")
    code = offering.programme.department.code

    response = client.get(URL, {"area": "alchemy", "department": code})

    assert "No programme fits" in response.content.decode()
    assert "Find without: Research area</a>" not in response.content.decode()
    assert "Find without: Research area (1)" in response.content.decode()
    assert f'href="?department={code}"' in response.content.decode()


def test_programmes_says_beside_the_field_what_it_does_not_know(client):
    OfferingFactory()

    response = client.get(URL, {"department": "no-such", "area": "x" * 81, "page": "many"})

    assert set(response.context["search"].errors) == {"department", "area"}
    assert len(response.context["rows"]) == 1


def test_programmes_are_paged_and_keep_the_search(client):
    OfferingFactory.create_batch(21, intake=IntakeFactory(), programme__teaching_language="en")

    first = client.get(URL, {"language": "en"})
    second = client.get(URL, {"language": "en", "page": "2"})

    assert (len(first.context["rows"]), len(second.context["rows"])) == (20, 1)
    assert "language=en&amp;page=2" in first.content.decode()


def test_programmes_says_who_may_apply_fee_documents_guide_and_both_times(client):
    client.force_login(UserFactory(time_zone="Africa/Lagos"))
    offering = OfferingFactory(
        intake__admission_type=AdmissionTypeFactory(code="D"),
        intake__oldest_age=40,
        intake__fee_fen=80_000,
        intake__guide_en="One place each.",
    )
    DocumentRequirementFactory(intake=offering.intake, name_en="Transcript of grades")

    page = client.get(URL).content.decode()

    assert "Citizens of other countries than China, with an ordinary passport." in page
    assert "Completed before the studies begin, at least: Master" in page
    assert "Usual age limit: 40" in page
    assert "Application fee ¥800.00" in page
    assert "You will upload 1 document" in page
    assert "Transcript of grades" in page
    assert "One place each." in page
    assert "in Lagos" in page


@pytest.mark.parametrize("url", ["/", URL])
def test_deadlines_are_left_to_the_browsers_clock_where_no_time_zone_is_known(client, url):
    offering = OfferingFactory()
    left = f'data-instant="{localtime(offering.intake.closes_at).isoformat()}"'

    assert left in client.get(url).content.decode()
    client.force_login(UserFactory(time_zone="Asia/Shanghai"))
    assert left not in client.get(URL).content.decode()


def test_apply_leads_a_stranger_to_sign_in_and_back(client):
    offering = OfferingFactory()

    page = client.get(URL).content.decode()

    assert f"?next=/applications/new/%3Foffering%3D{offering.pk}" in page
    assert f'action="{reverse("applications:apply", args=[offering.pk])}"' not in page


def test_apply_is_a_button_for_who_is_signed_in(client):
    client.force_login(UserFactory())
    offering = OfferingFactory()

    page = client.get(URL).content.decode()

    assert f'action="{reverse("applications:apply", args=[offering.pk])}"' in page


def test_apply_gives_way_to_the_application_one_already_has(client):
    application = ApplicationFactory()
    client.force_login(application.applicant)

    page = client.get(URL).content.decode()

    assert application.reference in page
    assert reverse("applications:apply", args=[application.offering_id]) not in page


def test_home_lists_open_intakes_by_closing_date_and_what_opens_next(
    client, django_assert_num_queries
):
    later, sooner = IntakeFactory(), IntakeFactory(closes_soon=True, fee_fen=0)
    IntakeFactory(closed=True, funding_category__name_en="Long Gone")
    IntakeFactory(upcoming=True, funding_category__name_en="Coming Up")

    page = client.get("/").content.decode()

    assert page.index(f"funding={sooner.funding_category.code}") < page.index(
        f"funding={later.funding_category.code}"
    )
    assert "12 days left" in page
    assert "No fee" in page
    assert "Coming Up" in page
    assert "Long Gone" not in page


def test_home_says_when_nothing_is_open(client):
    assert "No intake is open at present." in client.get("/").content.decode()
