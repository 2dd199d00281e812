"""Saving what was typed: as it was typed, and as typed answers whenever the step accepts it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.utils import timezone

from accounts.models import User
from applications import rules
from applications.editing import Locked, editing
from applications.models import Application, RevisionItem, StepDraft
from applications.status import Status
from applications.wizard import flow
from applications.wizard.flow import ApplicationPaper
from applications.wizard.step import Filled, Step
from applications.wizard.typed import Typed, question_of

__all__ = ["Conflict", "Locked", "Saved", "save", "settle", "settle_all"]


# The columns of a draft that a save changes.
_CHANGING = ("data", "version", "is_complete", "saved_at")


class Conflict(Exception):  # noqa: N818 - a fact about two windows
    """The step was changed in another window meanwhile; carries what stands in both."""

    def __init__(self, typed: Typed, saved: StepDraft) -> None:
        super().__init__(f"{saved.step} is at version {saved.version}")
        self.typed = typed
        self.saved = saved


@dataclass(frozen=True)
class Saved:
    """What was saved, and what the step says to it."""

    draft: StepDraft
    filled: Filled
    paper: ApplicationPaper


def save(application: Application, step: Step, data: Typed, *, version: int, by: User) -> Saved:
    """Keep what was typed into a step; ``version`` is the one the typist saw.

    Whatever is missing, it is kept.  Where the step accepts it, the typed tables are written in
    the same transaction.  Raises Locked or Conflict, and then nothing was written.
    """
    with editing(application, lambda it: rules.can_edit_step(it, step.slug), by=by):
        return write(application, step, data, version=version)


def write(
    application: Application,
    step: Step,
    data: Typed,
    *,
    version: int,
    shown: Collection[str] = (),
) -> Saved:
    """The same inside ``editing``; ``shown`` as in ``ApplicationPaper``.  Raises Conflict."""
    paper = ApplicationPaper(application, shown, about=step)
    draft = paper.draft(step)
    data = _with_unasked(data, paper, step)
    is_new = draft.pk is None or data != draft.data
    if is_new and draft.version != version:
        raise Conflict(data, draft)
    before = cast(Typed, draft.data)
    kept = before if draft.is_complete else None
    if is_new:
        draft.data = data
        draft.version += 1
        draft.saved_at = timezone.now()
        paper.forget(step)
    _settle(paper, step, kept, at=draft.saved_at)
    for other in flow.open_steps(application):
        if other.is_touched(step.slug, before, data) and paper.is_begun(other):
            _settle_again(paper, other)
    return Saved(draft, paper.filled(step), paper)


def _with_unasked(data: Typed, paper: ApplicationPaper, step: Step) -> Typed:
    """What was posted, and what stands in the draft to questions that its page did not show.

    They come back with their answers: when a gap opens again, when another programme asks them.
    """
    before = cast(Typed, paper.draft(step).data)["fields"]
    left_out = before.keys() - data["fields"].keys()
    if not left_out:
        return data
    shown = paper.filled(step).form.fields
    unasked = {name: before[name] for name in before if question_of(name) not in shown}
    return {**data, "fields": {**unasked, **data["fields"]}}


def settle(application: Application, step: Step) -> None:
    """Look again whether a step is complete: a photo or a document came or went.

    To be called inside ``editing``.
    """
    _settle_again(ApplicationPaper(application, about=step), step, at=timezone.now())


def settle_all(application: Application) -> None:
    """Look again at every step that was begun: something else is asked.  Inside ``editing``."""
    paper = ApplicationPaper(application)
    for step in flow.STEPS:
        if paper.is_begun(step):
            _settle_again(paper, step)


def _settle_again(paper: ApplicationPaper, step: Step, at: datetime | None = None) -> None:
    draft = paper.draft(step)
    _settle(paper, step, cast(Typed, draft.data) if draft.is_complete else None, at)


def _settle(
    paper: ApplicationPaper, step: Step, kept: Typed | None, at: datetime | None = None
) -> None:
    """Write what the step says to what was typed, and the answers where it accepts them.

    ``kept`` is the draft whose answers stand in the typed tables, if any does.
    """
    draft, filled = paper.draft(step), paper.filled(step)
    draft.is_complete = filled.is_accepted
    draft.save(update_fields=_CHANGING if draft.pk else None)
    if filled.is_accepted:
        step.record(paper.application, filled, kept)
        if at and paper.application.status == Status.RETURNED:
            RevisionItem.objects.filter(
                request__application=paper.application,
                request__answered_at__isnull=True,
                step=step.slug,
            ).update(answered_at=at)
