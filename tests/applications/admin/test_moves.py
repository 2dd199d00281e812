"""Every move as every role, what it writes, and what the second of two officers is told."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from applications import lifecycle, reasons, status
from applications.admin.moves import FORMS
from applications.models import DepartmentReader, RevisionRequest, StatusChange
from applications.status import Actor, Status
from notifications.models import InboxItem, Mail
from portal import times
from tests.applications.admin.conftest import move_url, one_url
from tests.factories.accounts import UserFactory
from tests.factories.applications import DocumentRequirementFactory

pytestmark = pytest.mark.django_db
TAKE_NEXT = "admin:applications_application_take_next"


def in_days(days):
    return (times.in_beijing(timezone.now()) + timedelta(days=days)).date()


def answers(name):
    """What an officer fills in on the page of a move."""
    return {
        "return_for_revision": {
            "study-plan-is_open": "on",
            "study-plan-standard": "plan_too_short",
            "due_on": in_days(14).isoformat(),
        },
        "reopen": {"reason": "The proof arrived late."},
    }.get(name, {})


def may(role, move):
    """Administrators review as well."""
    actors = {"officer": {Actor.OFFICER}, "administrator": {Actor.OFFICER, Actor.ADMINISTRATOR}}
    return bool(actors.get(role, set()) & move.actors)


@pytest.mark.parametrize("role", ["officer", "department_reader", "finance", "administrator", None])
@pytest.mark.parametrize("name", FORMS)
def test_move_is_made_by_those_who_may(client, sign_in, applied, name, role):
    move = FORMS[name].move
    application = applied(min(move.sources & set(status.REVIEWED)))
    before = application.status
    person = sign_in(role)
    if role == "department_reader":
        department = application.offering.programme.department
        DepartmentReader.objects.create(user=person, department=department)

    page = client.get(move_url(application, name))
    answer = client.post(move_url(application, name), answers(name))

    application.refresh_from_db()
    if may(role, move):
        assert (page.status_code, answer["Location"]) == (200, one_url(application))
        assert application.status in move.targets
        assert [(one.move, one.by) for one in application.changes.all()] == [(name, person)]
    else:
        refused = 404 if role == "finance" else 403
        assert (page.status_code, answer.status_code) == (refused, refused)
        assert application.status == before
        assert not StatusChange.objects.exists()


@pytest.mark.parametrize(
    ("name", "source"),
    [
        (name, source)
        for name, form in FORMS.items()
        for source in sorted(status.REVIEWED - form.move.sources)
    ],
)
def test_move_that_is_not_possible_changes_nothing(client, administrator, applied, name, source):
    application = applied(source)

    for answer in (
        client.get(move_url(application, name), follow=True),
        client.post(move_url(application, name), answers(name), follow=True),
    ):
        assert "Nothing was changed" in answer.content.decode()
    application.refresh_from_db()
    assert application.status == source
    assert not StatusChange.objects.exists()
    assert not Mail.objects.exists()


@pytest.mark.parametrize(
    "name",
    [
        "submit",
        "queue",
        "expire",
        "withdraw",
        "resubmit",
        "admit",
        "refuse",
        "waitlist",
        "nonsense",
    ],
)
def test_moves_of_others_have_no_page(client, administrator, applied, name):
    application = applied()

    assert client.get(move_url(application, name)).status_code == 404
    assert client.post(move_url(application, name)).status_code == 404


def test_taking_gives_an_owner_and_putting_back_takes_it(client, officer, applied):
    application = applied()

    client.post(move_url(application, "take"))
    application.refresh_from_db()
    assert application.owner == officer

    client.post(move_url(application, "put_back"))
    application.refresh_from_db()
    assert application.owner is None


def test_returning_asks_for_steps_and_documents_until_a_day(client, officer, applied):
    application = applied(Status.IN_REVIEW)
    slot = DocumentRequirementFactory(intake=application.intake)
    data = {
        **answers("return_for_revision"),
        f"document-{slot.pk}-is_open": "on",
        f"document-{slot.pk}-standard": "translation_missing",
        f"document-{slot.pk}-words_en": "As a second file.",
        f"document-{slot.pk}-words_zh": "请作为第二个文件上传。",
        "contact-information-words_en": "Not ticked.",
    }

    client.post(move_url(application, "return_for_revision"), data)

    application.refresh_from_db()
    request = RevisionRequest.objects.get()
    step, document = request.items.all()
    assert application.status == Status.RETURNED
    assert times.beijing(request.due_at) == f"{times.day(in_days(14))}, 23:59 Beijing time"
    assert (step.step, step.requirement) == ("study-plan", None)
    assert step.reason_en == reasons.REVISION["plan_too_short"].en
    assert (document.step, document.requirement) == ("", slot)
    assert document.reason_en.endswith("\nAs a second file.")
    assert document.reason_zh.endswith("\n请作为第二个文件上传。")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"study-plan-is_open": ""}, "Tick at least one part"),
        ({"study-plan-standard": ""}, "Choose a standard reason"),
        ({"due_on": ""}, "This field is required."),
        ({"due_on": "2020-01-01"}, "Choose a day after today."),
        ({"due_on": "2099-01-01"}, "Choose a day within the next half year."),
        ({"study-plan-standard": "nonsense"}, "Select a valid choice."),
    ],
)
def test_returning_says_what_is_missing(client, officer, applied, changes, said):
    application = applied(Status.IN_REVIEW)
    data = {**answers("return_for_revision"), **changes}

    page = client.post(move_url(application, "return_for_revision"), data)

    application.refresh_from_db()
    assert application.status == Status.IN_REVIEW
    assert said in page.content.decode()


def test_returning_cannot_open_another_intakes_document(client, officer, applied):
    application, foreign = applied(Status.IN_REVIEW), DocumentRequirementFactory()
    data = {**answers("return_for_revision"), f"document-{foreign.pk}-is_open": "on"}

    client.post(move_url(application, "return_for_revision"), data)

    assert [item.requirement for item in RevisionRequest.objects.get().items.all()] == [None]


def test_reopening_needs_a_reason(client, administrator, applied):
    application = applied(Status.REFUSED)

    page = client.post(move_url(application, "reopen"), {"reason": "  "})

    application.refresh_from_db()
    assert application.status == Status.REFUSED
    assert page.context["form"].errors["reason"]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("name", [name for name in FORMS if name not in ("take", "put_back")])
def test_preview_is_what_the_applicant_then_reads(client, administrator, applied, name, language):
    source = min(FORMS[name].move.sources & set(status.REVIEWED))
    application = applied(source, applicant__language=language)
    url = move_url(application, name)

    page = client.post(url, {**answers(name), "preview": "1"})

    application.refresh_from_db()
    assert application.status == source
    assert not Mail.objects.exists()
    client.post(url, answers(name))
    told = InboxItem.objects.get(user=application.applicant)
    reading = page.context["reading"]
    assert (reading.subject, "\n\n".join(reading.paragraphs)) == (told.subject, told.body)
    assert reading.language == language


def test_taking_says_that_nothing_is_sent(client, officer, applied):
    page = client.get(move_url(applied(), "take"))

    assert page.context["reading"].subject == ""
    assert "Nothing is sent." in page.content.decode()


def test_take_next_takes_the_oldest(client, officer, applied):
    now = timezone.now()
    applied(fee_settled_at=now - timedelta(days=1))
    oldest = applied(fee_settled_at=now - timedelta(days=3))

    answer = client.post(reverse(TAKE_NEXT))

    oldest.refresh_from_db()
    assert answer["Location"] == one_url(oldest)
    assert (oldest.status, oldest.owner) == (Status.IN_REVIEW, officer)


def test_take_next_leaves_a_colleague_what_came_back_to_them(client, officer, applied):
    theirs = applied(owner=UserFactory(officer=True))

    client.post(reverse(TAKE_NEXT))

    theirs.refresh_from_db()
    assert theirs.status == Status.QUEUED


def test_take_next_is_for_those_who_review(client, sign_in, applied):
    application = applied()
    for role in ("department_reader", "finance", None):
        sign_in(role)
        assert client.post(reverse(TAKE_NEXT)).status_code == 403

    application.refresh_from_db()
    assert application.status == Status.QUEUED


def test_take_next_is_posted(client, officer):
    assert client.get(reverse(TAKE_NEXT)).status_code == 405


def test_withdrawing_meanwhile_wins(client, officer, applied):
    application = applied(Status.IN_REVIEW)
    assert client.get(move_url(application, "put_back")).status_code == 200
    lifecycle.withdraw(application, by=application.applicant)

    answer = client.post(move_url(application, "put_back"), follow=True)

    application.refresh_from_db()
    assert application.status == Status.WITHDRAWN
    assert "Nothing was changed" in answer.content.decode()
