"""What the verdict on a photo costs beside Pillow decoding it: ``python -m tests.bench.photos``.

No server is needed; alone it writes its own section of docs/benchmarks.md anew.
"""

import os
from dataclasses import dataclass
from io import BytesIO

import numpy as np
from PIL import Image

from tests.bench import measure

TITLE = "## Photos"
MOST_MS, SMALL = 60, 1.05  # milliseconds, for photos of so many million pixels
MOST_TIMES, LARGE = 1.2, 4.9  # of a plain decode, from so many million pixels on
SIZES = [
    (354, 472),
    (600, 800),
    (866, 1154),
    (1224, 1632),
    (1936, 2592),
    (2448, 3264),
    (3024, 4032),
]

_HEAD = f"""
{TITLE}

The verdict on an identity photo (`applications.photo.judge`) beside `Image.open(...).load()`, in one process, in turn as above.
The photos are drawn, as large as phones and studios make them, with the noise of a sensor, at quality 90. Promised: {MOST_MS} ms
up to 1 million pixels, {MOST_TIMES} times the plain decode from 5 million on. Large ones are cheaper to judge than to decode
because they are reduced while they are decoded.

| photo | KB | verdict, CPU ms | plain decode | times it (95 %) | goal |
| --- | --- | --- | --- | --- | --- |"""


@dataclass
class Shot:
    """A photo as a phone writes it."""

    width: int
    height: int
    progressive: bool

    @property
    def megapixels(self):
        return self.width * self.height / 1e6

    def taken(self):
        """The bytes: a drawn person before a wall, with noise in light and colour."""
        from applications.demo.portrait import look_of, person

        image = Image.new("RGB", (self.width, self.height), (240, 241, 243))
        figure = person(look_of(3), image.size)
        image.paste(figure, mask=figure)
        rng = np.random.default_rng(7)
        shape = (self.height, self.width)
        pixels = np.asarray(image, np.float32) + rng.normal(0, 4, (*shape, 1)).astype("f4")
        pixels += rng.normal(0, 1.5, (*shape, 3)).astype("f4")
        out = BytesIO()
        image = Image.fromarray(pixels.clip(0, 255).astype("u1"))
        image.save(out, "JPEG", quality=90, progressive=self.progressive)
        return out.getvalue()


def lines():
    """The section, line by line as it is measured."""
    yield _HEAD
    for width, height in SIZES:
        for progressive in (False, True):
            yield row(Shot(width, height, progressive))


def row(shot):
    """Measure one photo."""
    from applications.photo import judge

    data = shot.taken()
    assert judge(data, "photo.jpg").accepted
    here = measure.Clocks([os.getpid()], [])
    pairs = measure.pairs(
        here,
        lambda: judge(data, "photo.jpg"),
        lambda: Image.open(BytesIO(data), formats=("JPEG",)).load(),
    )
    low, middle, high = pairs.ratio
    ours, plain = (measure.median(costs).both for costs in (pairs.ours, pairs.bare))
    cells = (
        f"{shot.megapixels:.1f} MP, {'progressive' if shot.progressive else 'baseline'}",
        f"{len(data) / 1024:,.0f}",
        f"{ours:.1f}",
        f"{plain:.1f}",
        f"{middle:.2f} ({low:.2f}-{high:.2f})",
        goal(shot, ours, low),
    )
    return f"| {' | '.join(cells)} |"


def goal(shot, milliseconds, lowest):
    """What was promised for a photo of this size, and whether it was kept."""
    if shot.megapixels <= SMALL:
        return f"{MOST_MS} ms" + (" **missed**" if milliseconds > MOST_MS else "")
    if shot.megapixels >= LARGE:
        return f"{MOST_TIMES} times" + (" **missed**" if lowest > MOST_TIMES else "")
    return ""


def main():
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from tests.bench.report import PAGE

    found = []
    for line in lines():
        print(line, flush=True)
        found.append(line)
    before = PAGE.read_text(encoding="utf-8").split(f"\n{TITLE}\n")[0]
    PAGE.write_text(before + "\n".join(found) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
