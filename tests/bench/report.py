"""What was measured, as lines on the screen and as docs/benchmarks.md."""

import os
import platform
import re
import time
from dataclasses import dataclass
from pathlib import Path

from tests.bench.measure import PAIRS, TIMES, Cost, Pairs, Rate, median
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


PAGE = Path(__file__).resolve().parents[2] / "docs" / "benchmarks.md"
_HEAD = """# What a page costs

`make bench` measures this and writes this page; `SIZE=full` with a million applications. It starts PostgreSQL, Redis and gunicorn
as in production on one machine, fills them with the demo's university grown to 5,000 programmes, and asks every page in turn with
the bare Django page beside it: same process, same settings, same middleware, a plain template, nothing of ours. One sample is {times}
requests, {pairs} pairs of samples a page, each page first as often as second.

**CPU ms** is what the operating system counted for one request: of the web server's processes and of the database's. **times it**
is their sum divided by the bare page's, with the 95 % interval of the pairs. A goal is missed only if the whole interval lies above
it. **KB** is the page compressed. Trust the ratios; the milliseconds and the requests per second belong to the machine, and other
work on it shows in them: this was {machine}, on {day}.
"""


def head():
    """What the page says before its tables."""
    model = re.search(r"model name\s*:\s*(.*)", Path("/proc/cpuinfo").read_text())
    cores, load = os.cpu_count(), os.getloadavg()[0]
    machine = f"{cores} cores of {model[1] if model else platform.machine()}, load {load:.0f}"
    return _HEAD.format(times=TIMES, pairs=PAIRS, machine=machine, day=time.strftime("%Y-%m-%d"))


def table(size):
    """The head of the table of one size."""
    return f"\n## {size:,} applications\n\n{_COLUMNS}"


_COLUMNS = (
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
