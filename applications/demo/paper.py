"""Makes believable papers for the demo university and for tests: certificates, letters."""

from __future__ import annotations

import math
import random
import textwrap
from collections.abc import Sequence
from io import BytesIO
from itertools import pairwise

import pikepdf

WIDTH, HEIGHT = 595, 842  # A4 in points
LEFT, RIGHT = 72, 523
LINE = 17
# Helvetica at 11 points sets about this many letters on a line.
LETTERS = 84
# A quarter of a circle as a curve.
ROUND = 0.5523
JADE, CINNABAR, INK = "0.04 0.42 0.35", "0.65 0.20 0.17", "0.08 0.14 0.17"
STREETS = ("Harbour Street", "Mill Lane", "University Avenue", "Station Road", "Garden Square")


def paper(title: str, lines: Sequence[str], *, seed: int) -> bytes:
    """Return a PDF of one A4 page: letterhead, title, text, stamp and signature.

    The same arguments always give the same bytes.  Letters outside Latin-1 become question marks.
    """
    rng = random.Random(seed)  # noqa: S311 - a demo paper is no secret
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(WIDTH, HEIGHT))
    page = pdf.pages[0]
    page.Resources = pikepdf.Dictionary(
        Font=pikepdf.Dictionary(F1=_font("Helvetica"), F2=_font("Times-Bold"))
    )
    strokes = [*_letterhead(rng), *_body(title, lines), *_stamp(), *_signature(rng)]
    page.Contents = pdf.make_stream("\n".join(strokes).encode("cp1252", "replace"))
    out = BytesIO()
    pdf.save(out, deterministic_id=True)
    return out.getvalue()


def _font(name: str) -> pikepdf.Dictionary:
    return pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type1,
        BaseFont=pikepdf.Name(f"/{name}"),
        Encoding=pikepdf.Name.WinAnsiEncoding,
    )


def _text(x: float, y: float, words: str, *, font: str = "F1", size: int = 11) -> str:
    safe = words.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    safe = "".join(letter if letter.isprintable() else " " for letter in safe)
    return f"BT /{font} {size} Tf {x:g} {y:g} Td ({safe}) Tj ET"


def _letterhead(rng: random.Random) -> list[str]:
    address = f"{rng.randrange(2, 180)} {rng.choice(STREETS)}"
    number = f"No. {rng.randrange(1000, 9999)}/{rng.randrange(100, 999)}"
    return [
        f"{JADE} RG 2 w {LEFT} 776 m {RIGHT} 776 l S 0.5 w {LEFT} 772 m {RIGHT} 772 l S",
        f"{INK} rg",
        _text(LEFT, 786, f"Office of the Registrar, {address}", size=9),
        _text(RIGHT - 76, 786, number, size=9),
    ]


def _body(title: str, lines: Sequence[str]) -> list[str]:
    drawn = [_text(LEFT, 716, title, font="F2", size=20)]
    y = 676
    for line in lines:
        for part in textwrap.wrap(line, LETTERS) or [""]:
            drawn.append(_text(LEFT, y, part))
            y -= LINE
    return drawn


def _stamp() -> list[str]:
    x, y = 150, 150
    return [
        f"{CINNABAR} RG {CINNABAR} rg 2 w",
        _circle(x, y, 46),
        "0.8 w",
        _circle(x, y, 40),
        _text(x - 27, y + 4, "REGISTRAR", size=9),
        _text(x - 18, y - 10, "SEALED", size=9),
    ]


def _circle(x: float, y: float, radius: float) -> str:
    bend = radius * ROUND
    corners = [(1, 0), (0, 1), (-1, 0), (0, -1), (1, 0)]
    path = [f"{x + radius:g} {y:g} m"]
    for (ax, ay), (bx, by) in pairwise(corners):
        first = (x + ax * radius + bx * bend, y + ay * radius + by * bend)
        second = (x + bx * radius + ax * bend, y + by * radius + ay * bend)
        end = (x + bx * radius, y + by * radius)
        path.append(" ".join(f"{value:.2f}" for value in (*first, *second, *end)) + " c")
    return " ".join([*path, "S"])


def _signature(rng: random.Random) -> list[str]:
    x, y = 360.0, 150.0
    loops = [f"0.12 0.18 0.40 RG 1.2 w {x:g} {y:g} m"]
    for step in range(9):
        lift = 22 * math.sin(step * rng.uniform(1.1, 2.4))
        points = (x + 3, y + lift, x + 12, y - lift, x + 14, y + rng.uniform(-4, 4))
        loops.append(" ".join(f"{value:.2f}" for value in points) + " c")
        x += 14
    rule = f"{INK} RG {INK} rg 0.5 w 350 128 m {RIGHT} 128 l S"
    return [" ".join([*loops, "S"]), rule, _text(350, 114, "Registrar", size=9)]
