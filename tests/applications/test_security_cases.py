"""Cases from the list of attacks and accidents that concern what an applicant types and sends."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from applications import lifecycle
from applications.models import Application, BasicInformation, StepDraft
from applications.status import Status
from portal.times import instant_short
from tests.applications.pages import address, text
from tests.factories.accounts import UserFactory
from tests.factories.applications import ApplicationFactory, DocumentRequirementFactory
from tests.factories.typed import basic_information, contact_information, declaration, save

pytestmark = pytest.mark.django_db
BASIC, REVIEW = "basic-information", "pre-review"


@pytest.fixture
def complete(client):
    application = ApplicationFactory(complete=True)
    client.force_login(application.applicant)
    return application


# 4: submitting by a direct post what may not be submitted ---------------------------------------
def test_case_4_without_a_required_document_nothing_is_submitted(complete, client):
    DocumentRequirementFactory(intake=complete.intake, name_en="Transcript")

    client.post(address(complete, REVIEW), {"confirm": "1"})

    assert Application.objects.get().status == Status.DRAFT
    assert "Transcript" in text(client.get(address(complete, REVIEW)))


def test_case_4_without_a_photo_nothing_is_submitted(complete, client):
    complete.photo.delete()

    client.post(address(complete, REVIEW), {"confirm": "1"})

    assert Application.objects.get().status == Status.DRAFT


def test_case_4_past_the_deadline_nothing_is_submitted(complete, client):
    type(complete.intake).objects.update(closes_at=datetime.now(UTC))

    page = text(client.post(address(complete, REVIEW), {"confirm": "1"}, follow=True))

    assert "This intake is closed. Nothing was sent." in page
    assert Application.objects.get().status == Status.DRAFT


def test_case_4_unpaid_is_never_reviewed(complete):
    lifecycle.submit(complete, by=complete.applicant)

    with pytest.raises(lifecycle.MoveNotAllowed):
        lifecycle.take(complete, by=UserFactory(officer=True))
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.update(status=Status.IN_REVIEW)


# 5: a tab from before the submission ------------------------------------------------------------
def test_case_5_forgotten_tab_is_told_that_it_is_locked(complete, client):
    before = list(StepDraft.objects.order_by("step").values())
    lifecycle.submit(complete, by=complete.applicant)

    page = client.post(
        address(complete, "contact-information"),
        {**contact_information(home_city="Kano"), "version": "1", "next": "1"},
        follow=True,
    )

    assert "This application is locked, so nothing was changed." in text(page)
    assert list(StepDraft.objects.order_by("step").values()) == before


def test_case_5_forgotten_tab_that_saves_by_itself_is_told_so(complete, client):
    lifecycle.submit(complete, by=complete.applicant)

    answer = client.post(
        address(complete, "contact-information"), {"home_city": "Kano"}, headers={"X-Autosave": "1"}
    )

    assert (answer.status_code, answer.json()) == (423, {"locked": True})


# 27: the deadline is an instant -----------------------------------------------------------------
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12", "Asia/Shanghai"])
@pytest.mark.parametrize(("seconds", "is_sent"), [(-1, True), (0, False), (1, False)])
def test_case_27_a_second_before_the_deadline_counts_and_one_after_does_not(
    complete, zone, seconds, is_sent
):
    complete.applicant.time_zone = zone
    complete.applicant.save()
    now = complete.intake.closes_at + timedelta(seconds=seconds)

    if is_sent:
        lifecycle.submit(complete, by=complete.applicant, now=now)
    else:
        with pytest.raises(lifecycle.IntakeClosed):
            lifecycle.submit(complete, by=complete.applicant, now=now)

    assert (Application.objects.get().status == Status.SUBMITTED) is is_sent


def test_case_27_deadline_names_its_zone(complete, client):
    page = text(client.get(address(complete, BASIC)))

    assert instant_short(complete.intake.closes_at) in page or "Beijing" in page
    assert "Beijing" in page


# 41: one person twice ---------------------------------------------------------------------------
@pytest.mark.parametrize("number", ["a01234567", "A 0123 4567", "Ａ０１２３４５６７", "A-01234567"])
def test_case_41_passport_number_is_one_however_it_is_written(client, number):
    first, second = ApplicationFactory(), ApplicationFactory()
    for application, typed in ((first, "A01234567"), (second, number)):
        save(application, BASIC, basic_information(passport_number=typed))
        BasicInformation.objects.update_or_create(
            application=application, defaults=_typed(application)
        )

    assert len(set(BasicInformation.objects.values_list("passport_number", flat=True))) == 1
    client.force_login(second.applicant)
    page = text(client.get(address(second, REVIEW)))
    assert first.reference not in page


def _typed(application):
    from applications.wizard import flow
    from applications.wizard.flow import ApplicationPaper

    form = ApplicationPaper(application).filled(flow.BASIC).form
    _judged = form.errors
    return {name: getattr(form.instance, name) for name in type(form).base_fields}


def test_case_41_one_person_has_one_application_in_an_intake():
    first = ApplicationFactory()

    with pytest.raises(lifecycle.AlreadyApplied) as found:
        lifecycle.start(first.offering, by=first.applicant, guidelines=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        ApplicationFactory(applicant=first.applicant, intake=first.intake)

    assert found.value.application == first


# 44: names in every script ----------------------------------------------------------------------
NAMES = {
    "chinese": "张龑㛃·阿布杜拉",
    "arabic": "محمد بن سلمان",
    "combining": "Nguye\u0302\u0303n Thi\u0323 Hue\u0323\u0302",
    "emoji": "Ada 🎓",
    "cyrillic": "Иванов Қуаныш",
    "thai": "นายสมชาย ใจดี",
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_case_44_name_is_kept_composed_and_shown_as_it_is(complete, client, name):
    import unicodedata

    save(complete, BASIC, basic_information(native_name=name))

    kept = BasicInformation.objects.get().native_name
    assert kept == unicodedata.normalize("NFC", name)
    assert kept in text(client.get(address(complete, REVIEW)))


@pytest.mark.parametrize("sign", ["\u202e", "\u2066", "\x07"])
def test_case_44_signs_that_disguise_are_refused_with_a_sentence(complete, client, sign):
    save(complete, BASIC, basic_information(native_name=f"Ada{sign}gro"))

    page = text(client.get(address(complete, BASIC)))

    assert "This text contains a hidden sign." in page
    assert BasicInformation.objects.get().native_name == ""


def test_case_44_sign_zero_and_two_hundred_letters_do_no_harm(complete, client):
    here = address(complete, BASIC)
    version = StepDraft.objects.get(step=BASIC).version

    client.post(here, {
        **basic_information(native_name="A\x00da", passport_given_names="A" * 200),
        "version": version, "save": "1",
    })  # fmt: skip

    draft = StepDraft.objects.get(step=BASIC)
    assert draft.data["fields"]["native_name"] == ["Ada"]
    assert draft.data["fields"]["passport_given_names"] == ["A" * 200]
    assert "Given names (as in passport): " in text(client.get(here))


def test_case_44_look_alike_letters_are_no_latin_letters(complete, client):
    save(complete, BASIC, basic_information(passport_given_names="АDAEZE"))

    assert "“А” is not one of them." in text(client.get(address(complete, BASIC)))


def test_case_44_signature_is_the_name_however_it_is_composed(complete):
    save(complete, BASIC, basic_information(passport_given_names="Ade\u0301"))

    saved = save(complete, REVIEW, declaration(signature_name="okonkwo ADÉ"))

    assert saved.filled.is_accepted
