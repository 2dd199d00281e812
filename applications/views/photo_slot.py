"""What the photo slot shows: nothing yet, the accepted photo, or why the last one was refused."""

import base64
from dataclasses import dataclass
from io import BytesIO

from django.core.files.uploadedfile import UploadedFile
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from PIL import Image

from applications.models import Application, Photo
from applications.photo import Verdict, advise, explain
from applications.photo.verdict import MAX_BYTES, MAX_PIXELS, MAX_SIDE
from portal.pictures import decode

SHOWN_SIDE = 480
PHOTO_RULES = (
    _("Head and shoulders, no hat"),
    _("Taken in the last six months"),
    _("Upright 3:4, 354 × 472 pixels or more"),
    _("Not a photo of a print"),
)
BETTER = _(
    "Only the dashed zones are judged, never your face. Stand one step away from a white wall, "
    "with light from the front. Hair may touch the edge; you need no filter and no cut-out."
)


@dataclass(frozen=True)
class PhotoSlot:
    """The words and the picture of the slot."""

    state: str  # empty, accepted, advice, refused
    url: str = ""
    sentence: str = ""
    advice: str = ""
    colour: str = ""
    failed: tuple[str, ...] = ()
    has_earlier: bool = False


def photo_slot(
    application: Application,
    photo: Photo | None,
    verdict: Verdict | None = None,
    upload: UploadedFile | None = None,
) -> PhotoSlot:
    """The slot of an application, after ``upload`` was judged or without one."""
    if verdict and not verdict.accepted and upload:
        return _refused(verdict, upload, has_earlier=photo is not None)
    if photo is None:
        return PhotoSlot("empty")
    found = _verdict_of(photo)
    advice = " ".join(advise(found))
    return PhotoSlot(
        "advice" if advice else "accepted",
        url=f"{reverse('applications:photo', args=[application.key])}?{photo.sha256[:8]}",
        sentence=explain(found),
        advice=advice,
    )


def _refused(verdict: Verdict, upload: UploadedFile, *, has_earlier: bool) -> PhotoSlot:
    return PhotoSlot(
        "refused",
        url=_thumbnail(upload) if verdict.zones else "",
        sentence=explain(verdict),
        advice=str(BETTER) if verdict.zones else "",
        colour=verdict.swatch if verdict.code == "bg_colour" else "",
        failed=tuple(zone.name for zone in verdict.zones if zone.failed),
        has_earlier=has_earlier,
    )


def _thumbnail(upload: UploadedFile) -> str:
    """The refused photo inside the page; it is kept nowhere."""
    upload.seek(0)
    picture = decode(
        upload.read(MAX_BYTES),
        "JPEG",
        max_pixels=MAX_PIXELS,
        max_side=MAX_SIDE,
        shrink_to=SHOWN_SIDE,
    )
    image = picture.image.convert("RGB")
    image.thumbnail((SHOWN_SIDE, SHOWN_SIDE))
    out = BytesIO()
    image.save(out, "JPEG", quality=80)
    return f"data:image/jpeg;base64,{base64.b64encode(out.getvalue()).decode()}"


def _verdict_of(photo: Photo) -> Verdict:
    """The verdict under which a photo was kept."""
    width, height = _size_of(photo) if "small" in photo.warnings else (0, 0)
    return Verdict(
        accepted=True,
        background=photo.background,
        code=None,
        warnings=tuple(photo.warnings),
        width=width,
        height=height,
    )


def _size_of(photo: Photo) -> tuple[int, int]:
    """Only large photos are kept smaller than they came."""
    try:
        with photo.file.open("rb") as opened, Image.open(opened, formats=("JPEG",)) as image:
            return image.size
    except OSError:
        return 0, 0
