"""The bar above every step: how far each of the seven is."""

from dataclasses import dataclass

from django_stubs_ext import StrPromise

from applications import rules
from applications.models import Application
from applications.wizard import flow
from applications.wizard.flow import ApplicationPaper
from applications.wizard.step import Step


@dataclass(frozen=True)
class BarEntry:
    """One part of the bar on top of every step."""

    number: int
    slug: str
    title: StrPromise
    short_title: StrPromise
    url: str
    state: str  # complete, started, not-started, needs-change
    current: bool


def step_bar(
    application: Application, current: Step | None = None, paper: ApplicationPaper | None = None
) -> list[BarEntry]:
    """The seven steps with their state, from what was found when they were saved."""
    paper = paper or ApplicationPaper(application)
    wanted = _wanted_changes(application)
    # Looked up once: the addresses of the steps differ in their last part.
    front = flow.address(application, flow.BASIC).removesuffix(f"{flow.BASIC.slug}/")
    return [
        BarEntry(
            number=number,
            slug=step.slug,
            title=step.title,
            short_title=step.short_title,
            url=f"{front}{step.slug}/",
            state=_state(step, paper, wanted, is_current=step is current),
            current=step is current,
        )
        for number, step in enumerate(flow.STEPS, start=1)
    ]


def _wanted_changes(application: Application) -> set[str]:
    return {
        item.step or flow.DOCUMENTS.slug
        for item in rules.open_items(application)
        if item.answered_at is None
    }


def _state(step: Step, paper: ApplicationPaper, wanted: set[str], *, is_current: bool) -> str:
    if step.slug in wanted or paper.has_wrong_answer(step):
        return "needs-change"
    draft = paper.found(step.slug)
    if draft and draft.is_complete and not paper.lacks_answers(step):
        return "complete"
    return "started" if is_current or paper.is_begun(step) else "not-started"
