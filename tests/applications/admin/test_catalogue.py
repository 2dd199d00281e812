"""The catalogue in the admin: every page opens, is bounded, and names no application."""

import pytest
from django.contrib import admin
from django.urls import reverse

from accounts.models import User
from applications.models import Guidelines, Intake, Offering, Programme
from applications.status import Status
from portal.models import SiteProfile
from tests.factories.applications import (
    DocumentRequirementFactory,
    GuidelinesFactory,
    IntakeFactory,
    OfferingFactory,
    ProgrammeFactory,
    ResearchAreaFactory,
)

pytestmark = pytest.mark.django_db
OURS = ("applications", "payments", "accounts", "notifications", "portal")
REGISTERED = sorted(
    f"{model._meta.app_label}_{model._meta.model_name}"
    for model in admin.site._registry
    if model._meta.app_label in OURS
)
CATALOGUE = [name for name in REGISTERED if name.startswith("applications_")]


def at(name, page="changelist", *arguments):
    return reverse(f"admin:{name}_{page}", args=arguments)


@pytest.mark.parametrize("name", REGISTERED)
def test_every_list_opens(client, administrator, name):
    OfferingFactory()
    GuidelinesFactory()

    assert client.get(at(name), follow=True).status_code == 200


@pytest.mark.parametrize("name", [name for name in CATALOGUE if name != "applications_application"])
def test_every_empty_form_opens(client, administrator, name):
    assert client.get(at(name, "add")).status_code == 200


def test_landing_page_opens_for_every_role(client, sign_in):
    for role in ("officer", "department_reader", "finance", "administrator"):
        sign_in(role)
        assert client.get(reverse("admin:index")).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_intake_asks_the_database_the_same_however_many_rows(
    client, administrator, django_assert_num_queries, rows
):
    intake = IntakeFactory()
    OfferingFactory.create_batch(rows, intake=intake)
    DocumentRequirementFactory.create_batch(rows, intake=intake)
    client.get(at("applications_intake", "change", intake.pk))

    with django_assert_num_queries(19):
        client.get(at("applications_intake", "change", intake.pk))


@pytest.mark.parametrize("rows", [1, 3])
def test_programmes_ask_the_database_the_same_however_many_rows(
    client, administrator, django_assert_num_queries, rows
):
    ProgrammeFactory.create_batch(rows)
    client.get(at("applications_programme"))

    # Person, two for permissions, two for the filters, two counts, rows.
    with django_assert_num_queries(9):
        client.get(at("applications_programme"))


def edited(client, intake, **changes):
    """Post the form of an intake as it was shown, with changes."""
    form = client.get(at("applications_intake", "change", intake.pk)).context["adminform"].form
    data = {}
    for bound in form:
        value = bound.value()
        for number, widget in enumerate(getattr(bound.field.widget, "widgets", [])):
            part = bound.field.widget.decompress(value)[number]
            data[f"{bound.name}_{number}"] = widget.format_value(part)
        if bound.value() is not None:
            data.setdefault(bound.name, value)
    for prefix in ("offerings", "document_requirements"):
        data |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    return client.post(at("applications_intake", "change", intake.pk), {**data, **changes})


def test_fee_is_typed_in_yuan_and_kept_in_fen(client, administrator):
    intake = IntakeFactory(fee_fen=80_000)
    page = client.get(at("applications_intake", "change", intake.pk)).content.decode()
    assert 'value="800.00"' in page

    edited(client, intake, fee_fen="650.50")

    intake.refresh_from_db()
    assert intake.fee_fen == 65_050


@pytest.mark.parametrize("typed", ["-1", "1.234", "much", ""])
def test_fee_that_is_no_amount_is_refused(client, administrator, typed):
    intake = IntakeFactory(fee_fen=80_000)

    page = edited(client, intake, fee_fen=typed)

    intake.refresh_from_db()
    assert page.status_code == 200
    assert "fee_fen" in page.context["adminform"].form.errors
    assert intake.fee_fen == 80_000


def test_edits_of_an_intake_are_kept_with_who_made_them(client, administrator):
    intake = IntakeFactory()

    edited(client, intake, name_en="Spring 2028")

    newest = intake.history.first()
    assert (newest.name_en, newest.history_user) == ("Spring 2028", administrator)
    page = client.get(at("applications_intake", "history", intake.pk)).content.decode()
    assert "Spring 2028" in page


@pytest.mark.parametrize("status", [Status.DRAFT, Status.SUBMITTED, Status.QUEUED])
def test_intake_with_applications_stays_and_names_none(client, administrator, applied, status):
    application = applied(status)
    intake = application.intake

    answer = client.post(at("applications_intake", "delete", intake.pk), {"post": "yes"})

    assert answer.status_code == 403
    assert application.reference not in answer.content.decode()
    assert Intake.objects.filter(pk=intake.pk).exists()
    page = client.get(at("applications_intake", "change", intake.pk)).content.decode()
    assert "offerings-0-DELETE" not in page


def test_unused_intake_can_be_deleted(client, administrator):
    intake = OfferingFactory().intake

    client.post(at("applications_intake", "delete", intake.pk), {"post": "yes"})

    assert not Intake.objects.exists()
    assert not Offering.objects.exists()


def test_programme_that_is_offered_stays_and_names_no_application(client, administrator, applied):
    application = applied(Status.SUBMITTED)
    programme = application.offering.programme

    page = client.post(at("applications_programme", "delete", programme.pk), {"post": "yes"})

    assert application.reference not in page.content.decode()
    assert Programme.objects.filter(pk=programme.pk).exists()


def test_guidelines_somebody_agreed_to_stay_as_they_are(client, administrator, applied):
    guidelines = GuidelinesFactory()
    applied(guidelines=guidelines)
    url = at("applications_guidelines", "change", guidelines.pk)

    assert client.post(url, {"version": 1, "text_en": "x", "text_zh": "x"}).status_code == 403
    assert client.get(at("applications_guidelines", "add")).context["adminform"].form.initial == {
        "version": guidelines.version + 1
    }
    assert Guidelines.objects.get().text_en == guidelines.text_en


def test_only_staff_can_read_for_a_department(client, administrator, sign_in):
    applicant = sign_in(None)
    client.force_login(administrator)

    form = client.get(at("applications_departmentreader", "add")).context["adminform"].form

    assert set(form.fields["user"].queryset) == set(User.objects.exclude(pk=applicant.pk))


def test_programme_with_research_areas_opens(client, administrator):
    area = ResearchAreaFactory()

    page = client.get(at("applications_programme", "change", area.programme_id)).content.decode()

    assert area.name_en in page


@pytest.mark.parametrize("name", [name for name in CATALOGUE if name != "applications_application"])
def test_catalogue_is_edited_by_administrators_only(client, sign_in, name):
    OfferingFactory()
    for role in ("officer", "department_reader", "finance"):
        sign_in(role)
        assert client.get(at(name, "add")).status_code == 403
        assert client.post(at(name, "add"), {"code": "x"}).status_code == 403


def test_the_university_has_one_row(client, administrator):
    answer = client.get(at("portal_siteprofile"))

    assert answer["Location"] == at("portal_siteprofile", "change", 1)
    assert SiteProfile.objects.count() == 1
    assert client.get(at("portal_siteprofile", "add")).status_code == 403
    assert client.post(at("portal_siteprofile", "delete", 1), {"post": "yes"}).status_code == 403
    assert client.get(answer["Location"]).status_code == 200


def test_the_university_is_not_for_officers(client, officer):
    assert client.get(at("portal_siteprofile")).status_code == 403


def test_optional_questions_are_set_in_a_table(client, administrator):
    intake = IntakeFactory(questions={"native_name": {"hint_en": "In Arabic letters."}})
    page = client.get(at("applications_intake", "change", intake.pk)).content.decode()
    assert 'name="questions-native_name-en" value="In Arabic letters."' in page
    assert 'name="questions-passport_number-asked"' not in page

    edited(client, intake, **{
        "questions-religion-asked": "required",
        "questions-housing_wanted-asked": "off",  # as usual, so nothing to keep
        "questions-native_name-en": " As on  your birth certificate. ",
        "questions-native_name-zh": "与出生证明一致。",
    })  # fmt: skip

    intake.refresh_from_db()
    assert intake.questions == {
        "religion": {"asked": "required"},
        "native_name": {
            "hint_en": "As on your birth certificate.", "hint_zh": "与出生证明一致。",
        },
    }  # fmt: skip
    assert intake.history.count() >= 2


def test_other_edits_of_an_intake_keep_its_questions(client, administrator):
    intake = IntakeFactory(questions={"religion": {"asked": "required"}})

    edited(client, intake, fee_fen="650.50")

    intake.refresh_from_db()
    assert intake.questions == {"religion": {"asked": "required"}}


def test_hint_is_a_sentence_and_no_novel(client, administrator):
    intake = IntakeFactory()

    answer = edited(client, intake, **{"questions-religion-en": "x" * 201})

    assert "A hint has at most 200 letters." in answer.content.decode()
