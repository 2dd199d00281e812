"""What was measured, as lines on the screen and as docs/benchmarks.md."""

from dataclasses import dataclass

from tests.bench.measure import Cost, Pairs, Rate, median
from tests.bench.pages import KILOBYTES, Match


@dataclass
class Result:
    """One page beside the bare one."""

    match: Match
    pairs: Pairs
    queries: int
    repeated: int
    kilobytes: float
    rates: list[Rate]

    @property
    def misses(self):
        """What of the promises was not kept."""
        low, _middle, _high = self.pairs.ratio
        found = ["ratio"] if low > self.match.goal else []
        found += ["queries"] if self.queries > self.match.queries else []
        found += ["repeated"] if self.repeated else []
        found += ["size"] if self.kilobytes > KILOBYTES else []
        return found


HEAD = (
    "| page | queries | CPU ms: web + database | beside | times it (95 %) | goal | KB"
    " | requests/s at 1, 4, 8 clients | p95 ms |\n"
    "| --- | --- | --- | --- | --- | --- | --- | --- | --- |"
)


def row(result):
    """One line of the table."""
    low, middle, high = result.pairs.ratio
    repeated = f", {result.repeated} repeated" if result.repeated else ""
    missed = f" **missed: {', '.join(result.misses)}**" if result.misses else ""
    cells = (
        result.match.ours.name,
        f"{result.queries}{repeated}",
        _cost(median(result.pairs.ours)),
        f"{result.match.bare.name.removeprefix('bare: ')}: {_cost(median(result.pairs.bare))}",
        f"{middle:.2f} ({low:.2f}-{high:.2f})",
        f"{result.match.goal:.1f}{missed}",
        f"{result.kilobytes:.1f}",
        " / ".join(f"{one.per_second:.0f}" for one in result.rates) or "-",
        " / ".join(f"{one.p95:.0f}" for one in result.rates) or "-",
    )
    return f"| {' | '.join(cells)} |"


def _cost(cost: Cost):
    return f"{cost.web:.1f} + {cost.database:.1f}"
