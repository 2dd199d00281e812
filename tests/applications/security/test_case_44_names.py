"""Names in every script, and signs that disguise."""

import unicodedata

import lxml.html
import pikepdf
import pytest

from applications import lifecycle, papers
from applications.models import BasicInformation, PaperKind, StepDraft
from tests.applications.pages import address, text
from tests.factories.typed import basic_information, declaration, save

pytestmark = pytest.mark.django_db
BASIC = "basic-information"
REVIEW = "pre-review"


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
    save(complete, BASIC, basic_information(native_name=name))

    kept = BasicInformation.objects.get().native_name
    assert kept == unicodedata.normalize("NFC", name)
    assert kept in text(client.get(address(complete, REVIEW)))


def test_case_44_writing_from_the_right_is_typed_from_the_right(complete, client):
    page = lxml.html.fromstring(client.get(address(complete, BASIC)).content)

    assert page.get_element_by_id("id_native_name").get("dir") == "auto"


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


PRINTED = {
    "passport_surname": "NGUYỄN ŁĄCZYŃSKI",
    "passport_given_names": "ÇİĞDEM ŞÜKRÎYE",
    "native_name": "محمد بن سلمان پاکستان",
    "former_names": "Иванов Қуаныш, นายสมชาย ใจดี",
    "chinese_name": "张龑㛃",
}


@pytest.mark.usefixtures("pdf_engine")
def test_case_44_paper_has_a_shape_for_every_letter_of_every_name(complete, caplog):
    application = complete
    save(application, "basic-information", basic_information(**PRINTED))
    signed = f"{PRINTED['passport_surname']} {PRINTED['passport_given_names']}"
    save(application, "pre-review", declaration(signature_name=signed))
    lifecycle.submit(application, by=application.applicant)

    paper = papers.make(application.pk, PaperKind.FORM)

    assert not [record for record in caplog.records if ".notdef" in record.getMessage()]
    printed = str(paper.facts)
    assert [name for name in PRINTED.values() if name not in printed] == []
    with paper.file.open("rb") as file, pikepdf.open(file) as document:
        fonts = {str(font.BaseFont) for font in document.pages[0].Resources.Font.values()}
    for script in ("Paper-Sans", "Paper-Sans-SC", "Paper-Arabic", "Paper-Thai"):
        assert any(name.endswith(script) for name in fonts)
