"""A draft that is for something else: what is kept, what is newly asked, what is asked no more."""

import copy
from dataclasses import dataclass

from applications.models import Application, Offering
from applications.wizard import drafts, flow
from applications.wizard.flow import ApplicationPaper, Blocker
from applications.wizard.step import Step


@dataclass(frozen=True)
class Consequences:
    """What a change of programme, admission type or funding means for a draft."""

    kept: list[str]
    asked: list[Blocker]
    unasked: list[str]


def consequences(application: Application, offering: Offering) -> Consequences:
    """Look, and write nothing."""
    before, after = ApplicationPaper(application), ApplicationPaper(_as_if(application, offering))
    steps = [step for step in flow.STEPS if step is not flow.PRE_REVIEW]
    return Consequences(
        kept=[str(step.title) for step in steps if _is_kept(step, before, after)],
        asked=[one for step in steps for one in _newly_asked(step, before, after)],
        unasked=[one for step in steps for one in _no_longer_asked(step, before, after)],
    )


def carry_over(application: Application, offering: Offering) -> None:
    """Write the change; to be called inside ``editing``.

    Everything typed stays.  Documents go to the slot of the same name; the others wait with the
    requirement they were sent for, and come back with it.
    """
    application.intake, application.offering = offering.intake, offering
    application.save(update_fields=["intake", "offering"])
    slots = {slot.code: slot for slot in offering.intake.document_requirements.all()}
    for document in application.documents.select_related("requirement"):
        slot = slots.get(document.requirement.code)
        if slot and slot.pk != document.requirement_id:
            document.requirement = slot
            document.save(update_fields=["requirement"])
    drafts.settle_all(application)


def _as_if(application: Application, offering: Offering) -> Application:
    changed = copy.copy(application)
    changed.intake, changed.offering = offering.intake, offering
    return changed


def _is_kept(step: Step, before: ApplicationPaper, after: ApplicationPaper) -> bool:
    return before.is_begun(step) and not _newly_asked(step, before, after)


def _newly_asked(step: Step, before: ApplicationPaper, after: ApplicationPaper) -> list[Blocker]:
    """What is missing or wrong only with the change."""
    known = {(one.label, one.sentence) for one in before.filled(step).problems}
    if step is flow.DOCUMENTS:
        sent = before.application.documents.values_list("requirement__code", flat=True)
        known |= {
            (slot.name, one.sentence)
            for slot in after.application.intake.document_requirements.filter(code__in=sent)
            for one in after.filled(step).problems
        }
    return [
        Blocker(
            one.label or str(step.title), one.sentence,
            flow.address(before.application, step), flow.number_of(step),
        )
        for one in after.filled(step).problems
        if (one.label, one.sentence) not in known
    ]  # fmt: skip


def _no_longer_asked(step: Step, before: ApplicationPaper, after: ApplicationPaper) -> list[str]:
    """Questions with an answer that will not be asked; the answers wait in the draft."""
    form, other = before.filled(step).form, after.filled(step).form
    _judged = form.errors
    return [
        form.full_label(name)
        for name in form.fields
        if name not in other.fields and form.answer(name) is not None
    ]
