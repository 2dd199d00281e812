"""A whole application as it is read: the same sections from drafts and from typed tables."""

from dataclasses import dataclass

from django_stubs_ext import StrPromise

from applications.models import Application
from applications.wizard import flow
from applications.wizard.facts import Group
from applications.wizard.flow import ApplicationPaper
from applications.wizard.step import Step


@dataclass(frozen=True)
class Section:
    """One step: its name, its number, where it is changed, and what was answered."""

    slug: str
    title: StrPromise
    number: int
    url: str
    groups: list[Group]
    # Whether the applicant may change it now.
    is_open: bool = False


def preview(application: Application, paper: ApplicationPaper | None = None) -> list[Section]:
    """For the applicant: what was typed where it may still change, what was accepted elsewhere."""
    paper = paper or ApplicationPaper(application)
    opened = flow.open_steps(application)
    return [
        _section(application, step, step.preview(paper.filled(step)), is_open=True)
        if step in opened
        else _section(application, step, step.answers(application))
        for step in flow.STEPS
        if step is not flow.PRE_REVIEW
    ]


def answers(application: Application) -> list[Section]:
    """What was accepted, for the office, the PDF and the export."""
    return [_section(application, step, step.answers(application)) for step in flow.STEPS]


def _section(
    application: Application, step: Step, groups: list[Group], *, is_open: bool = False
) -> Section:
    url = flow.address(application, step)
    return Section(step.slug, step.title, flow.number_of(step), url, groups, is_open)
