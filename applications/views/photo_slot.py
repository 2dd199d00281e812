"""What the photo slot shows: the rules, the photo we have, or why the last one was refused."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrPromise
from PIL import Image

from applications.models import Application, Photo, PhotoTry
from applications.photo import Verdict, advise, explain
from applications.photo.drawing import Drawing, draw
from applications.wizard.flow import ApplicationPaper

PHOTO_RULES = (
    gettext_lazy("Head and shoulders, no hat"),
    gettext_lazy("Taken in the last six months"),
    gettext_lazy("Upright 3:4, 354 × 472 pixels or more"),
    gettext_lazy("Not a photo of a print"),
)
BETTER = gettext_lazy(
    "Only the dashed zones are judged, never your face. Stand one step away from a white wall, "
    "with light from the front. Hair may touch the edge; you need no filter and no cut-out."
)
# Drawings in img/photo_examples.svg, and the words below each.
EXAMPLES = (
    ("white", True, gettext_lazy("Plain white")),
    ("blue", True, gettext_lazy("Plain blue")),
    ("colour", False, gettext_lazy("Another colour")),
    ("shadow", False, gettext_lazy("Shadow on the wall")),
    ("things", False, gettext_lazy("Things behind you")),
    ("halves", False, gettext_lazy("Two colours")),
)
_TURN_LEFT = ("left", gettext_lazy("Turn left"))
_TURN_RIGHT = ("right", gettext_lazy("Turn right"))
_CUT = ("cut", gettext_lazy("Cut to 3:4"))
_SHRINK = ("shrink", gettext_lazy("Use a smaller copy"))


@dataclass(frozen=True)
class PhotoSlot:
    """The words and the picture of the slot."""

    state: str  # empty, accepted, advice, asked, refused
    url: str = ""
    sentence: str = ""
    advice: str = ""
    colour: str = ""
    drawing: Drawing | None = None
    offers: tuple[tuple[str, StrPromise], ...] = ()
    may_ask: bool = False
    may_forget: bool = False
    has_earlier: bool = False


def photo_slot(paper: ApplicationPaper, verdict: Verdict | None = None) -> PhotoSlot:
    """The slot of an application; ``verdict`` is of a photo that was sent this moment."""
    application, photo, held = paper.application, paper.photo, paper.photo_try
    if held is not None:
        verdict = Verdict.from_json(held.verdict)
        return _held(application, held, verdict, has_earlier=photo is not None)
    if verdict and not verdict.accepted:
        # Nothing of it is held: it cannot be shown, only explained.
        return PhotoSlot("refused", sentence=explain(verdict), has_earlier=photo is not None)
    if photo is None:
        return PhotoSlot("empty")
    if photo.doubt and photo.accepted_at is None:
        return _asked(application, photo)
    return _kept(application, photo)


def _held(
    application: Application, held: PhotoTry, verdict: Verdict, *, has_earlier: bool
) -> PhotoSlot:
    is_large = verdict.code == "too_big"
    return PhotoSlot(
        "refused",
        url=_address("photo_try", application, held),
        sentence=explain(verdict),
        advice=_smaller(held) if is_large else _better(verdict),
        colour=verdict.swatch if verdict.code == "bg_colour" else "",
        drawing=draw(verdict),
        offers=(_SHRINK,) if is_large else (_TURN_LEFT, _TURN_RIGHT, _CUT),
        may_ask=verdict.is_about_the_ground,
        may_forget=True,
        has_earlier=has_earlier,
    )


def _better(verdict: Verdict) -> str:
    lies = verdict.width > verdict.height
    return f"{_('If the photo lies on its side, turn it first.')} {BETTER}" if lies else str(BETTER)


def _smaller(held: PhotoTry) -> str:
    size = {"size": max(1, round(held.size / 1024))}
    return _("We can make a smaller copy of it here: %(size)s KB, sharp enough for us.") % size


def _asked(application: Application, photo: Photo) -> PhotoSlot:
    return PhotoSlot(
        "asked",
        url=_address("photo", application, photo),
        sentence=_("An officer will look at this photo. You can go on."),
        advice=_("What our check said: %(sentence)s")
        % {"sentence": explain(Verdict.from_json(photo.doubt))},
    )


def _kept(application: Application, photo: Photo) -> PhotoSlot:
    found = _verdict_of(photo)
    advice = " ".join(advise(found))
    return PhotoSlot(
        "advice" if advice else "accepted",
        url=_address("photo", application, photo),
        sentence=_("Accepted by an officer.") if photo.doubt else explain(found),
        advice=advice,
        offers=(_TURN_LEFT, _TURN_RIGHT, _CUT) if "aspect" in photo.warnings else (),
    )


def _address(name: str, application: Application, row: Photo | PhotoTry) -> str:
    """With the beginning of its sum, so that a browser never shows an earlier one."""
    return f"{reverse(f'applications:{name}', args=[application.key])}?{row.sha256[:8]}"


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
