"""Files made to harm, through the real forms.

None is answered by an error of ours; each refused one meets the right sentence and leaves nothing.
"""

import re

import pytest
from django.urls import reverse
from django.utils import translation

from applications.models import Document, Photo, PhotoTry
from applications.photo import explain, judge
from portal.uploads import explain_document, judge_document
from tests.applications import hostile, hostile_pictures
from tests.applications.hostile import NAMES, SECRET
from tests.applications.pages import address, text
from tests.applications.security.conftest import served, upload
from tests.applications.test_step_photo import every_file

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::UserWarning:PIL"),  # of notes that are broken on purpose
]
PHOTOS = [*hostile.PHOTOS, *hostile_pictures.PHOTOS]
DOCUMENTS = [*hostile.DOCUMENTS, *hostile_pictures.SCANS]
CHINESE = re.compile("[\u4e00-\u9fff]{4}")


def test_there_are_enough_of_them():
    assert len(PHOTOS) + len(DOCUMENTS) >= 60
    assert len(NAMES) >= 40


def in_chinese(explain, verdict):
    """The sentence of a refusal, which is no English one."""
    with translation.override("zh-hans"):
        said = explain(verdict)
    with translation.override("en"):
        assert said != explain(verdict)
    assert CHINESE.search(said)
    return said


@pytest.mark.parametrize("case", [case for case in PHOTOS if case.says], ids=lambda case: case.id)
def test_hostile_photo_is_refused_in_chinese_too(application, signed_in, case):
    application.applicant.language = "zh-hans"
    application.applicant.save()
    said = in_chinese(explain, judge(case.data, case.name))

    response = signed_in.post(
        address(application, "basic-information"), {"photo": upload(case.name, case.data)}
    )

    assert said in text(response)


def test_every_kind_of_refused_document_is_refused_in_chinese_too(application, slot, signed_in):
    application.applicant.language = "zh-hans"
    application.applicant.save()
    where = reverse("applications:upload", args=[application.key, slot.code])
    # One for each English sentence.
    cases = {case.says: case for case in DOCUMENTS if case.says}

    for case in cases.values():
        said = in_chinese(explain_document, judge_document(case.data, case.name))
        response = signed_in.post(where, {"file-scan": upload(case.name, case.data)})
        assert said in text(response), case.id


@pytest.mark.parametrize("case", PHOTOS, ids=lambda case: case.id)
def test_hostile_photo(application, signed_in, case):
    where, before = address(application, "basic-information"), set(every_file())

    response = signed_in.post(where, {"photo": upload(case.name, case.data)})

    if case.says:
        assert response.status_code == 200
        assert case.says in text(response)
        assert not Photo.objects.exists()
        held = PhotoTry.objects.first()
        assert set(every_file()) - before == ({held.file.name} if held else set())
    else:
        assert Photo.objects.get().background == "white"
        served_as, body = served(signed_in, reverse("applications:photo", args=[application.key]))
        assert served_as["Content-Type"] == "image/jpeg"
        assert SECRET not in body


@pytest.mark.parametrize("case", DOCUMENTS, ids=lambda case: case.id)
def test_hostile_document(application, slot, signed_in, case):
    before = set(every_file())
    where = reverse("applications:upload", args=[application.key, slot.code])

    response = signed_in.post(where, {"file-scan": upload(case.name, case.data)})

    if case.says:
        assert response.status_code == 200
        assert case.says in text(response)
        assert not Document.objects.exists()
        assert set(every_file()) == before
    else:
        document = Document.objects.get()
        served_as, body = served(
            signed_in, reverse("applications:file", args=[application.key, document.key])
        )
        assert served_as["Content-Type"] == document.content_type != "text/html"
        assert SECRET not in body
