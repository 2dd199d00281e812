"""Preparing a decision, and releasing it in the same go."""

from datetime import timedelta

import pytest
from django.utils import timezone

from applications import lifecycle, reasons
from applications.models import Decision, DepartmentReader, StatusChange
from applications.status import DECIDABLE, REVIEWED, Status
from notifications.models import InboxItem, Mail
from portal import times
from tests.applications.admin.conftest import one_url, prepare_url, release_url
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
WORDS = {"words_en": "Well done.", "words_zh": "很好。"}
REFUSAL = {"outcome": "refuse", "standard": "quota"}
NOW = {"release": "1"}


def in_days(days):
    return (times.in_beijing(timezone.now()) + timedelta(days=days)).date().isoformat()


def said(outcome):
    return REFUSAL if outcome == "refuse" else {"outcome": outcome}


def test_prepared_decision_waits_with_its_words(client, officer, applied):
    application = applied(Status.IN_REVIEW)

    answer = client.post(prepare_url(application), {"outcome": "admit", **WORDS}, follow=True)

    decision = application.decisions.get()
    application.refresh_from_db()
    assert answer.redirect_chain[-1][0] == one_url(application)
    assert (decision.outcome, decision.prepared_by, decision.released_at) == (
        "admit",
        officer,
        None,
    )
    assert (decision.reason_en, decision.reason_zh) == ("Well done.", "很好。")
    assert application.status == Status.IN_REVIEW
    assert not Mail.objects.exists()
    page = answer.content.decode()
    assert "Decision prepared" in page
    assert "Nobody is told before it is released." in page
    assert f"Decision prepared by {officer}: Admit" in page


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        ("admit", Status.ADMITTED),
        ("refuse", Status.REFUSED),
        ("waitlist", Status.WAITLISTED),
    ],
)
def test_release_now_does_both(client, officer, applied, outcome, status):
    application = applied(Status.IN_REVIEW)

    answer = client.post(prepare_url(application), {**said(outcome), **NOW})

    application.refresh_from_db()
    decision = application.decisions.get()
    assert answer["Location"] == one_url(application)
    assert application.status == status
    assert (decision.prepared_by, decision.approved_by) == (officer, officer)
    assert InboxItem.objects.of(application.applicant).count() == 1


@pytest.mark.parametrize("role", ["officer", "department_reader", "finance", "administrator", None])
def test_decisions_are_for_those_who_review(client, sign_in, applied, role):
    application = applied(Status.IN_REVIEW)
    person = sign_in(role)
    if role == "department_reader":
        department = application.offering.programme.department
        DepartmentReader.objects.create(user=person, department=department)
    may = role in ("officer", "administrator")
    refused = 404 if role == "finance" else 403

    page = client.get(prepare_url(application))
    answer = client.post(prepare_url(application), {"outcome": "admit"})

    assert (page.status_code, answer.status_code) == ((200, 302) if may else (refused, refused))
    assert Decision.objects.exists() is may


@pytest.mark.parametrize("status", sorted(REVIEWED - DECIDABLE))
def test_deciding_needs_taking_first(client, administrator, applied, status):
    application = applied(status)

    for answer in (
        client.get(prepare_url(application), follow=True),
        client.post(prepare_url(application), {"outcome": "admit", **NOW}, follow=True),
    ):
        assert "Nothing was changed: this is not possible" in answer.content.decode()
    application.refresh_from_db()
    assert application.status == status
    assert not StatusChange.objects.exists()


def test_waiting_list_is_not_offered_to_who_is_on_it(client, officer, applied):
    page = client.get(prepare_url(applied(Status.WAITLISTED)))

    offered = [value for value, _label in page.context["form"].fields["outcome"].choices]
    assert offered == ["admit", "refuse"]


def test_standard_reason_is_kept_in_both_languages(client, officer, applied):
    application = applied(Status.IN_REVIEW)

    client.post(prepare_url(application), {**REFUSAL, **WORDS})

    decision = application.decisions.get()
    assert decision.reason_code == "quota"
    assert decision.reason_en == f"{reasons.REFUSAL['quota'].en}\nWell done."
    assert decision.reason_zh == f"{reasons.REFUSAL['quota'].zh}\n很好。"


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({}, ["outcome"]),
        ({"outcome": "banish"}, ["outcome"]),
        ({"outcome": "refuse"}, ["standard"]),
        ({"outcome": "refuse", "standard": "because"}, ["standard"]),
        ({"outcome": "refuse", "words_en": " "}, ["standard"]),
        ({"outcome": "admit", "standard": "quota"}, ["standard"]),
        ({"outcome": "admit", "words_en": "Hello"}, ["words_zh"]),
        ({"outcome": "admit", "words_zh": "您好"}, ["words_en"]),
        ({"outcome": "admit", "release_on": "soon"}, ["release_on"]),
        ({"outcome": "admit", "release_on": in_days(3), **NOW}, ["release_on"]),
        ({"outcome": "refuse", "standard": "false_documents", **NOW}, ["standard"]),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_kept(client, officer, applied, typed, wrong):
    application = applied(Status.IN_REVIEW)

    page = client.post(prepare_url(application), typed)

    assert list(page.context["form"].errors) == wrong
    assert not Decision.objects.exists()
    assert page.context["reading"] is None


def test_day_of_release_is_its_beginning_in_beijing(client, officer, applied):
    application = applied(Status.IN_REVIEW)

    client.post(prepare_url(application), {"outcome": "admit", "release_on": in_days(3)})

    release_at = times.in_beijing(application.decisions.get().release_at)
    assert release_at.strftime("%Y-%m-%d %H:%M") == f"{in_days(3)} 00:00"


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("outcome", ["admit", "refuse", "waitlist"])
def test_preview_is_what_the_applicant_then_reads(client, officer, applied, outcome, language):
    application = applied(Status.IN_REVIEW, applicant__language=language)
    typed = {**said(outcome), **WORDS}

    page = client.post(prepare_url(application), {**typed, "preview": "1"})

    application.refresh_from_db()
    assert application.status == Status.IN_REVIEW
    assert not Mail.objects.exists()
    assert not Decision.objects.exists()
    client.post(prepare_url(application), {**typed, **NOW})
    told = InboxItem.objects.get(user=application.applicant)
    reading = page.context["reading"]
    assert (reading.subject, "\n\n".join(reading.paragraphs)) == (told.subject, told.body)
    assert reading.reason.endswith(WORDS["words_zh" if language == "zh-hans" else "words_en"])


def test_preview_of_what_has_to_wait_is_shown_all_the_same(client, officer, applied):
    typed = {"outcome": "refuse", "standard": "false_documents", "release_on": in_days(3)}

    page = client.post(prepare_url(applied(Status.IN_REVIEW)), {**typed, "preview": "1"})

    assert page.context["reading"].word == "Not admitted"


def test_prepared_decision_is_filled_in_again(client, officer, applied):
    application = applied(Status.IN_REVIEW)
    typed = {**REFUSAL, **WORDS, "release_on": in_days(3)}
    client.post(prepare_url(application), typed)

    form = client.get(prepare_url(application)).context["form"]

    assert {name: str(form[name].value()) for name in typed} == typed


def test_second_officer_is_told_that_it_is_decided(client, officer, applied):
    application = applied(Status.IN_REVIEW)
    assert client.get(prepare_url(application)).status_code == 200
    colleague = UserFactory(officer=True)
    lifecycle.release(lifecycle.prepare(application, by=colleague, outcome="admit"), by=colleague)

    answer = client.post(prepare_url(application), {**REFUSAL, **NOW}, follow=True)

    application.refresh_from_db()
    assert application.status == Status.ADMITTED
    assert [one.outcome for one in application.decisions.all()] == ["admit"]
    assert "Nothing was changed" in answer.content.decode()


def test_page_of_the_application_leads_to_both_pages(client, officer, applied):
    application = applied(Status.IN_REVIEW)
    assert release_url(application) not in client.get(one_url(application)).content.decode()

    lifecycle.prepare(application, by=officer, outcome="admit")

    first, second, *_others = client.get(one_url(application)).context["moves"]
    assert (first.label, first.url) == ("Release decision", release_url(application))
    assert (second.label, second.url) == ("Prepare decision", prepare_url(application))
