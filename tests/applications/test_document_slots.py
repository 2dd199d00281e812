"""What a slot takes and says: pairs, limits, replacing, schools, and how long a document is good."""

from datetime import date, timedelta
from io import BytesIO

import pikepdf
import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from applications.models import Document, DocumentRequirement
from portal.times import months_later
from tests.applications.pages import address, text
from tests.factories.applications import DocumentRequirementFactory
from tests.factories.typed import basic_information, education, jpeg, save

pytestmark = pytest.mark.django_db


@pytest.fixture
def slot(application):
    return DocumentRequirementFactory(
        intake=application.intake, code="transcript", name_en="Academic transcripts"
    )


def change(slot, **fields):
    DocumentRequirement.objects.filter(pk=slot.pk).update(**fields)


def pdf(pages=1):
    out = BytesIO()
    with pikepdf.new() as document:
        for _page in range(pages):
            document.add_blank_page()
        document.save(out)
    return out.getvalue()


def send(client, slot, application, content, name="scan.pdf", field="file-transcript"):
    where = reverse("applications:upload", args=[application.key, slot.code])
    return client.post(where, {field: SimpleUploadedFile(name, content)})


def page(client, application, query=""):
    return text(client.get(address(application, "documents") + query))


def test_answer_is_shown_at_the_slot_it_is_about(application, slot, signed_in):
    """Without script a refusal would stand far below what is seen."""
    send(signed_in, slot, application, pdf(1))
    document = Document.objects.get()

    shown = page(signed_in, application, f"?replace={document.key}")

    for name, key in (("upload", slot.code), ("replace", document.key)):
        where = reverse(f"applications:{name}", args=[application.key, key])
        assert f'action="{where}#slot-transcript"' in shown


@pytest.mark.parametrize(("size", "shown"), [(300 * 1024, 1), (300 * 1024 + 1, 0)])
def test_only_light_pictures_are_loaded_to_be_shown_small(
    application, slot, signed_in, size, shown
):
    send(signed_in, slot, application, jpeg(), "scan.jpg")
    Document.objects.update(size=size)

    said = page(signed_in, application)

    assert said.count('alt="" loading="lazy"') == shown
    assert said.count('aria-hidden="true">JPG</span>') == 1 - shown


def test_name_of_a_file_turns_no_other_words_around(application, slot, signed_in):
    send(signed_in, slot, application, pdf(1), "جواز سفر.pdf")

    assert "<bdi>جواز سفر.pdf</bdi>" in page(signed_in, application)


def test_original_and_translation_are_a_pair(application, slot, signed_in):
    change(slot, wants_translation=True)

    send(signed_in, slot, application, pdf(1), "original.pdf")
    send(signed_in, slot, application, pdf(2), "english.pdf", field="file-transcript-translation")

    assert list(Document.objects.values_list("original_name", "part")) == [
        ("original.pdf", "original"),
        ("english.pdf", "translation"),
    ]
    said = page(signed_in, application)
    assert said.index("Original") < said.index("original.pdf") < said.index("Translation")
    assert "english.pdf (translation)" in text(signed_in.get(address(application, "pre-review")))


@pytest.mark.parametrize(
    ("limit", "content", "name", "sentence"),
    [
        ({"kinds": "pdf"}, jpeg(), "a.jpg", "Here we need a PDF"),
        ({"kinds": "picture"}, pdf(), "a.pdf", "Here we need a picture"),
        ({"max_pages": 2}, pdf(3), "a.pdf", "This PDF has 3 pages. The limit is 2."),
        ({"max_megabytes": 1}, pdf() + b"%" * 1_500_000, "a.pdf", "The limit is 1 MB."),
    ],
)
def test_slot_has_limits_of_its_own(application, slot, signed_in, limit, content, name, sentence):
    change(slot, **limit)

    response = send(signed_in, slot, application, content, name)

    assert sentence in text(response)
    assert not Document.objects.exists()


def test_large_picture_is_made_smaller_instead_of_refused(application, slot, signed_in):
    noise = Image.effect_noise((2600, 3600), 90).convert("RGB")
    out = BytesIO()
    noise.save(out, "JPEG", quality=98)
    assert out.tell() > 10 * 1024 * 1024

    send(signed_in, slot, application, out.getvalue(), "IMG_0001.JPG")

    document = Document.objects.get()
    assert document.size < 10 * 1024 * 1024
    assert (document.original_name, document.is_reduced) == ("IMG_0001.jpg", True)
    assert "we keep a smaller copy that is good to read" in page(signed_in, application)


def test_same_file_twice_is_noticed(application, slot, signed_in):
    other = DocumentRequirementFactory(intake=application.intake, name_en="Diploma")
    same = pdf()
    send(signed_in, slot, application, same, "first.pdf")

    again = send(signed_in, slot, application, same, "second.pdf")
    send(signed_in, other, application, same, "third.pdf", field=f"file-{other.code}")

    assert "You have sent this file here before, as first.pdf." in text(again)
    assert Document.objects.count() == 2
    assert "The same file is under “Diploma”." in page(signed_in, application)


@pytest.fixture
def sent(application, slot, signed_in):
    send(signed_in, slot, application, pdf(1), "first.pdf")
    return Document.objects.get()


def swap(client, application, document, content, name="second.pdf"):
    where = reverse("applications:replace", args=[application.key, document.key])
    return client.post(where, {"replacement": SimpleUploadedFile(name, content)})


def test_file_is_replaced_in_its_place(
    application, sent, signed_in, django_capture_on_commit_callbacks
):
    assert 'name="replacement"' in page(signed_in, application, f"?replace={sent.key}")

    with django_capture_on_commit_callbacks(execute=True):
        swap(signed_in, application, sent, pdf(2))

    now = Document.objects.get()
    assert (now.pk, now.key, now.original_name, now.pages) == (sent.pk, sent.key, "second.pdf", 2)
    assert not default_storage.exists(sent.file.name)
    assert default_storage.exists(now.file.name)


def test_refused_replacement_leaves_the_file(application, sent, signed_in):
    response = swap(signed_in, application, sent, b"<html>")

    assert "This is a web page." in text(response)
    assert "first.pdf" in text(response)
    assert Document.objects.get().sha256 == sent.sha256
    assert default_storage.exists(sent.file.name)


# --- schools


def test_table_of_evidence_names_what_is_not_there(application, slot, signed_in):
    change(slot, evidence="transcript", wants_translation=True)
    DocumentRequirementFactory(intake=application.intake, evidence="certificate")
    save(application, "education-employment", education())
    send(signed_in, slot, application, pdf(), "marks.pdf")
    document = Document.objects.get()
    said = page(signed_in, application)
    assert "Say above from which school they are: <bdi>marks.pdf</bdi>" in " ".join(said.split())
    schools = [one for one, _words in offered(said, document)]

    about(signed_in, application, document, school=schools[1])

    document.refresh_from_db()
    assert document.school == schools[1]
    said = page(signed_in, application)
    assert "Say above from which school" not in said
    assert said.count("No transcript") == len(schools) - 2
    assert said.count("No certificate") == said.count("No translation") == len(schools) - 1


def offered(said, document):
    import re

    field = said[said.index(f'name="about-{document.key}-school"') :]
    return re.findall(r'<option value="([^"]*)"[^>]*>([^<]*)', field[: field.index("</select>")])


def about(client, application, document, **answers):
    where = reverse("applications:about_file", args=[application.key, document.key])
    return client.post(
        where, {f"about-{document.key}-{name}": value for name, value in answers.items()}
    )


# --- how long a document is good


def issued(client, application, document, day):
    return about(
        client,
        application,
        document,
        issued_on_year=day.year,
        issued_on_month=day.month,
        issued_on_day=day.day,
    )


def test_age_of_a_document_is_warned_of_at_upload(application, slot, signed_in, sent):
    change(slot, validity="6")
    assert "It is good for 6 months. Write its date of issue" in page(signed_in, application)

    issued(signed_in, application, sent, timezone.localdate() - timedelta(days=300))

    assert "is not valid any more. Get a new one." in page(signed_in, application)


def test_document_that_ends_before_the_studies_is_warned_of(application, slot, signed_in, sent):
    change(slot, validity="6")

    issued(signed_in, application, sent, timezone.localdate() - timedelta(days=20))

    assert "You may need a new one when the studies begin" in page(signed_in, application)


def test_date_of_issue_in_the_future_is_refused_beside_its_field(
    application, slot, signed_in, sent
):
    change(slot, validity="6")

    response = issued(signed_in, application, sent, timezone.localdate() + timedelta(days=3))

    assert "This date of issue lies in the future." in text(response)
    assert Document.objects.get().issued_on is None


@pytest.mark.parametrize(
    ("left", "sentence"),
    [(100, "For the visa it should last until"), (2000, "")],
)
def test_passport_that_ends_early_is_warned_of(application, slot, signed_in, sent, left, sentence):
    change(slot, validity="passport")
    ends = timezone.localdate() + timedelta(days=left)
    typed = {
        f"passport_expiry_date_{part}": str(getattr(ends, part))
        for part in ("year", "month", "day")
    }
    save(application, "basic-information", basic_information(**typed))

    assert ("rx-file-warning" in page(signed_in, application)) is bool(sentence)
    assert sentence in page(signed_in, application)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2027, 1, 15), 12, date(2028, 1, 15)),
        (date(2027, 12, 1), 1, date(2028, 1, 1)),
    ],
)
def test_months_later_ends_with_the_month(start, months, end):
    assert months_later(start, months) == end
