"""CPU time of the server, asked from the operating system, and what a few clients get at once."""

import math
import statistics
import threading
import time
from dataclasses import dataclass
from functools import cached_property

PAIRS = 30
TIMES = 3  # requests in one sample: the clocks of processes are exact, requests are short
# Two-sided 95 % of Student's distribution, by degrees of freedom; 1.96 beyond.
_STUDENT = {29: 2.045, 39: 2.023, 49: 2.010, 59: 2.001}


@dataclass
class Clocks:
    """The CPU clocks of the web server's and of the database's processes."""

    web: list[int]
    database: list[int]

    def read(self):
        """Nanoseconds so far, of the web server and of the database."""
        return sum(map(_cpu, self.web)), sum(map(_cpu, self.database))


def _cpu(pid):
    # The kernel's clock of another process, with all its threads: see clock_getcpuclockid(3).
    return time.clock_gettime_ns((~pid << 3) | 2)


@dataclass
class Cost:
    """Milliseconds of CPU for one request."""

    web: float
    database: float

    @property
    def both(self):
        return self.web + self.database


@dataclass
class Pairs:
    """Ours and the bare page in turn, sample by sample."""

    ours: list[Cost]
    bare: list[Cost]

    @cached_property
    def ratio(self):
        """How many times the bare page: lower end, estimate and upper end of the 95 % interval."""
        logs = [
            math.log(mine.both / base.both) for mine, base in zip(self.ours, self.bare, strict=True)
        ]
        middle, spread = statistics.fmean(logs), statistics.stdev(logs)
        reach = _STUDENT.get(len(logs) - 1, 1.96) * spread / math.sqrt(len(logs))
        return tuple(math.exp(middle + way * reach) for way in (-1, 0, 1))


def cost(clocks, ask, times=TIMES):
    """What one request costs, from a few in a row."""
    before = clocks.read()
    for _ in range(times):
        ask()
    after = clocks.read()
    return Cost(*((b - a) / times / 1e6 for a, b in zip(before, after, strict=True)))


def pairs(clocks, ours, bare, count=PAIRS):
    """Samples of both in turn, each of them first as often as second."""
    found = Pairs([], [])
    for number in range(count):
        order = [(found.ours, ours), (found.bare, bare)]
        for kept, ask in order if number % 2 else reversed(order):
            kept.append(cost(clocks, ask))
    return found


def median(costs):
    """The middle of the samples, web and database each."""
    return Cost(
        statistics.median(one.web for one in costs),
        statistics.median(one.database for one in costs),
    )


@dataclass
class Rate:
    """What ``clients`` at once get: requests a second, and the wait of the slowest 5 % in ms."""

    clients: int
    per_second: float
    p95: float


def rate(asks, seconds):
    """Every client asks as fast as it is answered."""
    waits, end = [], time.monotonic() + seconds

    def go_on(ask):
        while (start := time.monotonic()) < end:
            ask()
            waits.append((time.monotonic() - start) * 1000)

    threads = [threading.Thread(target=go_on, args=(ask,)) for ask in asks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Rate(len(asks), len(waits) / seconds, statistics.quantiles(waits, n=20)[-1])
