"""From the guidelines to a draft."""

import pytest
from django.urls import reverse

from applications.models import Application
from portal.times import own_time
from tests.factories.accounts import UserFactory
from tests.factories.applications import (
    ApplicationFactory,
    GuidelinesFactory,
    IntakeFactory,
    OfferingFactory,
)

pytestmark = pytest.mark.django_db
NEW, FUNDING, TYPE, PROGRAMME = (
    f"/applications/new/{page}" for page in ("", "funding/", "type/", "programme/")
)


@pytest.fixture
def applicant(client):
    person = UserFactory()
    client.force_login(person)
    return person


@pytest.fixture
def guidelines():
    return GuidelinesFactory()


@pytest.fixture
def agreed(client, applicant, guidelines):
    """The applicant, who has agreed to the guidelines in force."""
    client.post(NEW, {"version": guidelines.version})
    return applicant


def apply_to(offering):
    return reverse("applications:apply", args=[offering.pk])


def choices(offering):
    intake = offering.intake
    return f"funding={intake.funding_category.code}&type={intake.admission_type.code}"


@pytest.mark.parametrize("page", [NEW, FUNDING, TYPE, PROGRAMME])
def test_every_page_asks_to_sign_in(client, page):
    assert client.get(page).url == f"{reverse('account_login')}?next={page}"


@pytest.mark.parametrize("page", [FUNDING, TYPE, PROGRAMME])
def test_every_page_asks_to_agree_first_and_keeps_the_choices(client, applicant, guidelines, page):
    assert client.get(f"{page}?funding=self&type=B").url == f"{NEW}?funding=self&type=B"


def test_guidelines_agreed_to_lead_to_the_first_open_choice(client, applicant, guidelines):
    offering = OfferingFactory()
    version = {"version": guidelines.version}

    assert guidelines.text_en in client.get(NEW).content.decode()
    assert client.post(NEW, version).url == FUNDING
    assert client.post(f"{NEW}?{choices(offering)}", version).url == (
        f"{PROGRAMME}?{choices(offering)}"
    )


def test_guidelines_that_changed_meanwhile_are_read_again(client, applicant, guidelines):
    GuidelinesFactory(version=guidelines.version + 1, text_en="A newer text.")

    page = client.post(NEW, {"version": guidelines.version}).content.decode()

    assert "The guidelines have changed" in page
    assert "A newer text." in page
    assert client.get(FUNDING).url == NEW


def test_a_site_without_guidelines_can_be_applied_to(client, applicant):
    assert client.post(NEW, {"version": "0"}).url == FUNDING
    assert client.get(FUNDING).status_code == 200


def test_funding_offers_only_what_has_an_open_intake(client, agreed):
    OfferingFactory(intake__funding_category__name_en="Open Scholarship")
    OfferingFactory(intake__funding_category__name_en="Closed", intake__closed=True)
    IntakeFactory(funding_category__name_en="Without Programmes")

    found = client.get(FUNDING).context["choices"]

    assert [category.name_en for category in found] == ["Open Scholarship"]


def test_next_without_a_choice_says_so(client, agreed):
    offering = OfferingFactory()
    funding = offering.intake.funding_category.code

    for url in (f"{FUNDING}?next=1", f"{TYPE}?funding={funding}&next=1"):
        page = client.get(url)

        assert page.status_code == 200
        assert "Choose one of these to go on." in page.content.decode()


def test_choices_lead_on_and_stay_when_going_back(client, agreed):
    offering = OfferingFactory()
    funding = offering.intake.funding_category.code
    kind = offering.intake.admission_type.code

    onwards = client.get(f"{FUNDING}?funding={funding}&next=1").url
    assert onwards == f"{TYPE}?funding={funding}"
    onwards = client.get(f"{onwards}&type={kind}&next=1").url
    assert onwards == f"{PROGRAMME}?{choices(offering)}"

    back = client.get(f"{FUNDING}?{choices(offering)}").content.decode()
    assert f'value="{funding}" checked' in back
    assert f'<input type="hidden" name="type" value="{kind}">' in back


@pytest.mark.parametrize("query", ["", "funding=nothing", "funding={funding}&type=nothing"])
def test_programme_goes_back_to_what_is_not_chosen(client, agreed, query):
    funding = OfferingFactory().intake.funding_category.code

    answer = client.get(f"{PROGRAMME}?{query.format(funding=funding)}")

    assert answer.url == (f"{TYPE}?funding={funding}" if "type" in query else FUNDING)


def test_type_says_until_when_on_the_applicants_clock_too(client, agreed):
    type(agreed).objects.update(time_zone="Africa/Lagos")
    intake = OfferingFactory().intake

    page = client.get(f"{TYPE}?funding={intake.funding_category.code}").content.decode()

    assert own_time(intake.closes_at, "Africa/Lagos") in page


def test_type_goes_back_to_what_is_not_chosen(client, agreed):
    assert client.get(f"{TYPE}?funding=nothing").url == FUNDING


def test_programme_lists_only_the_chosen_intake(client, agreed):
    offering = OfferingFactory()
    OfferingFactory()

    response = client.get(f"{PROGRAMME}?{choices(offering)}")

    assert [row.offering for row in response.context["rows"]] == [offering]
    assert "department" in response.context["search"].fields
    assert "funding" not in response.context["search"].fields


def test_programme_clears_the_search_but_not_the_choices(client, agreed):
    offering = OfferingFactory()

    page = client.get(f"{PROGRAMME}?{choices(offering)}&area=engineering").content.decode()

    assert f'href="{PROGRAMME}?{choices(offering).replace("&", "&amp;")}"' in page


def test_apply_begins_a_draft_with_the_guidelines_agreed_to(client, agreed, guidelines):
    offering = OfferingFactory()

    answer = client.post(apply_to(offering))

    application = Application.objects.get()
    assert (application.applicant, application.offering) == (agreed, offering)
    assert application.guidelines == guidelines
    assert answer.url == reverse("applications:step", args=[application.key, "basic-information"])


def test_apply_twice_makes_one_and_leads_to_the_same(client, agreed):
    offering = OfferingFactory()

    first, second = client.post(apply_to(offering)), client.post(apply_to(offering))

    assert Application.objects.count() == 1
    assert first.url == second.url


def test_apply_for_another_programme_of_the_intake_names_the_first(client, agreed):
    first = ApplicationFactory(applicant=agreed)
    other = OfferingFactory(intake=first.intake)

    page = client.post(apply_to(other), follow=True).content.decode()

    assert Application.objects.count() == 1
    assert "You already have an application in this intake" in page
    assert f'<a href="{first.get_absolute_url()}">{first.reference}</a>' in page


@pytest.mark.parametrize(
    ("trait", "sentence"),
    [("closed", "takes no applications any more"), ("upcoming", "takes no applications yet")],
)
def test_apply_is_refused_while_the_intake_is_not_open(client, agreed, trait, sentence):
    offering = OfferingFactory(**{f"intake__{trait}": True})

    page = client.post(apply_to(offering), follow=True).content.decode()

    assert sentence in page
    assert not Application.objects.exists()


def test_apply_without_having_agreed_asks_and_then_begins(client, applicant, guidelines):
    offering = OfferingFactory()

    asked = client.post(apply_to(offering))
    assert asked.url == f"{NEW}?offering={offering.pk}"
    assert offering.programme.name_en in client.get(asked.url).content.decode()
    client.post(asked.url, {"version": guidelines.version})

    assert Application.objects.get().offering == offering


def test_apply_knows_no_other_offering(client, agreed):
    assert client.post("/applications/new/apply/999/").status_code == 404
    assert client.get(f"{NEW}?offering=999").status_code == 200
    assert client.get(f"{NEW}?offering=x").status_code == 200


def test_apply_is_not_done_by_a_link(client, agreed):
    assert client.get(apply_to(OfferingFactory())).status_code == 405
