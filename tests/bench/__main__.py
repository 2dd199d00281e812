"""``python -m tests.bench``: fill, serve, measure, write docs/benchmarks.md.  ``SIZE=full``: a million.

``ONLY=Step`` measures the pages whose name holds the word, and writes nothing.
"""

import os
import sys

from tests.bench.site import clocks, installation, serving

PAIRS, SECONDS = 30, 1.5
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
    from tests.bench import measure
    from tests.bench.pages import MATCHES
    from tests.bench.report import Result
    from tests.bench.visitor import Visitor

    applicants = [Visitor(port, session, application) for session, application in people]
    officers = [Visitor(port, office) for _ in people]
    for match in MATCHES:
        if only not in match.ours.name:
            continue
        visitors = officers if match.by_officer else applicants
        one = visitors[0]
        for _ in range(5):
            answer = match.ours.ask(one, X_Count_Queries="1")
            match.bare.ask(one)
        queries, repeated = map(int, answer.headers["X-Queries"].split())
        pairs = measure.pairs(
            clocks(web), lambda: match.ours.ask(one), lambda: match.bare.ask(one), PAIRS
        )
        rates = []
        if not only:
            for clients in (1, 4, 8):
                asks = [lambda v=visitor: match.ours.ask(v) for visitor in visitors[:clients]]
                rates.append(measure.rate(asks, SECONDS))
        yield Result(match, pairs, queries, repeated, answer.kilobytes, rates)


if __name__ == "__main__":
    sys.exit(main())
