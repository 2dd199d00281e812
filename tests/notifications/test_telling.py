"""Telling a person something: the words, their language, and where they are kept."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from accounts.lifecycle import close
from accounts.models import User
from applications import notices
from applications.models import RevisionItem, RevisionRequest
from applications.rules import NOT_PAID
from applications.status import Status
from notifications.models import InboxItem, Mail
from notifications.notice import Notice, all_notices
from notifications.telling import MissingContext, framed, notify, paragraphs_of
from tests.factories.accounts import UserFactory
from tests.factories.applications import ApplicationFactory

pytestmark = pytest.mark.django_db
DUE = datetime(2027, 3, 15, 23, 59, tzinfo=ZoneInfo("Asia/Shanghai"))
OURS = [notice for notice in all_notices() if notice.name.startswith("applications/")]
DECISIONS = (notices.ADMITTED, notices.REFUSED, notices.WAITLISTED)


@pytest.fixture
def application():
    """Submitted; its applicant sits in Lagos and has an apostrophe."""
    person = UserFactory(first_name="Ada", last_name="O'Brien & Sons", time_zone="Africa/Lagos")
    made = ApplicationFactory(applicant=person, status=Status.SUBMITTED)
    made.bill.due_at = made.bill.settled_at = DUE
    return made


@pytest.fixture
def tell(application):
    """Tell the applicant, in a language, with everything any of our notices speaks of."""
    request = RevisionRequest.objects.create(
        application=application, asked_by=application.applicant, due_at=DUE
    )
    RevisionItem.objects.create(request=request, step="study-plan", reason_en="Too short")
    context = {
        "application": application,
        "bill": application.bill,
        "request": request,
        "undo_until": DUE,
        "cause": NOT_PAID,
        "reason": "Proof arrived late",
    }

    def told(notice, language="en"):
        person = application.applicant
        person.language = language
        item = notify(notice, to=person, link=application.get_absolute_url(), **context)
        return item, Mail.objects.latest("pk")

    return told


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("notice", OURS, ids=lambda notice: notice.name)
def test_every_notice_can_be_told(tell, application, notice, language):
    item, mail = tell(notice, language)

    assert item.subject == mail.subject
    assert application.reference in item.subject
    assert item.link == application.get_absolute_url()
    for text in (item.subject, item.body, mail.body):
        assert "{" not in text
        assert "None" not in text
        assert "&#x27;" not in text
        assert "&amp;" not in text
    for paragraph in item.body.split("\n\n"):
        assert paragraph in mail.body


@pytest.mark.parametrize("notice", DECISIONS, ids=lambda notice: notice.name)
def test_no_decision_stands_in_a_mail(tell, notice):
    item, mail = tell(notice)

    assert "result of your application" in item.subject
    for word in ("admitted", "congratulations", "regret", "cannot", "waiting list"):
        assert word not in f"{mail.subject} {mail.body} {mail.html}".lower()


def test_mail_speaks_to_the_person_of_the_office(tell, settings, application):
    _, mail = tell(notices.SUBMITTED)

    assert mail.body.startswith("Dear Ada O'Brien & Sons,")
    assert "Yours sincerely," in mail.body
    assert f"{settings.SITE_URL}{application.get_absolute_url()}" in mail.body
    assert "We never ask for your password" in mail.body


def test_deadline_stands_in_both_times(tell):
    item, _ = tell(notices.SUBMITTED)

    assert "¥800.00 by 15 March 2027, 23:59 Beijing time." in item.body
    assert "That is 16:59 in Lagos." in item.body


def test_own_time_is_left_out_where_it_is_unknown(tell, application):
    application.applicant.time_zone = ""

    item, _ = tell(notices.SUBMITTED)

    assert "That is" not in item.body


def test_html_holds_the_same_words_and_nothing_from_elsewhere(tell):
    item, mail = tell(notices.SUBMITTED)

    assert "Ada O&#x27;Brien &amp; Sons" in mail.html
    assert item.body.split("\n\n")[0] in mail.html
    for loaded in ("<img", "<script", "<link", "url(", "@import"):
        assert loaded not in mail.html


def test_name_falls_back_to_the_user_name():
    person = UserFactory(first_name="", last_name="")

    message = framed("Hello", "Words.", to=person, link="")

    assert message.body.startswith(f"Dear {person.username},")


def test_notice_that_is_not_for_the_portal_goes_by_mail_only(application, monkeypatch):
    monkeypatch.setattr("notifications.notice._register", {})
    secret = Notice("applications/queued", in_portal=False)

    assert notify(secret, to=application.applicant, application=application) is None

    assert InboxItem.objects.count() == 0
    assert Mail.objects.count() == 1


def test_notice_without_what_it_speaks_of_is_refused(application):
    with pytest.raises(MissingContext, match="bill"):
        notify(notices.SUBMITTED, to=application.applicant, application=application)

    assert Mail.objects.count() == 0


def test_notice_is_declared_once():
    with pytest.raises(ValueError, match="declared twice"):
        Notice(notices.SUBMITTED.name)


@pytest.mark.django_db(transaction=True)
def test_nobody_is_told_of_what_did_not_happen(tell):
    with transaction.atomic():
        tell(notices.QUEUED)
        transaction.set_rollback(True)

    assert InboxItem.objects.count() == 0
    assert Mail.objects.count() == 0


def test_who_has_closed_the_account_is_told_nothing_any_more(application):
    close(UserFactory(pk=application.applicant_id + 1))
    closed = User.objects.get(pk=application.applicant_id + 1)
    Mail.objects.all().delete()

    notify(notices.QUEUED, to=closed, application=application)

    assert not Mail.objects.exists()
    assert not InboxItem.objects.exists()


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        ("One\nline.\n\n\nTwo.\n", ["One line.", "Two."]),
        ("请缴费。\n 逾期无效。 OK", ["请缴费。逾期无效。OK"]),
        ("  \n\n ", []),
    ],
)
def test_paragraphs_are_parted_by_blank_lines(text, paragraphs):
    assert paragraphs_of(text) == paragraphs


def test_unpaid_application_is_told_why_it_was_closed(tell):
    item, _ = tell(notices.EXPIRED)

    assert "because the fee was not paid in time" in item.body


def test_revision_notice_counts_and_names_the_day(tell):
    item, _ = tell(notices.RETURNED)

    assert item.subject.startswith("Please revise your application by 15 March 2027")
    assert "1 thing needs a change" in item.body
