"""Step 6 and the private files: what is kept, what is refused, and who may look."""

import hashlib
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from applications.demo.paper import paper
from applications.models import (
    Application,
    DepartmentReader,
    Document,
    RevisionItem,
    RevisionRequest,
    StepDraft,
)
from applications.status import Status
from applications.wizard import files, flow
from tests.factories.accounts import UserFactory
from tests.factories.applications import ApplicationFactory, DocumentRequirementFactory
from tests.factories.typed import jpeg, keep_document, keep_photo

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def pdf():
    return paper("Academic transcript", ["Adaeze Okonkwo"], seed=1)


@pytest.fixture
def transcript(application):
    return DocumentRequirementFactory(
        intake=application.intake, code="transcript", name_en="Academic transcripts"
    )


def here(application):
    return reverse("applications:step", args=[application.key, "documents"])


def send(client, application, requirement, *contents, name="scan.pdf"):
    uploads = [SimpleUploadedFile(name, content) for content in contents]
    return client.post(
        reverse("applications:upload", args=[application.key, requirement.code]),
        {f"file-{requirement.code}": uploads},
    )


def stored():
    found = []
    for folder in default_storage.listdir("")[0]:
        found += [f"{folder}/{name}" for name in default_storage.listdir(folder)[1]]
    return set(found)


def test_file_is_kept_at_once(application, transcript, signed_in, pdf):
    response = send(signed_in, application, transcript, pdf, name="../..\\my\u202e transcript.pdf")

    document = Document.objects.get()
    assert response["Location"] == f"{here(application)}#slot-transcript"
    assert document.original_name == "my transcript.pdf"
    assert document.content_type == "application/pdf"
    assert document.sha256 == hashlib.sha256(pdf).hexdigest()
    assert "transcript" not in document.file.name
    page = signed_in.get(here(application)).content.decode()
    assert "my transcript.pdf" in page
    assert "1 of 1 required documents received." in page
    assert StepDraft.objects.get(step="documents").is_complete


def test_several_files_come_into_one_slot(application, transcript, signed_in, pdf):
    send(signed_in, application, transcript, pdf, jpeg())

    types = Document.objects.values_list("content_type", flat=True)
    assert list(types) == ["application/pdf", "image/jpeg"]


def test_slot_has_an_end(application, transcript, signed_in):
    send(signed_in, application, transcript, *(jpeg(size=(300, 400 + n)) for n in range(3)))
    before = stored()

    response = send(
        signed_in, application, transcript, *(jpeg(size=(301, 400 + n)) for n in range(3))
    )

    assert "There are 5 files already. Remove one first." in response.content.decode()
    assert Document.objects.count() == 5
    assert len(stored() - before) == 2


def test_whole_folder_of_photos_is_answered_and_nothing_is_lost(application, transcript, signed_in):
    response = send(
        signed_in,
        application,
        transcript,
        *(jpeg(size=(300, 400 + number)) for number in range(60)),
        name="scan.jpg",
    )

    assert response.status_code == 200
    assert response.content.decode().count("There are 5 files already. Remove one first.") == 55
    assert Document.objects.count() == 5


def test_file_without_a_place_is_not_even_looked_at(application, transcript, signed_in, pdf):
    send(signed_in, application, transcript, *(jpeg(size=(300, 400 + n)) for n in range(5)))

    response = send(signed_in, application, transcript, pdf[:-20])

    assert "There are 5 files already. Remove one first." in response.content.decode()


def test_refused_file_says_why_and_the_others_stay(application, transcript, signed_in, pdf):
    send(signed_in, application, transcript, pdf)
    before = stored()

    response = send(signed_in, application, transcript, b"<html>", name="degree.pdf")

    page = response.content.decode()
    assert response.status_code == 200
    assert "Not accepted" in page
    assert "degree.pdf" in page
    assert "scan.pdf" in page
    assert Document.objects.count() == 1
    assert stored() == before


def test_size_of_a_large_file_is_told(application, transcript, signed_in):
    response = send(signed_in, application, transcript, b"%PDF-1.4" + b"0" * 14_600_000)

    assert "This file is 14 MB. The limit is 10 MB." in response.content.decode()


def test_upload_without_a_file_is_told(application, transcript, signed_in):
    response = send(signed_in, application, transcript)

    assert "Choose a file first, then press Upload." in response.content.decode()


def test_upload_address_loaded_again_leads_back(application, transcript, signed_in):
    response = signed_in.get(reverse("applications:upload", args=[application.key, "transcript"]))

    assert response["Location"] == f"{here(application)}#slot-transcript"


def test_slot_of_another_intake_is_not_found(application, signed_in, pdf):
    other = DocumentRequirementFactory()

    assert send(signed_in, application, other, pdf).status_code == 404


def test_removed_file_is_gone(
    application, transcript, signed_in, django_capture_on_commit_callbacks
):
    document = keep_document(application, transcript)

    with django_capture_on_commit_callbacks(execute=True):
        response = signed_in.post(
            reverse("applications:remove", args=[application.key, document.key])
        )

    assert response["Location"] == f"{here(application)}#slot-transcript"
    assert not Document.objects.exists()
    assert not default_storage.exists(document.file.name)
    assert StepDraft.objects.get(step="documents").is_complete is False


def test_removing_needs_a_post(application, transcript, signed_in):
    document = keep_document(application, transcript)

    response = signed_in.get(reverse("applications:remove", args=[application.key, document.key]))

    assert response.status_code == 405


def test_strangers_cannot_send_or_remove(application, transcript, client, pdf):
    document = keep_document(application, transcript)
    client.force_login(UserFactory())

    sent = send(client, application, transcript, pdf)
    removed = client.post(reverse("applications:remove", args=[application.key, document.key]))

    assert (sent.status_code, removed.status_code) == (404, 404)
    assert Document.objects.count() == 1


def test_own_file_is_not_reached_through_another_application(application, transcript, client):
    document = keep_document(application, transcript)
    other = ApplicationFactory()
    client.force_login(other.applicant)

    removed = client.post(reverse("applications:remove", args=[other.key, document.key]))
    shown = client.get(reverse("applications:file", args=[other.key, document.key]))

    assert (removed.status_code, shown.status_code) == (404, 404)


def test_upload_that_arrives_after_submission_leaves_nothing(
    application, transcript, signed_in, pdf
):
    document = keep_document(application, transcript)
    before = stored()
    Application.objects.update(status=Status.SUBMITTED, submitted_at=timezone.now())

    sent = send(signed_in, application, transcript, pdf)
    removed = signed_in.post(reverse("applications:remove", args=[application.key, document.key]))

    assert sent["Location"] == removed["Location"] == application.get_absolute_url()
    assert Document.objects.count() == 1
    assert stored() == before
    page = signed_in.get(here(application)).content.decode()
    assert "Locked since" in page
    assert "Preview" in page
    assert "Remove" not in page


def test_failing_save_leaves_no_file(application, transcript, pdf, monkeypatch):
    class FullError(Exception):
        pass

    def full(*args, **kwargs):
        raise FullError

    before = stored()
    monkeypatch.setattr(files, "settle", full)

    with pytest.raises(FullError):
        files.keep_documents(
            application,
            transcript,
            [SimpleUploadedFile("scan.pdf", pdf)],
            by=application.applicant,
        )

    assert not Document.objects.exists()
    assert stored() == before


def test_owner_sees_the_file_as_itself(application, transcript, signed_in, pdf):
    send(signed_in, application, transcript, pdf, name="Zeugnis – 成绩单.pdf")
    document = Document.objects.get()

    response = signed_in.get(reverse("applications:file", args=[application.key, document.key]))

    assert b"".join(response.streaming_content) == pdf
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
    assert response["Content-Disposition"].startswith("inline; filename*=utf-8''Zeugnis")


def look(client, application, document):
    responses = [
        client.get(reverse("applications:photo", args=[application.key])),
        client.get(reverse("applications:file", args=[application.key, document.key])),
    ]
    for response in responses:
        if response.streaming:
            response.getvalue()
    return {response.status_code for response in responses}


@pytest.mark.parametrize(
    ("person", "status", "answer"),
    [
        ({}, Status.QUEUED, 404),
        ({"officer": True}, Status.QUEUED, 200),
        ({"officer": True}, Status.DRAFT, 404),
        ({"officer": True}, Status.SUBMITTED, 404),
        ({"administrator": True}, Status.QUEUED, 200),
        ({"finance": True}, Status.QUEUED, 404),
        ({"department_reader": True}, Status.QUEUED, 404),
    ],
)
def test_office_sees_files_of_settled_applications(client, person, status, answer):
    application = ApplicationFactory(status=status)
    keep_photo(application)
    document = keep_document(application, DocumentRequirementFactory(intake=application.intake))
    client.force_login(UserFactory(**person))

    assert look(client, application, document) == {answer}


def test_reader_sees_files_of_own_departments(client):
    application = ApplicationFactory(status=Status.QUEUED)
    keep_photo(application)
    document = keep_document(application, DocumentRequirementFactory(intake=application.intake))
    reader = UserFactory(department_reader=True)
    DepartmentReader.objects.create(
        user=reader, department=application.offering.programme.department
    )
    client.force_login(reader)

    assert look(client, application, document) == {200}


def test_visitor_sees_no_file(application, transcript, client):
    keep_photo(application)
    document = keep_document(application, transcript)

    assert look(client, application, document) == {302}


def test_missing_photo_is_not_found(application, signed_in):
    response = signed_in.get(reverse("applications:photo", args=[application.key]))

    assert response.status_code == 404


def test_file_that_is_gone_is_not_found(application, transcript, signed_in):
    document = keep_document(application, transcript)
    default_storage.delete(document.file.name)

    response = signed_in.get(reverse("applications:file", args=[application.key, document.key]))

    assert response.status_code == 404


@pytest.fixture
def returned(transcript, application):
    Application.objects.update(
        status=Status.RETURNED,
        submitted_at=timezone.now(),
        fee_settled_at=timezone.now(),
        fee_basis="paid",
    )
    request = RevisionRequest.objects.create(
        application=application,
        asked_by=UserFactory(officer=True),
        due_at=timezone.now() + timedelta(days=7),
    )
    RevisionItem.objects.create(
        request=request, requirement=transcript, reason_en="The stamp is missing."
    )
    application.refresh_from_db()
    return application


def test_request_opens_its_slot_only(returned, transcript, signed_in, pdf):
    other = DocumentRequirementFactory(intake=returned.intake)

    page = signed_in.get(here(returned)).content.decode()
    refused = send(signed_in, returned, other, pdf)
    kept = send(signed_in, returned, transcript, pdf)

    assert "The stamp is missing." in page
    assert refused["Location"] == returned.get_absolute_url()
    assert kept["Location"].endswith("#slot-transcript")
    assert RevisionItem.objects.get().answered_at is not None
    assert flow.open_steps(returned) == (flow.DOCUMENTS,)


def test_emptied_slot_is_open_again(returned, transcript, signed_in, pdf):
    send(signed_in, returned, transcript, pdf)
    document = Document.objects.get()

    signed_in.post(reverse("applications:remove", args=[returned.key, document.key]))

    assert RevisionItem.objects.get().answered_at is None


def test_way_on_leads_to_the_pre_review(application, signed_in):
    response = signed_in.post(here(application), {"next": "1"})

    assert response["Location"] == reverse(
        "applications:step", args=[application.key, "pre-review"]
    )


def test_language_button_comes_back(application, signed_in):
    response = signed_in.post(here(application), {"language": "zh-hans"})

    assert response["Location"] == here(application)


@pytest.mark.parametrize("count", [1, 3])
def test_documents_page_asks_as_often_for_many(
    application, signed_in, django_assert_num_queries, count
):
    for _number in range(count):
        keep_document(application, DocumentRequirementFactory(intake=application.intake))
    signed_in.get(here(application))

    # Person, application, documents, requirements, drafts, unread notices.
    with django_assert_num_queries(6):
        signed_in.get(here(application))
