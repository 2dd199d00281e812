"""One application on one page."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from applications.models import (
    Decision,
    Document,
    Note,
    Photo,
    RevisionItem,
    RevisionRequest,
    StatusChange,
)
from applications.status import DECIDABLE, Status
from payments.models import Payment
from tests.applications.admin.conftest import move_url, one_url, prepare_url
from tests.factories.applications import DocumentRequirementFactory

pytestmark = pytest.mark.django_db


def with_rows(application, officer, rows):
    """Documents, moves, notes, requests and payments, as many as ``rows``."""
    for number in range(rows):
        requirement = DocumentRequirementFactory(intake=application.intake)
        Document.objects.create(
            application=application,
            requirement=requirement,
            original_name=f"scan-{number}.pdf",
            content_type="application/pdf",
            size=1000,
            sha256="0" * 64,
        )
        StatusChange.objects.create(
            application=application, move="take", source="queued", target="in_review", by=officer
        )
        Note.objects.create(application=application, text=f"Note {number}", written_by=officer)
        request = RevisionRequest.objects.create(
            application=application,
            asked_by=officer,
            due_at=timezone.now(),
            answered_at=timezone.now(),
        )
        RevisionItem.objects.create(
            request=request, requirement=requirement, reason_en=f"Translation {number}"
        )
        Decision.objects.create(
            application=application,
            outcome="admit",
            reason_en=f"Well done {number}",
            prepared_by=officer,
            approved_by=officer,
            released_at=timezone.now(),
        )
        Payment.objects.create(
            bill=application.bill,
            number=f"AF{application.pk}{number}",
            channel="wechat",
            fen=80_000,
            expires_at=timezone.now() + timedelta(minutes=30),
        )


@pytest.mark.parametrize("rows", [1, 3])
def test_page_asks_the_database_the_same_however_many_rows(
    client, officer, applied, django_assert_num_queries, rows
):
    application = applied(Status.IN_REVIEW, owner=officer)
    with_rows(application, officer, rows)
    client.get(one_url(application))

    # Person, two for permissions, the application with its steps, one for each kind of rows, and
    # the drafts for what is worth a second look; and others with this passport.
    with django_assert_num_queries(20):
        client.get(one_url(application))


def test_same_passport_under_another_account_is_a_possible_duplicate(client, officer, applied):
    application, twin = applied(Status.IN_REVIEW), applied(Status.QUEUED)
    single = applied(Status.QUEUED, number="B7654321")
    unpaid = applied(Status.SUBMITTED)

    page = client.get(one_url(application)).content.decode()

    assert "Possible duplicate" in page
    assert one_url(twin) in page
    assert unpaid.reference not in page
    assert "Possible duplicate" not in client.get(one_url(single)).content.decode()


def test_page_says_who_and_what(client, officer, applied):
    application = applied(Status.IN_REVIEW, owner=officer)
    with_rows(application, officer, 1)

    page = client.get(one_url(application)).content.decode()

    assert "OKONKWO Adaeze Ngozi" in page
    assert application.reference in page
    assert application.offering.programme.name_en in page
    assert "A01234567" in page  # an answer of step 1
    assert "scan-0.pdf" in page
    assert "Note 0" in page
    assert "Translation 0" in page
    assert "Well done 0" in page
    assert "¥800.00" in page
    assert f"Taken by {officer}" in page


def test_documents_open_beside_the_data(client, officer, applied):
    application = applied()
    with_rows(application, officer, 1)
    document = application.documents.get()

    page = client.get(one_url(application)).content.decode()

    address = reverse("applications:file", args=[application.key, document.key])
    assert f'<iframe class="rx-scan" src="{address}"' in page


@pytest.mark.parametrize(
    ("status", "role", "offered"),
    [
        (Status.QUEUED, "officer", ["take", "return_for_revision"]),
        (
            Status.IN_REVIEW,
            "officer",
            ["return_for_revision", "put_back"],
        ),
        (Status.RETURNED, "officer", []),
        (Status.WAITLISTED, "officer", []),
        (Status.ADMITTED, "officer", []),
        (Status.ADMITTED, "administrator", ["reopen"]),
        (Status.REFUSED, "administrator", ["reopen"]),
    ],
)
def test_moves_are_offered_where_they_can_be_made(client, sign_in, applied, status, role, offered):
    sign_in(role)
    application = applied(status)

    page = client.get(one_url(application))

    decidable = [prepare_url(application)] if status in DECIDABLE else []
    assert [button.url for button in page.context["moves"]] == [
        *decidable,
        *(move_url(application, name) for name in offered),
    ]


def test_readers_are_offered_no_moves(client, sign_in, applied):
    reader = sign_in("department_reader")
    application = applied()
    department = application.offering.programme.department
    department.readers.create(user=reader)

    page = client.get(one_url(application))

    assert page.context["moves"] == []
    assert "Nothing is sent until you confirm" not in page.content.decode()


def test_note_is_kept_with_its_writer(client, officer, applied):
    application = applied()
    url = reverse("admin:applications_application_note", args=[application.pk])

    answer = client.post(url, {"text": "Asked Prof. Liu."}, follow=True)

    note = application.notes.get()
    assert (note.text, note.written_by) == ("Asked Prof. Liu.", officer)
    assert "Asked Prof. Liu." in answer.content.decode()


def test_empty_note_is_not_kept(client, officer, applied):
    application = applied()
    url = reverse("admin:applications_application_note", args=[application.pk])

    answer = client.post(url, {"text": "  "}, follow=True)

    assert not application.notes.exists()
    assert "The note was empty." in answer.content.decode()


def test_what_applicants_wrote_cannot_break_the_page(client, officer, applied):
    application = applied(surname="<script>alert(1)</script>")

    page = client.get(one_url(application)).content.decode()

    assert "<script>alert(1)" not in page.lower()


def test_waived_fee_says_by_whom_and_why(client, officer, applied, django_user_model):
    application = applied(fee_basis="waived")
    bill = application.bill
    bill.waived_by, bill.waiver_reason = officer, "Partner university"
    bill.save()

    page = client.get(one_url(application)).content.decode()

    assert "Partner university" in page


def with_files(application):
    """The addresses of a photo and of a document that are really there."""
    facts = {"application": application, "original_name": "a.jpg", "content_type": "image/jpeg"}
    photo = Photo(**facts, size=3, sha256="0" * 64, background="white")
    photo.file.save("a.jpg", ContentFile(b"abc"))
    requirement = DocumentRequirementFactory(intake=application.intake)
    document = Document(**facts, size=3, sha256="0" * 64, requirement=requirement)
    document.file.save("a.jpg", ContentFile(b"abc"))
    return (
        reverse("applications:photo", args=[application.key]),
        reverse("applications:file", args=[application.key, document.key]),
    )


@pytest.mark.parametrize("role", ["officer", "administrator"])
def test_files_of_what_is_paid_can_be_read(client, sign_in, applied, role):
    sign_in(role)

    for url in with_files(applied()):
        assert b"".join(client.get(url).streaming_content) == b"abc"


@pytest.mark.parametrize("role", ["officer", "administrator"])
@pytest.mark.parametrize("status", [Status.DRAFT, Status.SUBMITTED, Status.EXPIRED])
def test_files_of_what_is_not_paid_do_not_exist(client, sign_in, applied, role, status):
    sign_in(role)

    for url in with_files(applied(status)):
        assert client.get(url).status_code == 404


@pytest.mark.parametrize("role", ["department_reader", "finance"])
def test_files_of_others_do_not_exist(client, sign_in, applied, role):
    sign_in(role)

    for url in with_files(applied()):
        assert client.get(url).status_code == 404
