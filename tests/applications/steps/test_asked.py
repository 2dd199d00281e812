"""What an intake asks beside the compulsory questions, as its office sets it."""

from collections import Counter

import pytest
from django.utils import translation

from applications import lifecycle
from applications.models import AdmissionType, FundingKind, StudyPlan
from applications.status import Status
from applications.wizard import flow
from applications.wizard.flow import ApplicationPaper
from applications.wizard.forms import configurable, names_of
from tests.applications.pages import address, text
from tests.factories.applications import AdmissionTypeFactory, ApplicationFactory
from tests.factories.typed import as_typed, save, study_plan

pytestmark = pytest.mark.django_db


def form_of(application, slug="study-plan"):
    """The questions of a step, as this applicant is asked them."""
    return flow.find(slug).fill(as_typed(slug, {}), ApplicationPaper(application)).form


def applying(kind, funding=FundingKind.SELF, **questions):
    """A draft of this admission type and funding, in an intake that wants this."""
    return ApplicationFactory(
        intake__admission_type=AdmissionType.objects.filter(code=kind).first()
        or AdmissionTypeFactory(code=kind),
        intake__funding_category__kind=funding,
        intake__questions=questions,
    )


def test_no_two_questions_have_the_same_name():
    names = Counter(name for step in flow.STEPS for name in names_of(step.form_class.parts))

    assert [name for name, times in names.items() if times > 1] == []


def test_every_question_of_a_table_is_asked_somewhere():
    for step in flow.STEPS:
        if step.kept_as:
            columns = {one.name for one in step.form_class.Meta.model._meta.get_fields()}
            asked = set(names_of(step.form_class.parts))

            assert columns - asked - {"id", "application", "declared_at"} == set()


@pytest.mark.parametrize(
    ("kind", "funding", "asked", "not_asked"),
    [
        ("M", "self", {"supervisor_name", "research_area", "publications"}, {"csca_number"}),
        ("B", "self", {"csca_mathematics", "chinese_preparatory"}, {"supervisor_name"}),
        ("X", "self", {"home_university", "wanted_courses"}, {"agency_number", "awards"}),
        ("L", "self", {"chinese_learned_where", "recommended_by"}, {"home_university"}),
        ("M", "scholarship", {"awards", "other_scholarships"}, {"agency_number"}),
        ("D", "national", {"agency_number", "csc_number", "social_posts"}, {"csca_number"}),
    ],
)
def test_everybody_is_asked_what_concerns_them(kind, funding, asked, not_asked):
    fields = form_of(applying(kind, funding)).fields.keys()

    assert asked <= fields
    assert not not_asked & fields


def test_exchange_students_name_their_university_and_scholars_their_numbers(judge):
    exchange = judge("study-plan", {}, of=applying("X"))
    scholar = judge("study-plan", {}, of=applying("D", FundingKind.NATIONAL))

    assert {"id_home_university", "id_nominated", "id_home_coordinator_email"} <= exchange.keys()
    assert {"id_agency_number", "id_csc_number"} <= scholar.keys()


def test_off_by_default_is_switched_on_by_the_office():
    assert "housing_wanted" not in form_of(applying("M")).fields
    assert "housing_wanted" in form_of(applying("M", housing_wanted={"asked": "optional"})).fields


def test_optional_becomes_compulsory_or_is_not_asked(judge):
    strict = applying("M", religion={"asked": "required"}, native_name={"asked": "off"})

    found = judge("basic-information", {}, of=strict)

    assert found["id_religion"] == "Choose one."
    assert "native_name" not in form_of(strict, "basic-information").fields


@pytest.mark.parametrize("name", ["passport_number", "no_surname", "visa_type", "study_plan"])
def test_what_the_form_decides_is_not_for_the_office_to_switch_off(name):
    application = applying("M", **{name: {"asked": "off"}})
    slug = "study-plan" if name == "study_plan" else "basic-information"

    assert name in form_of(application, slug).fields


@pytest.mark.parametrize(
    ("language", "said"), [("en", "As on your birth certificate."), ("zh-hans", "与出生证明一致。")]
)
def test_hint_of_the_office_is_read_in_the_readers_language(language, said):
    hint = {"hint_en": "As on your birth certificate.", "hint_zh": "与出生证明一致。"}

    with translation.override(language):
        form = form_of(applying("M", former_names={}, native_name=hint), "basic-information")

    assert form["native_name"].help_text == said


def test_change_reaches_drafts_at_once_and_names_what_is_new(client):
    application = ApplicationFactory(complete=True)
    application.intake.questions = {"religion": {"asked": "required"}}
    application.intake.save()
    client.force_login(application.applicant)

    page = text(client.get(address(application, "pre-review")))

    assert f'href="{address(application, "basic-information")}#id_religion"' in page
    assert flow.first_incomplete(application) is flow.BASIC


def test_change_does_not_reach_what_was_submitted(client):
    application = ApplicationFactory(complete=True)
    lifecycle.submit(application, by=application.applicant)
    application.intake.questions = {
        "former_names": {"asked": "off"}, "religion": {"asked": "required"},
    }  # fmt: skip
    application.intake.save()
    type(application).objects.update(
        status=Status.RETURNED, fee_settled_at=application.submitted_at, fee_basis="paid"
    )
    application.refresh_from_db()

    form = form_of(application, "basic-information")

    assert "former_names" in form.fields
    assert not form.fields["religion"].required


def test_answer_to_a_question_that_is_not_asked_waits_in_the_draft():
    application = applying("M")
    save(application, "study-plan", study_plan(supervisor_name="Prof. Li"))
    application.intake.questions = {"supervisor_name": {"asked": "off"}}
    application.intake.save()
    save(application, "study-plan", study_plan(hsk_level="none"))
    assert StudyPlan.objects.get().supervisor_name == ""

    application.intake.questions = {}
    application.intake.save()

    assert form_of_draft(application)["supervisor_name"].value() == "Prof. Li"


def form_of_draft(application):
    fresh = type(application).objects.get(pk=application.pk)
    return ApplicationPaper(fresh).filled(flow.find("study-plan")).form


def test_study_period_and_money_follow_from_the_intake():
    application = applying("M")
    application.intake.funding_category.source = "2"

    form = form_of(application)

    starts = application.intake.starts_on
    assert form["study_start"].value() == starts.replace(day=1).isoformat()
    assert form["study_end"].value()[:4] in (str(starts.year + 2), str(starts.year + 3))
    assert form["funding_source"].value() == "2"


def test_some_questions_of_every_step_are_the_offices():
    configured = {step.slug: configurable(step.form_class) for step in flow.STEPS}

    assert {slug for slug, names in configured.items() if names} == {
        "basic-information", "study-plan", "additional-information", "contact-information",
    }  # fmt: skip
