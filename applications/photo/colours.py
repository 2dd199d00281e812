"""Hue, and the words a person would use for a colour; the words are keys, not yet translated."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Cells = npt.NDArray[np.float32]

LUMA = np.array([0.299, 0.587, 0.114], np.float32)

# Below this everything looks black; greys are named by their luma, white ends where judging says.
BLACK = 45
GREYS = ((213, "white"), (170, "light grey"), (90, "grey"), (0, "dark grey"))
# Up to this chroma a colour looks grey: a share of its brightness, less for white, more for blue.
GREY_SATURATION, WHITE_CHROMA, BLUISH_CHROMA = 0.13, 20, 26
# Where each hue ends, in degrees.
HUES = (
    (14, "red"),
    (42, "orange"),
    (68, "yellow"),
    (165, "green"),
    (187, "turquoise"),
    (258, "blue"),
    (295, "purple"),
    (340, "pink"),
    (361, "red"),
)
COLOUR_WORDS = (
    *(name for _, name in GREYS),
    *dict.fromkeys(name for _, name in HUES),
    "black",
    "beige",
    "brown",
    "light blue",
    "dark blue",
)


def hue_of(planes: Cells) -> Cells:
    """Return the hue in degrees; `planes` are red, green and blue along the first axis."""
    red, green, blue = planes
    brightest = np.maximum(np.maximum(red, green), blue)
    span = np.maximum(brightest - np.minimum(np.minimum(red, green), blue), 1)
    sixth = np.where(
        brightest == red,
        ((green - blue) / span) % 6,
        np.where(brightest == green, (blue - red) / span + 2, (red - green) / span + 4),
    )
    return np.asarray(sixth * 60, np.float32)


def swatch_of(colour: Cells) -> str:
    """Return the colour as #rrggbb."""
    return "#" + "".join(f"{round(float(part)):02x}" for part in colour)


def name_of(colour: Cells) -> str:
    """Name a colour: red, light grey, beige ... always one of COLOUR_WORDS."""
    brightest, chroma = float(colour.max()), float(np.ptp(colour))
    if brightest < BLACK:
        return "black"
    luma = float(np.asarray(colour, np.float32) @ LUMA)
    hue = float(hue_of(np.asarray(colour, np.float32).reshape(3, 1))[0])
    family = next(name for end, name in HUES if hue < end)
    if chroma <= _grey_limit(family, luma, brightest):
        return next(name for floor, name in GREYS if luma >= floor)
    return _shade(family, brightest, chroma / brightest)


def _grey_limit(family: str, luma: float, brightest: float) -> float:
    if luma >= GREYS[0][0]:
        return WHITE_CHROMA
    if family == "blue":
        return BLUISH_CHROMA
    return GREY_SATURATION * brightest


def _shade(family: str, brightest: float, saturation: float) -> str:
    if family in {"orange", "yellow"} and saturation < 0.4 and brightest > 150:
        return "beige"
    if family == "orange" and brightest < 190:
        return "brown"
    if family == "red" and brightest > 190 and saturation < 0.5:
        return "pink"
    if family == "blue":
        return _blue(brightest, saturation)
    return family


def _blue(brightest: float, saturation: float) -> str:
    if brightest < 90:
        return "dark blue"
    return "light blue" if brightest > 200 and saturation < 0.4 else "blue"
