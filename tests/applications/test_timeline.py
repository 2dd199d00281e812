"""What has happened, what is now, what comes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from applications.models import RevisionItem, RevisionRequest, StatusChange
from applications.standing import standing
from applications.status import FeeBasis, Status
from applications.timeline import timeline
from tests.factories.accounts import UserFactory
from tests.factories.applications import ApplicationFactory

pytestmark = pytest.mark.django_db


def happened(application, *moves):
    """History rows in this order; only the names of the moves matter to the line."""
    for number, move in enumerate(moves):
        StatusChange.objects.create(
            application=application,
            move=move,
            source=Status.DRAFT,
            target=Status.DRAFT,
            at=timezone.now() - timedelta(days=30 - number),
        )
    return application


def titles(application, state=None):
    return [
        entry.title
        for entry in timeline(application, standing(application))
        if state in (None, entry.state)
    ]


def test_draft_is_with_you_and_shows_the_way():
    application = ApplicationFactory()

    assert titles(application, "now-you") == ["With you: fill in and submit"]
    assert titles(application, "ahead") == [
        "Application fee",
        "The office reads your application",
        "Decision",
    ]


def test_draft_without_a_fee_does_not_speak_of_one():
    assert "Application fee" not in titles(ApplicationFactory(intake__fee_fen=0))


def test_queued_has_the_fee_with_its_receipt_and_is_with_us():
    application = happened(ApplicationFactory(status=Status.QUEUED), "submit", "queue")

    line = timeline(application, standing(application))

    assert [entry.title for entry in line if entry.state == "done"] == [
        "Submitted",
        "Fee paid, ¥800.00",
    ]
    assert line[1].url == f"/payments/{application.bill.key}/receipt/"
    assert [entry.title for entry in line if entry.state == "now-us"] == ["In the queue"]


def test_queued_with_a_waiver_says_so():
    application = happened(
        ApplicationFactory(status=Status.QUEUED, fee_basis=FeeBasis.WAIVED), "submit", "queue"
    )

    assert titles(application, "done") == ["Submitted", "Fee waived"]


def test_no_fee_is_no_event():
    application = ApplicationFactory(
        status=Status.QUEUED, fee_basis=FeeBasis.NONE, intake__fee_fen=0
    )

    assert titles(happened(application, "submit", "queue"), "done") == ["Submitted"]


def test_what_was_undone_did_not_happen():
    application = happened(
        ApplicationFactory(status=Status.QUEUED),
        "submit",
        "queue",
        "take",
        "put_back",
        "withdraw",
        "undo_withdraw",
    )

    assert titles(application, "done") == ["Submitted", "Fee paid, ¥800.00"]


def test_returned_counts_what_was_asked_for():
    application = happened(
        ApplicationFactory(status=Status.RETURNED), "submit", "take", "return_for_revision"
    )
    request = RevisionRequest.objects.create(
        application=application, asked_by=UserFactory(), due_at=timezone.now() + timedelta(days=9)
    )
    RevisionItem.objects.create(request=request, step="study-plan", reason_en="Too short.")

    assert titles(application, "done") == ["Submitted", "Read by the admissions office"]
    assert titles(application, "now-you") == ["With you: 1 change asked for"]
    assert titles(application, "ahead") == ["The office reads it again", "Decision"]


def test_line_is_never_longer_than_seven_and_keeps_its_beginning():
    application = happened(
        ApplicationFactory(status=Status.IN_REVIEW),
        "submit",
        "queue",
        *("take", "return_for_revision", "resubmit") * 3,
        "take",
    )

    assert len(timeline(application, standing(application))) == 7
    assert titles(application)[0] == "Submitted"
    assert titles(application)[-2:] == ["With the admissions office", "Decision"]


@pytest.mark.parametrize(
    ("status", "move", "last"),
    [
        (Status.REFUSED, "refuse", "Decision: not admitted"),
        (Status.ADMITTED, "admit", "Decision: admitted"),
        (Status.WITHDRAWN, "withdraw", "Withdrawn by you"),
        (Status.EXPIRED, "expire", "Closed"),
    ],
)
def test_what_is_over_ends_there(status, move, last):
    application = happened(ApplicationFactory(status=status), "submit", move)

    assert titles(application) == ["Submitted", last]


def test_a_fee_that_is_overdue_is_asked_of_nobody():
    application = happened(ApplicationFactory(status=Status.SUBMITTED), "submit")

    line = timeline(application, standing(application, application.bill.due_at))

    assert [entry.title for entry in line] == ["Submitted"]
