"""The photo slot of step 1: kept with any button, refused with a reason."""

import hashlib
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from applications.demo.portrait import portrait
from applications.models import Application, Photo, PhotoTry, StepDraft
from applications.photo import MAX_BYTES, Verdict
from applications.status import Status
from applications.tasks import forget_photo_tries
from applications.wizard.flow import ApplicationPaper
from tests.applications.pages import address, text
from tests.factories.accounts import UserFactory
from tests.factories.typed import jpeg, keep_photo

pytestmark = pytest.mark.django_db


def post_photo(client, application, data, name="photo.jpg", **posted):
    upload = SimpleUploadedFile(name, data, "image/jpeg")
    return client.post(address(application, "basic-information"), {"photo": upload, **posted})


def test_photo_is_kept_whatever_else_is_wrong(application, signed_in):
    response = post_photo(signed_in, application, jpeg("white"), date_of_birth_year="x")

    photo = Photo.objects.get()
    assert response["Location"].endswith("#photo")
    assert (photo.background, photo.content_type, len(photo.sha256)) == ("white", "image/jpeg", 64)
    page = text(signed_in.get(address(application, "basic-information")))
    assert "Accepted, white background." in page
    assert f"{reverse('applications:photo', args=[application.key])}?{photo.sha256[:8]}" in page


@pytest.mark.parametrize("button", ["save", "next", "language"])
def test_photo_comes_with_any_button(application, signed_in, button):
    post_photo(signed_in, application, jpeg("blue"), **{button: "en"})

    assert Photo.objects.get().background == "blue"


def test_refused_photo_says_why_and_the_earlier_one_stays(application, signed_in):
    keep_photo(application)

    response = post_photo(signed_in, application, jpeg("red"), birth_place="Lagos")

    page = text(response)
    assert response.status_code == 200
    assert "The background looks red. It must be plain white or plain blue." in page
    assert "Your background" in page
    assert "The photo we have from before stays" in page
    assert Photo.objects.get().background == "white"
    assert 'value="Lagos"' in page
    assert StepDraft.objects.get(step="basic-information").version == 1


def test_renamed_photo_is_refused(application, signed_in):
    response = post_photo(signed_in, application, b"\x89PNG\r\n\x1a\n" + b"0" * 100)

    assert "although its name ends in .jpg" in text(response)
    assert not Photo.objects.exists()


def test_new_photo_replaces_the_file(application, signed_in, django_capture_on_commit_callbacks):
    post_photo(signed_in, application, jpeg("white"))
    before = Photo.objects.get().file.name

    with django_capture_on_commit_callbacks(execute=True):
        post_photo(signed_in, application, jpeg("blue"))

    after = Photo.objects.get().file.name
    assert not default_storage.exists(before)
    assert default_storage.exists(after)


def test_photo_after_submission_leaves_nothing(application, signed_in):
    Application.objects.update(status=Status.SUBMITTED)
    stored = set(every_file())

    response = post_photo(signed_in, application, jpeg("white"))

    assert response["Location"] == application.get_absolute_url()
    assert not Photo.objects.exists()
    assert set(every_file()) == stored


def every_file(folder=""):
    folders, files = default_storage.listdir(folder)
    for name in files:
        yield f"{folder}/{name}"
    for name in folders:
        yield from every_file(f"{folder}/{name}".lstrip("/"))


def test_advice_is_given_for_a_small_photo(application, signed_in):
    post_photo(signed_in, application, jpeg("white", (240, 320)))

    page = text(signed_in.get(address(application, "basic-information")))
    assert "this photo has 240 × 320" in page


# --- after a refusal


def crosses(response):
    return text(response).count('class="is-cross"')


def do(client, application, what):
    return client.post(address(application, "basic-information"), {"photo_do": what})


def test_rules_and_examples_stand_before_the_upload(application, signed_in):
    page = text(signed_in.get(address(application, "basic-information")))

    assert page.count('class="rx-example"') == 6
    assert "Head and shoulders, no hat" in page


def test_refused_photo_is_shown_with_the_zones_that_were_judged(application, signed_in):
    post_photo(signed_in, application, jpeg("red"))

    page = signed_in.get(address(application, "basic-information"))
    held = PhotoTry.objects.get(application=application)
    assert "The background looks red." in text(page)
    for zone in Verdict.from_json(held.verdict).zones:
        assert f'<polygon points="{zone.points(300, 400)}"/>' in text(page)
    assert crosses(page) == 2
    picture = signed_in.get(reverse("applications:photo_try", args=[application.key]))
    assert hashlib.sha256(b"".join(picture.streaming_content)).hexdigest() == held.sha256


def test_refused_photo_is_its_owners_alone(application, signed_in, client):
    post_photo(signed_in, application, jpeg("red"))
    Application.objects.update(
        status=Status.QUEUED, fee_settled_at=timezone.now(), fee_basis="paid"
    )
    client.force_login(UserFactory(officer=True))

    response = client.get(reverse("applications:photo_try", args=[application.key]))

    assert response.status_code == 404


def test_lying_photo_can_be_turned_until_it_is_right(application, signed_in):
    refused = post_photo(signed_in, application, written(standing().rotate(90, expand=True)))
    assert PhotoTry.objects.exists()
    assert "If the photo lies on its side, turn it first." in text(refused)

    response = do(signed_in, application, "right")

    assert response["Location"].endswith("#photo")
    assert not PhotoTry.objects.exists()
    photo = Photo.objects.get()
    assert photo.background == "white"
    with photo.file.open() as opened, Image.open(opened) as kept:
        assert kept.size == (480, 640)


def standing():
    return Image.open(BytesIO(portrait(1, background=(255, 255, 255))))


def written(image):
    out = BytesIO()
    image.save(out, "JPEG")
    return out.getvalue()


def test_wide_photo_can_be_cut_with_the_person_in_the_middle(application, signed_in):
    wide = Image.new("RGB", (1200, 640), "white")
    wide.paste(standing(), (700, 0))
    post_photo(signed_in, application, written(wide))
    assert "Cut to 3:4" in text(signed_in.get(address(application, "basic-information")))

    do(signed_in, application, "cut")

    with Photo.objects.get().file.open() as opened, Image.open(opened) as kept:
        assert kept.size == (480, 640)
        assert not any(kept.getpixel((x, 600)) == (255, 255, 255) for x in (140, 240, 340))
    assert "Cut to 3:4" not in text(signed_in.get(address(application, "basic-information")))


def test_photo_of_too_many_bytes_can_be_used_smaller(application, signed_in):
    heavy = jpeg("white") + b"\0" * MAX_BYTES
    refused = post_photo(signed_in, application, heavy)
    assert "The limit is 10 MB." in text(refused)
    assert "Use a smaller copy" in text(refused)

    do(signed_in, application, "shrink")

    assert Photo.objects.get().size < 100_000
    assert not PhotoTry.objects.exists()


def test_person_can_be_asked_and_the_application_goes_on(application, signed_in):
    post_photo(signed_in, application, jpeg("red"))

    do(signed_in, application, "ask")

    photo = Photo.objects.get()
    assert (photo.background, photo.doubt["code"]) == ("other", "bg_colour")
    assert photo.waits_for_a_look
    assert not PhotoTry.objects.exists()
    assert default_storage.exists(photo.file.name)
    assert "An officer will look at this photo. You can go on." in text(
        signed_in.get(address(application, "basic-information"))
    )
    assert ApplicationPaper(application).has_photo()


def test_only_a_background_can_be_shown_to_a_person(application, signed_in):
    post_photo(signed_in, application, jpeg("white") + b"\0" * MAX_BYTES)

    do(signed_in, application, "ask")

    assert not Photo.objects.exists()


def test_next_photo_is_judged_like_the_first(application, signed_in):
    for _again in range(4):
        post_photo(signed_in, application, jpeg("red"))

    response = post_photo(signed_in, application, jpeg("blue"))

    assert response["Location"].endswith("#photo")
    assert (Photo.objects.count(), PhotoTry.objects.count()) == (1, 0)


def test_refused_photo_can_be_put_away(application, signed_in, django_capture_on_commit_callbacks):
    keep_photo(application)
    post_photo(signed_in, application, jpeg("red"))
    held = PhotoTry.objects.get()

    with django_capture_on_commit_callbacks(execute=True):
        do(signed_in, application, "forget")

    assert not default_storage.exists(held.file.name)
    assert "Accepted, white background." in text(
        signed_in.get(address(application, "basic-information"))
    )


def test_nothing_of_it_works_after_submission(application, signed_in):
    post_photo(signed_in, application, jpeg("red"))
    Application.objects.update(status=Status.SUBMITTED)

    for what in ("ask", "left", "cut", "forget"):
        response = do(signed_in, application, what)
        assert response["Location"] == application.get_absolute_url()

    assert not Photo.objects.exists()
    assert PhotoTry.objects.exists()


def test_unknown_wish_changes_nothing(application, signed_in):
    post_photo(signed_in, application, jpeg("white"))
    before = Photo.objects.get().key

    do(signed_in, application, "paint")

    assert Photo.objects.get().key == before


def test_forgotten_tries_go_after_two_weeks(
    application, signed_in, django_capture_on_commit_callbacks
):
    post_photo(signed_in, application, jpeg("red"))
    held = PhotoTry.objects.get()
    forget_photo_tries()
    assert PhotoTry.objects.exists()
    PhotoTry.objects.update(uploaded_at=timezone.now() - timedelta(days=15))

    with django_capture_on_commit_callbacks(execute=True):
        forget_photo_tries()

    assert not PhotoTry.objects.exists()
    assert not default_storage.exists(held.file.name)
