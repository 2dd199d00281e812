"""Saving a step: what is kept, what reaches the typed tables, and who is refused."""

from datetime import timedelta

import pytest
from django.utils import timezone

from applications import lifecycle
from applications.editing import Locked
from applications.models import (
    BasicInformation,
    ContactInformation,
    Declaration,
    EducationGap,
    EducationRecord,
    FamilyMember,
    RevisionItem,
    RevisionRequest,
    StepDraft,
)
from applications.status import Status
from applications.wizard import conflict, drafts, flow, summary
from applications.wizard.bar import step_bar
from applications.wizard.flow import ApplicationPaper
from tests.factories.accounts import UserFactory
from tests.factories.applications import ApplicationFactory, DocumentRequirementFactory
from tests.factories.typed import (
    ALL,
    additional_information,
    as_query,
    as_typed,
    basic_information,
    contact_information,
    declaration,
    education,
    keep_document,
    keep_photo,
    mother,
    save,
    school,
    university,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def application():
    application = ApplicationFactory()
    keep_photo(application)
    return application


def test_gaps_are_kept_as_they_are(application):
    save(application, "basic-information", {"passport_surname": " okonkwo ", "gender": ""})

    draft = application.drafts.get()
    assert draft.data["fields"] == {"passport_surname": [" okonkwo "], "gender": [""]}
    assert (draft.version, draft.is_complete) == (1, False)
    assert not BasicInformation.objects.exists()


def test_half_a_date_survives(application):
    save(application, "basic-information", {"date_of_birth_year": "2001"})

    filled = ApplicationPaper(application).filled(flow.BASIC)

    assert 'name="date_of_birth_year" id="id_date_of_birth_year" value="2001"' in str(
        filled.form["date_of_birth"]
    )


def test_unknown_names_are_dropped(application):
    save(application, "basic-information", {
        "passport_surname": "OKONKWO", "status": "admitted", "applicant": "1", "fee_settled_at": "1",
        "education-0-level": "senior", "csrfmiddlewaretoken": "x", "id": "7",
    })  # fmt: skip

    assert application.drafts.get().data == {
        "fields": {"passport_surname": ["OKONKWO"]},
        "rows": {},
    }


def test_sign_zero_is_left_out():
    typed = as_typed("basic-information", {"birth_place": "La\x00gos"})

    assert typed["fields"]["birth_place"] == ["Lagos"]


def test_rows_are_read_by_their_numbers():
    typed = flow.find("additional-information").read(as_query({
        "family-7-name": "Second", "family-2-name": "First", "family-٣-name": "x",
        "family-9999-name": "x", "family-x-name": "x", "family-2-owner": "x", "family-2": "x",
    }))  # fmt: skip

    assert typed["rows"] == {"family": [{"name": ["First"]}, {"name": ["Second"]}]}


def test_rows_are_no_more_than_there_may_be():
    posted = {f"family-{number}-name": "Somebody" for number in range(50)}

    assert len(as_typed("additional-information", posted)["rows"]["family"]) == 20


def test_accepted_answers_are_written_in_the_same_save(application):
    saved = save(application, "basic-information", basic_information())

    kept = application.basic_information
    assert saved.draft.is_complete
    assert (kept.passport_name, kept.nationality.code) == ("OKONKWO ADAEZE NGOZI", "NG")


def test_records_are_written_in_place_of_the_earlier_ones(application):
    late = {"end_year": "2020", "start_year": "2019", "start_month": "1"}
    save(application, "education-employment", {
        **education(school(end_year="2016", start_year="2012"), university(**late)),
        "gap_2016_07_2018_12": "Army.",
    })  # fmt: skip
    assert [gap.explanation for gap in EducationGap.objects.all()] == ["Army."]

    save(application, "education-employment", education())

    records = EducationRecord.objects.values_list("level", flat=True)
    assert list(records) == ["senior", "bachelor"]
    assert not EducationGap.objects.exists()


def test_accepted_answers_stay_while_the_draft_is_incomplete(application):
    save(application, "contact-information", contact_information())
    save(application, "contact-information", contact_information(home_city=""))

    assert ContactInformation.objects.get().home_city == "Lagos"
    assert application.drafts.get().is_complete is False


def test_questions_no_longer_asked_are_emptied(application):
    save(application, "contact-information", contact_information(wechat="ada"))
    save(application, "contact-information", contact_information(wechat=""))

    assert ContactInformation.objects.get().wechat == ""


def test_same_save_twice_changes_nothing(application):
    save(application, "contact-information", contact_information())
    again = save(application, "contact-information", contact_information(), version=0)

    assert again.draft.version == 1


def test_older_window_is_noticed_and_nothing_is_lost(application):
    save(application, "contact-information", contact_information(home_city="Lagos"))
    save(application, "contact-information", contact_information(home_city="Abuja"))

    with pytest.raises(drafts.Conflict) as found:
        save(application, "contact-information", contact_information(home_city="Kano"), version=1)

    assert found.value.typed["fields"]["home_city"] == ["Kano"]
    assert found.value.saved.data["fields"]["home_city"] == ["Abuja"]
    assert application.drafts.get().data["fields"]["home_city"] == ["Abuja"]


def test_differences_are_told_by_question(application):
    step = flow.find("additional-information")
    save(application, step.slug, additional_information(emergency_name="Ada"))
    typed = as_typed(step.slug, additional_information(mother(), mother(name="Uche Okonkwo")))
    paper = ApplicationPaper(application)

    found = conflict.differences(step, typed, paper.draft(step), paper)

    assert [(one.name, one.typed, one.saved) for one in found] == [
        ("family", "2 records: mother, mother", "1 record: mother"),
        ("emergency_name", "Ngozi Okonkwo", "Ada"),
    ]


def test_date_is_one_question(application):
    step = flow.BASIC
    save(application, step.slug, basic_information())
    typed = as_typed(step.slug, basic_information(date_of_birth_day="", gender="M"))
    paper = ApplicationPaper(application)

    found = conflict.differences(step, typed, paper.draft(step), paper)

    year = basic_information()["date_of_birth_year"]
    assert [(one.name, one.typed, one.saved) for one in found] == [
        ("gender", "Male", "Female"),
        ("date_of_birth", f"{year}-5-", f"14 May {year}"),
    ]


def test_chosen_answers_are_put_together(application):
    step = flow.find("additional-information")
    save(application, step.slug, additional_information(emergency_name="Ada", agent_name="X"))
    typed = as_typed(step.slug, additional_information(mother(), mother()))
    draft = ApplicationPaper(application).draft(step)
    posted = as_query({"keep-family": "saved", "keep-agent_name": "saved"})

    kept = conflict.merged(step, typed, draft, posted)

    assert len(kept["rows"]["family"]) == 1
    assert kept["fields"]["agent_name"] == ["X"]
    assert kept["fields"]["emergency_name"] == ["Ngozi Okonkwo"]


@pytest.mark.parametrize("status", [one for one in Status if one != Status.DRAFT])
def test_locked_means_locked(status):
    application = ApplicationFactory(status=status)

    for slug, posted in ALL.items():
        with pytest.raises(Locked):
            save(application, slug, posted())

    assert not StepDraft.objects.exists()


def test_nobody_else_types(application):
    typed = as_typed("contact-information", contact_information())

    with pytest.raises(Locked):
        drafts.save(
            application,
            flow.find("contact-information"),
            typed,
            version=0,
            by=UserFactory(administrator=True),
        )


def test_stale_object_does_not_open_a_locked_application(application):
    stale = type(application).objects.get(pk=application.pk)
    lifecycle.withdraw(application, by=application.applicant)

    with pytest.raises(Locked):
        save(stale, "contact-information", contact_information())


def returned(application, *items):
    application = ApplicationFactory(complete=True, status=Status.RETURNED)
    request = RevisionRequest.objects.create(
        application=application,
        asked_by=UserFactory(officer=True),
        due_at=timezone.now() + timedelta(days=7),
    )
    for item in items:
        RevisionItem.objects.create(request=request, reason_en="Look again.", **item)
    return application


def test_request_opens_exactly_its_steps(application):
    application = returned(application, {"step": "contact-information"})

    save(application, "contact-information", contact_information(home_city="Abuja"))
    with pytest.raises(Locked):
        save(application, "study-plan", ALL["study-plan"]())

    assert ContactInformation.objects.get().home_city == "Abuja"
    assert RevisionItem.objects.get().answered_at is not None
    assert [step.slug for step in flow.open_steps(application)] == ["contact-information"]
    assert flow.first_incomplete(application) is None


def test_gap_in_an_opened_step_keeps_it_from_going_back(application):
    application = returned(application, {"step": "contact-information"})

    save(application, "contact-information", contact_information(home_city=""))

    assert flow.first_incomplete(application).slug == "contact-information"
    assert RevisionItem.objects.get().answered_at is None
    assert step_bar(application)[4].state == "needs-change"


def test_nothing_is_missing_in_a_complete_application():
    application = ApplicationFactory(complete=True)

    assert flow.blockers(application) == []
    assert flow.first_incomplete(application) is None
    assert {entry.state for entry in step_bar(application)} == {"complete"}


def test_bar_leads_to_every_step():
    application = ApplicationFactory()

    places = [flow.address(application, step) for step in flow.STEPS]

    assert [entry.url for entry in step_bar(application)] == places


def test_blockers_lead_to_their_place():
    application = ApplicationFactory(complete=True)
    requirement = DocumentRequirementFactory(intake=application.intake, code="passport")
    application.photo.delete()
    save(application, "education-employment", education(school(), university(field="")))

    found = [
        (one.label, one.step, one.url.rpartition("/")[2]) for one in flow.blockers(application)
    ]

    assert found == [
        ("Personal photo", 1, "#id_photo"),
        ("School 2: Main subject", 3, "#id_education-1-field"),
        (requirement.name, 6, "#slot-passport"),
    ]


def test_documents_count_when_they_are_required():
    application = ApplicationFactory(complete=True)
    DocumentRequirementFactory(intake=application.intake, is_required=False)
    required = DocumentRequirementFactory(intake=application.intake)
    assert flow.first_incomplete(application) is flow.DOCUMENTS

    keep_document(application, required)

    assert flow.first_incomplete(application) is None


def test_what_was_accepted_too_late_is_saved_once_more():
    application = ApplicationFactory(complete=True)
    application.drafts.filter(step="study-plan").update(is_complete=False)

    assert [one.reason for one in flow.blockers(application)] == [
        "Open this step and save it once more."
    ]
    assert flow.first_incomplete(application).slug == "study-plan"


def test_passport_may_expire_before_submission():
    application = ApplicationFactory(complete=True)
    draft = application.drafts.get(step="basic-information")
    draft.data["fields"]["passport_expiry_date_year"] = ["2020"]
    draft.save()

    assert flow.first_incomplete(application) is flow.BASIC


def test_pre_review_says_the_same_as_the_typed_tables():
    application = ApplicationFactory(complete=True)
    requirement = DocumentRequirementFactory(intake=application.intake)
    keep_document(application, requirement)

    preview = {one.slug: one.groups for one in summary.preview(application)}
    answers = {one.slug: one.groups for one in summary.answers(application)}

    assert preview == {slug: groups for slug, groups in answers.items() if slug != "pre-review"}
    assert Declaration.objects.get().signature_name == "Okonkwo Adaeze Ngozi"


def test_pre_review_shows_what_was_typed_where_it_is_wrong(application):
    save(application, "additional-information", additional_information(emergency_phone="12"))

    (section,) = [one for one in summary.preview(application) if one.number == 4]

    (fact,) = [one for group in section.groups for one in group.facts if one.wrong]
    assert (fact.label, fact.value) == ("Telephone", "12")
    assert fact.note.startswith("Start with +")


def test_answers_of_an_empty_application_are_empty():
    application = ApplicationFactory()

    assert [one.groups for one in summary.answers(application)][:5] == [[], [], [], [], []]


def test_declaration_is_dated(application):
    save(application, "basic-information", basic_information())
    save(application, "pre-review", declaration())

    assert timezone.now() - Declaration.objects.get().declared_at < timedelta(minutes=1)


def test_failing_record_keeps_nothing(application, monkeypatch):
    save(application, "additional-information", additional_information())

    class BrokenError(Exception):
        pass

    def broken(*args, **kwargs):
        raise BrokenError

    monkeypatch.setattr(FamilyMember.objects, "bulk_create", broken)
    with pytest.raises(BrokenError):
        save(application, "additional-information", additional_information(mother(name="Uche")))

    assert application.drafts.get().version == 1
    assert FamilyMember.objects.count() == 1


def test_records_that_stay_keep_their_rows(application):
    save(application, "education-employment", education(school(), university()))
    rows = list(EducationRecord.objects.values_list("pk", flat=True))

    save(application, "education-employment", education(school(), university(city="Ibadan")))
    save(application, "education-employment", education(school(), university(city="Ibadan")))

    assert list(EducationRecord.objects.values_list("pk", "city")) == [
        (rows[0], ""),
        (rows[1], "Ibadan"),
    ]


@pytest.mark.parametrize("count", [1, 2, 4])
def test_records_become_as_many_as_were_typed(application, count):
    for number in (2, count):
        members = [mother(name=f"Ngozi {index}") for index in range(number)]
        save(application, "additional-information", additional_information(*members))

    assert [one.name for one in application.family.all()] == [
        f"Ngozi {index}" for index in range(count)
    ]
