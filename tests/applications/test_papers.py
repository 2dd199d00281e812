"""Papers are made once, kept as they were made, and shown to nobody else."""

import hashlib
from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest
from django.urls import reverse
from django.utils import timezone

from applications import lifecycle, papers, tasks
from applications.models import PaperKind, RevisionRequest, StatusChange, StoredPaper
from applications.models.paper import read_code, spoken
from applications.status import Status
from tests.applications.paper_trail import admitted, submitted
from tests.factories.accounts import UserFactory
from tests.factories.applications import ApplicationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pdf_engine")]
FORM, NOTICE = PaperKind.FORM, PaperKind.ADMISSION_NOTICE


@pytest.fixture(autouse=True)
def _one_factor(settings):
    settings.STAFF_SECOND_FACTOR = False


def content_of(paper):
    with paper.file.open("rb") as file:
        return file.read()


def get(client, user, name, application, **more):
    """The answer to this person, with the body of a file read to its end, which closes it."""
    client.force_login(user)
    response = client.get(reverse(f"applications:{name}", args=[application.key]), **more)
    response.body = response.getvalue()
    return response


def test_form_is_made_and_kept_with_its_checksum():
    application = submitted()

    paper = papers.make(application.pk, FORM)

    content = content_of(paper)
    assert content.startswith(b"%PDF-")
    assert paper.sha256 == hashlib.sha256(content).hexdigest()
    assert paper.size == len(content)
    assert paper.change.move == "submit"
    assert papers.in_force(application, FORM) == paper


def test_making_again_makes_nothing_new():
    application = submitted()

    tasks.make_pdf(application.pk, "form")
    tasks.make_pdf(application.pk, "form")

    assert StoredPaper.objects.count() == 1


def test_two_workers_at_once_keep_one_paper(monkeypatch):
    application = submitted()
    first, render = [], papers.pdf.render

    def render_while_another_does(html):
        monkeypatch.setattr(papers.pdf, "render", render)
        first.append(papers.make(application.pk, FORM))
        return render(html)

    monkeypatch.setattr(papers.pdf, "render", render_while_another_does)
    second = papers.make(application.pk, FORM)

    assert [second] == first == list(StoredPaper.objects.all())
    assert content_of(second).startswith(b"%PDF-")


def test_nothing_is_due_for_a_draft_or_before_the_decision():
    assert papers.make(ApplicationFactory(complete=True).pk, FORM) is None
    assert papers.make(submitted().pk, NOTICE) is None


def test_submitting_and_admitting_ask_a_worker(django_capture_on_commit_callbacks, monkeypatch):
    asked = []
    monkeypatch.setattr("portal.queue.current_app.send_task", lambda *a, **k: asked.append((a, k)))

    with django_capture_on_commit_callbacks(execute=True):
        application = admitted()

    made = [k["args"] for a, k in asked if a == ("applications.tasks.make_pdf",)]
    assert made == [(application.pk, "form"), (application.pk, "admission_notice")]


def test_what_was_sent_back_is_a_new_form_and_the_old_one_stays():
    application, officer = submitted(), UserFactory(officer=True)
    before = papers.make(application.pk, FORM)
    lifecycle.queue(application, by=None, basis="paid")
    request = RevisionRequest(due_at=timezone.now() + timedelta(days=9))
    lifecycle.return_for_revision(application, by=officer, request=request)
    lifecycle.resubmit(application, by=application.applicant)

    assert papers.in_force(application, FORM) is None
    after = papers.make(application.pk, FORM)

    assert list(after.facts["sent"]) == ["Sent back", "修改后提交"]
    assert set(StoredPaper.objects.all()) == {before, after}


def test_sweep_makes_what_the_queue_has_lost():
    application = admitted()

    tasks.make_missing_pdfs()

    assert {paper.kind for paper in application.papers.all()} == {"form", "admission_notice"}
    assert papers.missing() == []


def test_sweep_goes_on_where_one_cannot_be_made():
    broken, whole = submitted(), submitted()
    broken.photo.file.storage.delete(broken.photo.file.name)

    tasks.make_missing_pdfs()

    assert [paper.application for paper in StoredPaper.objects.all()] == [whole]


def test_sweep_leaves_old_ones_to_those_who_ask():
    application = submitted()
    long_ago = timezone.now() - papers.SWEPT_FOR - timedelta(days=1)
    StatusChange.objects.filter(application=application).update(at=long_ago)

    assert papers.missing() == []


@pytest.mark.parametrize("name", ["print", "form_pdf", "notice_pdf"])
def test_strangers_find_nothing(client, name):
    application = admitted()

    assert get(client, UserFactory(), name, application).status_code == 404
    client.logout()
    assert client.get(reverse(f"applications:{name}", args=[application.key])).status_code == 302


def test_office_reads_a_form_only_once_the_fee_is_settled(client):
    officer, unpaid, paid = UserFactory(officer=True), submitted(), admitted()
    papers.make(paid.pk, FORM)

    assert get(client, officer, "form_pdf", unpaid).status_code == 404
    assert get(client, officer, "form_pdf", paid).status_code == 200
    assert get(client, officer, "print", paid).status_code == 200


@pytest.mark.parametrize(("name", "kind"), [("form_pdf", FORM), ("notice_pdf", NOTICE)])
def test_pdf_is_being_prepared_and_then_there(client, name, kind):
    application = admitted()

    waiting = get(client, application.applicant, name, application)
    papers.make(application.pk, kind)
    made = get(client, application.applicant, name, application)

    assert waiting.status_code == 202
    assert waiting["Refresh"] == "5"
    assert "Being prepared" in waiting.content.decode()
    assert made.status_code == 200
    assert made["Content-Type"] == "application/pdf"
    assert made["Cache-Control"] == "private, no-store"
    assert application.reference in made["Content-Disposition"]
    assert made.body.startswith(b"%PDF-")


def test_waiting_asks_a_worker_once_a_minute(
    client, django_capture_on_commit_callbacks, monkeypatch
):
    asked = []
    monkeypatch.setattr("portal.queue.current_app.send_task", lambda *a, **k: asked.append(a))
    application = submitted()

    with django_capture_on_commit_callbacks(execute=True):
        for _time in range(3):
            get(client, application.applicant, "form_pdf", application)

    assert asked == [("applications.tasks.make_pdf",)]


def test_there_is_no_pdf_of_a_draft_and_no_notice_before_admission(client):
    draft, sent = ApplicationFactory(complete=True), submitted()

    assert get(client, draft.applicant, "form_pdf", draft).status_code == 404
    assert get(client, sent.applicant, "notice_pdf", sent).status_code == 404
    assert "Draft, not submitted" in get(client, draft.applicant, "print", draft).content.decode()


def test_form_stays_as_it_was_sent_whatever_the_catalogue_says_later(client):
    application = submitted(offering__programme__name_en="Hydraulic Engineering")
    paper = papers.make(application.pk, FORM)
    before = content_of(paper)
    programme = application.offering.programme
    programme.name_en = programme.department.name_en = "Something Else"
    programme.save()
    programme.department.save()

    tasks.make_pdf(application.pk, "form")
    tasks.make_missing_pdfs()
    page = get(client, application.applicant, "print", application).content.decode()

    assert content_of(StoredPaper.objects.get()) == before
    assert "Hydraulic Engineering" in page
    assert "Something Else" not in page


def test_printed_page_has_nothing_that_the_policy_forbids(client):
    application = submitted()

    page = get(client, application.applicant, "print", application).content.decode()

    assert "style=" not in page
    assert "<script" not in page
    assert application.reference in page
    assert "Locked copy" in page


def test_notice_is_one_page_even_with_the_longest_names():
    application = admitted()
    programme = application.offering.programme
    programme.name_en, programme.name_zh = "Mountain City Transport " * 6, "山地城市交通" * 13
    programme.department.name_en, programme.department.name_zh = "School of X " * 13, "学院" * 40
    programme.save()
    programme.department.save()

    paper = papers.make(application.pk, NOTICE)

    with pikepdf.open(BytesIO(content_of(paper))) as document:
        assert len(document.pages) == 1


def test_notice_is_gone_when_the_decision_is_taken_back(client):
    application = admitted()
    paper = papers.make(application.pk, NOTICE)
    lifecycle.reopen(application, by=UserFactory(administrator=True), reason="A mistake.")

    assert application.status == Status.IN_REVIEW
    assert get(client, application.applicant, "notice_pdf", application).status_code == 404
    assert papers.genuine_notice(paper.code) is None


def test_verify_tells_a_genuine_notice_to_whoever_holds_it(client):
    application = admitted()
    paper = papers.make(application.pk, NOTICE)

    page = client.get(reverse("applications:verify"), {"code": f" {spoken(paper.code).lower()} "})

    text = page.content.decode()
    assert "This notice is genuine" in text
    assert "OKONKWO ADAEZE NGOZI" in text
    assert application.reference in text
    assert application.applicant.email not in text
    assert application.basic_information.passport_number not in text


def test_verify_knows_no_other_code(client):
    form = papers.make(submitted().pk, FORM)
    url = reverse("applications:verify")

    assert "This notice is genuine" not in client.get(url, {"code": form.code}).content.decode()
    wrong = client.get(url, {"code": "<b>AAAA"})
    assert "We know no notice with this code" in wrong.content.decode()
    assert "<b>" not in wrong.content.decode()
    assert "Verification code" in client.get(url).content.decode()


def test_code_is_read_however_it_is_typed():
    assert read_code("8f3k-2oqd 7xmI") == "8F3K20QD7XM1"


def test_status_page_offers_what_there_is(client):
    draft, sent, in_ = ApplicationFactory(), submitted(), admitted()

    def page(application):
        client.force_login(application.applicant)
        return client.get(application.get_absolute_url()).content.decode()

    assert "form.pdf" not in page(draft)
    assert "form.pdf" in page(sent)
    assert f"/applications/{sent.key}/print/" in page(sent)
    assert "admission-notice.pdf" not in page(sent)
    assert "admission-notice.pdf" in page(in_)
    assert "form.pdf" in page(in_)


def test_officers_page_leads_to_the_form(client):
    application = admitted()
    client.force_login(UserFactory(officer=True))

    page = client.get(reverse("admin:applications_application_change", args=[application.pk]))

    assert f"/applications/{application.key}/form.pdf" in page.content.decode()
