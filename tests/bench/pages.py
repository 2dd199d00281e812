"""Which pages are measured, against what, and what was promised."""

from collections.abc import Callable
from dataclasses import dataclass

from django.forms.models import model_to_dict

from tests.bench import money
from tests.bench.visitor import Answer, Visitor
from tests.factories import typed

GET_QUERIES, POST_QUERIES = 6, 8
KILOBYTES = 25


@dataclass(frozen=True)
class Page:
    """One kind of request."""

    name: str
    ask: Callable[..., Answer]


@dataclass(frozen=True)
class Match:
    """A page of ours, the bare page beside it, and how many times its CPU time was promised."""

    ours: Page
    bare: Page
    goal: float
    queries: int = GET_QUERIES
    by_officer: bool = False
    # Measured at the smaller size too: here more applications could be felt.
    grows: bool = False


def read(name, path):
    """A page at an address, in which ``{key}`` is the visitor's application."""

    def ask(visitor: Visitor, **more):
        key = visitor.application.key if visitor.application else ""
        return visitor.get(path.format(key=key), **more)

    return Page(name, ask)


def save_and_next(name, slug):
    """Post a complete step, each time with another answer, and go on."""

    def ask(visitor: Visitor, **more):
        visitor.turn += 1
        if slug not in visitor.versions:
            visitor.versions[slug] = visitor.application.drafts.get(step=slug).version
        form = typed.ALL[slug](**_changed(slug, visitor.turn))
        form |= {"version": visitor.versions[slug], "next": "1"}
        visitor.versions[slug] += 1
        # As its page sends it: only the first step has a file.
        send = visitor.post_with_files if slug == "basic-information" else visitor.post
        return send(f"/applications/{visitor.application.key}/{slug}/", form, **more)

    return Page(name, ask)


def _changed(slug, turn):
    """One answer, another one every time."""
    if slug == "education-employment":
        return {"education-1-field": f"Civil Engineering {turn}"}
    name = {
        "basic-information": "birth_place",
        "study-plan": "publications",
        "additional-information": "emergency_name",
        "contact-information": "home_city",
    }[slug]
    return {name: "Lagos " + "abcdefghij"[turn % 10] * (1 + turn % 7)}


def _save_bare(visitor: Visitor, **more):
    from tests.bench.bare.models import Paper

    visitor.turn += 1
    if "bare" not in visitor.versions:
        paper = Paper.objects.get(owner=visitor.application.applicant)
        visitor.versions["bare"] = model_to_dict(paper, exclude=("id", "owner"))
    form = visitor.versions["bare"] | {"city": f"Lagos {visitor.turn}", "is_sure": "on"}
    return visitor.post("/bare/form/", form, **more)


SMALL = read("bare: small page", "/bare/small/")
FORM = read("bare: form of 14 fields", "/bare/form/")
SAVE = Page("bare: save 14 fields", _save_bare)
LIST = read("bare: list of 50 rows", "/bare/list/")
CHANGELIST = read("bare: admin list of 50 rows", "/bare/admin/bare/entry/")
BARE = (SMALL, FORM, SAVE, LIST)

_STEPS = {
    "basic-information": "1 Basic Information",
    "study-plan": "2 Study Plan",
    "education-employment": "3 Education and Employment",
    "additional-information": "4 Additional Information",
    "contact-information": "5 Contact Information",
}
MATCHES = (
    Match(read("My applications", "/applications/"), SMALL, 2.5, grows=True),
    Match(read("Status page", "/applications/{key}/"), SMALL, 2.5),
    *(
        Match(read(f"Step {title}", f"/applications/{{key}}/{slug}/"), FORM, 1.3)
        for slug, title in _STEPS.items()
    ),
    *(
        Match(save_and_next(f"Save and Next, {title}", slug), SAVE, 1.5, POST_QUERIES)
        for slug, title in _STEPS.items()
    ),
    Match(read("Programmes, all of 5,000", "/programmes/"), LIST, 1.5),
    Match(read("Programmes, a search", "/programmes/?area=marine&language=en"), LIST, 1.5),
    # What it pays for goes to the office in the same transaction: tests/applications/test_fees.py.
    Match(Page("Callback of WeChat Pay, the payment alone", money.notify), SAVE, 2.0),
    Match(
        read("The office's queue", "/admin/applications/application/"),
        CHANGELIST,
        1.3,
        queries=8,
        by_officer=True,
        grows=True,
    ),
)
