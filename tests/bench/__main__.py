"""``python -m tests.bench``: fill, serve, measure, write docs/benchmarks.md.  ``SIZE=full``: a million.

``ONLY=Step`` measures the pages whose name holds the word, and writes nothing.
"""

import os
import sys
import time
from functools import partial

from tests.bench.site import clocks, installation, serving

SECONDS, WARM_UP = 1.0, 5
SIZES = {"quick": (1_000, 100_000), "full": (100_000, 1_000_000)}


def main():
    began, only = time.monotonic(), os.environ.get("ONLY", "")
    sizes = SIZES[os.environ.get("SIZE", "quick")][: 1 if only else None]
    with installation() as (port, folder):
        from tests.bench import photos, report, university

        fill(sizes[0])
        university.add_programmes()
        people, office = university.applicants(), university.officer()
        with serving(port, folder) as web:
            pages = [head := report.head()]
            print(head)
            for size in sizes:
                fill(size)
                pages.append(
                    measured(size, results(port, web, people, office, only, size == sizes[-1]))
                )
    if not only:
        for line in photos.lines():
            pages.append(line)
            print(line, flush=True)
        report.PAGE.write_text("\n".join(pages), encoding="utf-8")
        print(f"\n{report.PAGE} written.")
    print(f"\nAll of it took {time.monotonic() - began:.0f} s.")


def fill(size):
    """So many applications; how long that takes is said on the screen."""
    from tests.bench import university

    began = time.monotonic()
    university.fill(size)
    print(f"{size:,} applications, filled in {time.monotonic() - began:.0f} s.", flush=True)


def measured(size, found):
    """The table of one size, printed line by line."""
    from tests.bench import report

    lines = [report.table(size)]
    print(lines[0], flush=True)
    for result in found:
        lines.append(report.row(result))
        print(lines[-1], flush=True)
    return "\n".join(lines) + "\n"


def results(port, web, people, office, only, is_last):
    """Measure one page after the other; at the smaller size only what could grow."""
    from tests.bench.pages import MATCHES
    from tests.bench.visitor import Visitor

    applicants = [Visitor(port, session, application) for session, application in people]
    officers = [Visitor(port, office) for _ in people]
    for match in MATCHES:
        if only in match.ours.name and (is_last or match.grows):
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
    pairs = measure.pairs(clocks(web), lambda: match.ours.ask(one), lambda: match.bare.ask(one))
    crowds = [visitors[:clients] for clients in ((1, 4, 8) if rates else ())]
    served = [
        measure.rate([partial(match.ours.ask, visitor) for visitor in crowd], SECONDS)
        for crowd in crowds
    ]
    return Result(match, pairs, queries, repeated, answer.kilobytes, served)


if __name__ == "__main__":
    sys.exit(main())
