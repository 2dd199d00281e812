"""What we say to people about a photo, in their language: the cause, the numbers, the next move."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applications.photo.verdict import (
    ADVISED_HEIGHT,
    ADVISED_WIDTH,
    ENDINGS,
    MAX_BYTES,
    MAX_PIXELS,
    MIN_SIDE,
    Verdict,
)
from portal.uploads import KIND_WORDS, megabytes, pixel_words

COLOURS: dict[str, Promise] = {
    "white": _("white"),
    "light grey": _("light grey"),
    "grey": _("grey"),
    "dark grey": _("dark grey"),
    "black": _("black"),
    "red": _("red"),
    "orange": _("orange"),
    "brown": _("brown"),
    "beige": _("beige"),
    "yellow": _("yellow"),
    "green": _("green"),
    "turquoise": _("turquoise"),
    "blue": _("blue"),
    "light blue": _("light blue"),
    "dark blue": _("dark blue"),
    "purple": _("purple"),
    "pink": _("pink"),
}

_ACCEPTED: dict[str | None, Promise] = {
    "white": _("Accepted, white background."),
    "blue": _("Accepted, blue background."),
}
# Keyed by code and detail; the code alone where no sentence fits the detail better.
_REFUSED: dict[tuple[str, str], Promise] = {
    ("not_jpeg", ""): _("This is %(what)s. Save it as JPEG and try again."),
    ("not_jpeg", "renamed"): _(
        "This is %(what)s, although its name ends in %(ending)s. Save it as JPEG and try again."
    ),
    ("not_jpeg", "JPEG"): _(
        "This is a JPEG picture, but its name does not end in .jpg. Rename it and try again."
    ),
    ("not_jpeg", "HEIC"): _(
        "This is a HEIC picture. On an iPhone open Settings, Camera, Formats, choose Most "
        "Compatible and take the photo again."
    ),
    ("damaged", ""): _("The file is damaged or incomplete. Upload the original again."),
    ("damaged", "empty"): _("The file is empty. Choose the photo again."),
    ("damaged", "bomb"): _(
        "The file is built in an unusual way and can't be opened safely. Open the photo, save it "
        "again as JPEG and try that copy."
    ),
    ("too_big", ""): _(
        "This photo is %(size)s MB. The limit is %(limit)s MB. Save a smaller copy and try again."
    ),
    ("too_many_pixels", ""): _(
        "This photo has %(megapixels)s million pixels (%(width)s × %(height)s). The limit is "
        "%(max_megapixels)s million. Save a smaller copy and try again."
    ),
    ("too_small", ""): _(
        "This photo has only %(width)s × %(height)s pixels. Each side needs at least "
        "%(min_side)s. Upload the original, not a preview."
    ),
    ("bg_colour", ""): _("The background looks %(colour)s. It must be plain white or plain blue."),
    ("bg_colour", "frame"): _(
        "Inside its frame the photo has a background that looks %(colour)s. It must be plain "
        "white or plain blue."
    ),
    ("bg_uneven", ""): _(
        "The background is not plain. Stand in front of a plain white or plain blue wall."
    ),
    ("bg_uneven", "shadow"): _(
        "There is a strong shadow behind you. Step away from the wall and face the light."
    ),
    ("bg_uneven", "mixed"): _(
        "The background has two colours. It must be one plain colour, white or blue."
    ),
    ("bg_uneven", "mixed other"): _(
        "The background has two colours, one of them %(colour)s. It must be one plain colour, "
        "white or blue."
    ),
    ("bg_uneven", "objects"): _(
        "Something is visible behind you. Stand in front of a plain white or plain blue wall with "
        "nothing on it."
    ),
    ("bg_uneven", "pattern"): _(
        "The background has a pattern, lines or folds. Stand in front of a plain white or plain "
        "blue wall."
    ),
}
_ADVICE: dict[str, Promise] = {
    "aspect": _("The visa office asks for a photo three parts wide and four parts high."),
    "small": _(
        "The visa office asks for at least %(advised_width)s × %(advised_height)s pixels; this "
        "photo has %(width)s × %(height)s."
    ),
    "greyscale": _("The visa office asks for a photo in colour."),
    "frame": _("The visa office asks for a photo without a frame around it."),
    "no_person": _("We could not find a person in this photo. Look once more before you go on."),
}


def explain(verdict: Verdict) -> str:
    """Say in the reader's language what was decided, why, and what to do next."""
    if verdict.code is None:
        return str(_ACCEPTED[verdict.background])
    sentence = _REFUSED.get((verdict.code, _situation(verdict)), _REFUSED[verdict.code, ""])
    return str(sentence) % _numbers(verdict)


def advise(verdict: Verdict) -> list[str]:
    """Return a sentence for each thing that is accepted but could be better."""
    if not verdict.accepted:
        return []
    return [str(_ADVICE[code]) % _numbers(verdict) for code in verdict.warnings]


def _situation(verdict: Verdict) -> str:
    if verdict.code == "not_jpeg" and verdict.detail not in {"JPEG", "HEIC"}:
        return "renamed" if verdict.ending in ENDINGS else ""
    if verdict.detail == "mixed" and verdict.colour not in {"white", "blue", "light blue"}:
        return "mixed other"
    return verdict.detail


def _numbers(verdict: Verdict) -> dict[str, object]:
    return {
        "what": KIND_WORDS.get(verdict.detail, KIND_WORDS[""]),
        "ending": verdict.ending,
        "colour": COLOURS.get(verdict.colour, verdict.colour),
        "size": megabytes(verdict.size),
        "limit": megabytes(MAX_BYTES),
        "min_side": MIN_SIDE,
        "advised_width": ADVISED_WIDTH,
        "advised_height": ADVISED_HEIGHT,
        **pixel_words(verdict.width, verdict.height, MAX_PIXELS),
    }
