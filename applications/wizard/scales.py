"""The scores that language tests give."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from applications.models.study_choices import EnglishTest, HskLevel


@dataclass(frozen=True)
class Scale:
    """The scores a test gives."""

    lowest: Decimal
    highest: Decimal
    step: Decimal = Decimal(1)

    def gives(self, score: Decimal) -> bool:
        """Whether somebody can have this score."""
        return self.lowest <= score <= self.highest and (score - self.lowest) % self.step == 0


def _scale(lowest: int, highest: int, step: str = "1") -> Scale:
    return Scale(Decimal(lowest), Decimal(highest), Decimal(step))


SCALES = {
    EnglishTest.IELTS: _scale(0, 9, "0.5"),
    EnglishTest.TOEFL: _scale(0, 120),
    EnglishTest.TOEFL_ESSENTIALS: _scale(1, 12, "0.5"),
    EnglishTest.TOEFL_ITP: _scale(310, 677),
    EnglishTest.DUOLINGO: _scale(10, 160, "5"),
    EnglishTest.PTE: _scale(10, 90),
    EnglishTest.CAMBRIDGE: _scale(80, 230),
    EnglishTest.TOEIC: _scale(10, 990, "5"),
}
# Since this day TOEFL iBT is marked from 1 to 6.
TOEFL_CHANGED = date(2026, 1, 21)
TOEFL_SINCE = _scale(1, 6, "0.5")
# The first two levels of HSK have two parts, the others three.
HSK_SCALES = {HskLevel.ONE: _scale(0, 200), HskLevel.TWO: _scale(0, 200)}
HSK_SCALE = _scale(0, 300)
HSKK_SCALE = _scale(0, 100)
CSCA_SCALE = _scale(0, 100)
# How long a result counts, for most universities.
VALID_YEARS = 2


def english_scale(test: str, taken: date | None) -> Scale:
    """The scale of a test taken on a day."""
    if test == EnglishTest.TOEFL and taken and taken >= TOEFL_CHANGED:
        return TOEFL_SINCE
    return SCALES[EnglishTest(test)]
