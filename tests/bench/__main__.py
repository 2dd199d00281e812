"""``python -m tests.bench``: fill, serve, measure, write docs/benchmarks.md.  ``SIZE=full``: a million.

``ONLY=Step`` measures the pages whose name holds the word, and writes nothing.
"""

import os
import sys
from functools import partial

from tests.bench.site import clocks, installation, serving

PAIRS, SECONDS, WARM_UP = 30, 1.5, 5
SIZES = {"quick": (1_000, 100_000), "full": (100_000, 1_000_000)}


def main():
    only = os.environ.get("ONLY", "")
    sizes = SIZES[os.environ.get("SIZE", "quick")][: 1 if only else None]
    with installation() as (port, folder):
        from tests.bench import university

        university.fill(sizes[0])
        university.add_programmes()
        people, office = university.applicants(), university.officer()
        with serving(port, folder) as web:
            from tests.bench.report import HEAD, row

            for size in sizes:
                university.fill(size)
                print(f"\n{size:,} applications\n\n{HEAD}", flush=True)
                for result in results(port, web, people, office, only):
                    print(row(result), flush=True)


def results(port, web, people, office, only):
    """Measure one page after the other."""
    from tests.bench.pages import MATCHES
    from tests.bench.visitor import Visitor

    applicants = [Visitor(port, session, application) for session, application in people]
    officers = [Visitor(port, office) for _ in people]
    for match in MATCHES:
        if only in match.ours.name:
            yield result(match, officers if match.by_officer else applicants, web, rates=not only)


def result(match, visitors, web, *, rates):
    """Measure one page and the bare one beside it."""
    from tests.bench import measure
    from tests.bench.report import Result

    one = visitors[0]
    for _ in range(WARM_UP):
        answer = match.ours.ask(one, X_Count_Queries="1")
        match.bare.ask(one)
    queries, repeated = map(int, answer.headers["X-Queries"].split())
    pairs = measure.pairs(
        clocks(web), lambda: match.ours.ask(one), lambda: match.bare.ask(one), PAIRS
    )
    crowds = [visitors[:clients] for clients in ((1, 4, 8) if rates else ())]
    served = [
        measure.rate([partial(match.ours.ask, visitor) for visitor in crowd], SECONDS)
        for crowd in crowds
    ]
    return Result(match, pairs, queries, repeated, answer.kilobytes, served)


if __name__ == "__main__":
    sys.exit(main())
