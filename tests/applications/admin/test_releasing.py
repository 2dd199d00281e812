"""Releasing one decision after a last look, and many at once."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from applications import lifecycle
from applications.admin import releasing
from applications.models import DepartmentReader, Outcome
from applications.status import Status
from notifications.models import InboxItem, Mail
from tests.applications.admin.conftest import one_url, release_url
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
MANY = "admin:applications_application_release_many"


@pytest.fixture
def colleague(db):
    return UserFactory(officer=True, first_name="Min", last_name="Zhou")


@pytest.fixture
def prepared(applied, colleague):
    """``prepared()``: an application in review on which a colleague has prepared a decision."""

    def prepared(outcome=Outcome.ADMIT, **more):
        application = applied(Status.IN_REVIEW)
        words = {"reason_en": "All places are taken.", "reason_zh": "本专业名额已满。"}
        decision = lifecycle.prepare(
            application, by=colleague, outcome=outcome, **{**words, **more}
        )
        return application, decision

    return prepared


def status_of(application):
    application.refresh_from_db()
    return application.status


def test_page_shows_who_prepared_what_and_what_will_be_read(client, officer, prepared):
    application, decision = prepared(Outcome.REFUSE)

    page = client.get(release_url(application))

    text = page.content.decode()
    assert "Min Zhou" in text
    assert "本专业名额已满。" in text
    assert page.context["reading"].word == "Not admitted"
    assert page.context["reading"].reason == "All places are taken."
    assert status_of(application) == Status.IN_REVIEW
    decision.refresh_from_db()
    assert decision.is_prepared


def test_releasing_tells_the_applicant(client, officer, prepared):
    application, decision = prepared()

    answer = client.post(release_url(application), {"decision": decision.pk})

    decision.refresh_from_db()
    assert answer["Location"] == one_url(application)
    assert status_of(application) == Status.ADMITTED
    assert decision.approved_by == officer
    assert InboxItem.objects.of(application.applicant).count() == 1


def test_only_what_was_looked_at_is_released(client, officer, colleague, prepared):
    application, decision = prepared()
    lifecycle.prepare(application, by=colleague, outcome=Outcome.WAITLIST)

    answer = client.post(release_url(application), {"decision": decision.pk}, follow=True)

    assert answer.redirect_chain[-1][0] == release_url(application)
    assert "Another decision was prepared meanwhile" in answer.content.decode()
    assert status_of(application) == Status.IN_REVIEW


def test_false_documents_are_not_released_by_who_prepared_it(client, prepared, colleague):
    application, decision = prepared(Outcome.REFUSE, reason_code="false_documents")
    client.force_login(colleague)

    page = client.get(release_url(application)).content.decode()
    answer = client.post(release_url(application), {"decision": decision.pk}, follow=True)

    assert 'type="submit">Release decision' not in page
    for text in (page, answer.content.decode()):
        assert "a second person releases it" in text
    assert status_of(application) == Status.IN_REVIEW


def test_nothing_prepared_is_said(client, officer, applied):
    application = applied(Status.IN_REVIEW)

    for answer in (
        client.get(release_url(application), follow=True),
        client.post(release_url(application), follow=True),
    ):
        assert "No decision is prepared." in answer.content.decode()


@pytest.mark.parametrize("role", ["department_reader", "finance", None])
def test_releasing_is_for_those_who_review(client, sign_in, prepared, role):
    application, decision = prepared()
    person = sign_in(role)
    if role == "department_reader":
        department = application.offering.programme.department
        DepartmentReader.objects.create(user=person, department=department)
    refused = 404 if role == "finance" else 403

    assert client.get(release_url(application)).status_code == refused
    assert client.post(release_url(application), {"decision": decision.pk}).status_code == refused
    assert client.get(reverse(MANY)).status_code == 403
    assert client.post(reverse(MANY), {"decision": decision.pk}).status_code == 403
    assert status_of(application) == Status.IN_REVIEW


def tick(client, queue_url, *applications, **more):
    """Tick these on the list and choose the action."""
    data = {
        "action": "release_decisions",
        "index": "0",
        "_selected_action": [application.pk for application in applications],
        **more,
    }
    return client.post(f"{queue_url}?status=every", data, follow=True)


def test_page_of_many_says_what_goes_and_what_stays(client, officer, applied, prepared, queue_url):
    (going, decision), (early, _one) = (
        prepared(),
        prepared(release_at=timezone.now() + timedelta(days=3)),
    )
    bare = applied(Status.IN_REVIEW)

    page = tick(client, queue_url, going, early, bare)

    assert [one.decision for one in page.context["going"]] == [decision]
    assert {one.application: one.obstacle.value for one in page.context["staying"]} == {
        early: "too_early",
        bare: "nothing_prepared",
    }
    text = page.content.decode()
    assert "1 decision will be released" in text
    assert "2 applications are skipped" in text
    assert "No decision is prepared." in text
    assert not Mail.objects.exists()


def test_many_are_released_in_one_go(client, officer, prepared):
    pairs = [prepared() for _number in range(3)]
    decisions = [decision.pk for _application, decision in pairs]

    answer = client.post(reverse(MANY), {"decision": decisions}, follow=True)

    assert "3 decisions are released." in answer.content.decode()
    assert {status_of(application) for application, _decision in pairs} == {Status.ADMITTED}
    assert InboxItem.objects.count() == 3


def test_what_changed_since_the_page_was_shown_stays(client, officer, colleague, prepared):
    (going, first), (changed, second), (gone, third) = prepared(), prepared(), prepared()
    lifecycle.prepare(changed, by=colleague, outcome=Outcome.WAITLIST)
    lifecycle.withdraw(gone, by=gone.applicant)

    answer = client.post(reverse(MANY), {"decision": [first.pk, second.pk, third.pk]}, follow=True)

    text = answer.content.decode()
    assert "1 decision is released." in text
    assert f"{changed.reference}, {gone.reference}" in text
    assert (status_of(going), status_of(changed)) == (Status.ADMITTED, Status.IN_REVIEW)


@pytest.mark.parametrize("sent", [{}, {"decision": ["x", "-1", "99999999", "١"]}])
def test_nothing_chosen_releases_nothing(client, officer, prepared, sent):
    application, _decision = prepared()

    answer = client.post(reverse(MANY), sent, follow=True)

    assert "Nothing was released." in answer.content.decode()
    assert status_of(application) == Status.IN_REVIEW


def test_one_go_has_a_limit(client, officer, prepared, queue_url, monkeypatch):
    monkeypatch.setattr(releasing, "MOST", 2)
    pairs = [prepared() for _number in range(3)]

    page = tick(client, queue_url, *(application for application, _decision in pairs))

    assert len(page.context["going"]) == 2


def test_action_is_offered_to_those_who_review(client, sign_in, prepared, queue_url):
    application, _decision = prepared()
    reader = sign_in("department_reader")
    department = application.offering.programme.department
    DepartmentReader.objects.create(user=reader, department=department)
    query = {"status": "every"}
    assert "release_decisions" not in client.get(queue_url, query).content.decode()

    sign_in("officer")
    assert "release_decisions" in client.get(queue_url, query).content.decode()


@pytest.mark.parametrize("many", [1, 3])
def test_page_of_many_asks_the_database_the_same_however_many(
    client, officer, applied, prepared, django_assert_num_queries, many
):
    chosen = [application.pk for _number in range(many) for application, _one in [prepared()]]
    chosen += [applied(Status.IN_REVIEW).pk for _number in range(many)]
    client.get(reverse(MANY), {"application": chosen})

    # Person, two for permissions, the applications, their decisions.
    with django_assert_num_queries(6):
        client.get(reverse(MANY), {"application": chosen})


def test_list_shows_and_finds_what_is_prepared(client, officer, applied, prepared, queue_url):
    application, _decision = prepared()
    applied(Status.IN_REVIEW)

    page = client.get(queue_url, {"status": "every", "decision": "prepared"})

    assert list(page.context["cl"].result_list) == [application]
    assert "Decision prepared" in page.content.decode()
