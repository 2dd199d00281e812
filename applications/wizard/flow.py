"""The order of the steps, and what is still missing in an application."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from applications import rules
from applications.models import (
    Application,
    Document,
    DocumentRequirement,
    Photo,
    PhotoTry,
    StepDraft,
)
from applications.wizard.step import Filled, Step
from applications.wizard.steps.additional import AdditionalStep
from applications.wizard.steps.basic_information import BasicInformationStep
from applications.wizard.steps.contact import ContactStep
from applications.wizard.steps.documents import DocumentsStep
from applications.wizard.steps.education import EducationStep
from applications.wizard.steps.pre_review import PreReviewStep
from applications.wizard.steps.study_plan import StudyPlanStep
from applications.wizard.typed import Typed, nothing_typed

BASIC, DOCUMENTS, PRE_REVIEW = BasicInformationStep(), DocumentsStep(), PreReviewStep()
STEPS: tuple[Step, ...] = (
    BASIC,
    StudyPlanStep(),
    EducationStep(),
    AdditionalStep(),
    ContactStep(),
    DOCUMENTS,
    PRE_REVIEW,
)
_BY_SLUG = {step.slug: step for step in STEPS}


def find(slug: str) -> Step | None:
    """The step at this address."""
    return _BY_SLUG.get(slug)


def number_of(step: Step) -> int:
    """Which step it is, counted from 1."""
    return STEPS.index(step) + 1


def following(step: Step) -> Step:
    """The next step; after the last one, the last one."""
    return STEPS[min(number_of(step), len(STEPS) - 1)]


def preceding(step: Step) -> Step | None:
    """The step before; before the first one there is none."""
    return STEPS[number_of(step) - 2] if step is not STEPS[0] else None


def address(application: Application, step: Step) -> str:
    """Where the step is filled in."""
    return reverse("applications:step", args=[application.key, step.slug])


class ApplicationPaper:
    """Everything typed into one application, read once and judged step by step.

    ``shown`` names rows that were read with the application a moment ago: see ``Step.shows``.
    ``about`` is the step that it is for: the others are read when they are asked for, but those
    it consults.
    """

    def __init__(
        self, application: Application, shown: Collection[str] = (), about: Step | None = None
    ) -> None:
        self.application = application
        self._shown = shown
        self._filled: dict[str, Filled] = {}
        self._looked_for = {about.slug, *about.consults} if about else set(_BY_SLUG)
        drafts = application.drafts.all()
        if about:
            drafts = drafts.filter(step__in=self._looked_for).order_by()
        self._drafts = {draft.step: draft for draft in drafts}

    def found(self, slug: str) -> StepDraft | None:
        """What was saved of a step, if anybody has begun it."""
        if slug not in self._looked_for:
            others = self.application.drafts.exclude(step__in=self._looked_for)
            self._drafts |= {draft.step: draft for draft in others}
            self._looked_for = set(_BY_SLUG)
        return self._drafts.get(slug)

    def draft(self, step: Step) -> StepDraft:
        """What was typed into a step; unsaved where nobody has begun it."""
        draft = self.found(step.slug)
        if draft is None:
            draft = StepDraft(application=self.application, step=step.slug, data=nothing_typed())
            self._drafts[step.slug] = draft
        return draft

    def is_begun(self, step: Step) -> bool:
        """Whether anything of this step was ever saved."""
        draft = self.found(step.slug)
        return draft is not None and draft.pk is not None

    def filled(self, step: Step) -> Filled:
        """The step with what was typed into it."""
        if step.slug not in self._filled:
            self._filled[step.slug] = step.fill(cast(Typed, self.draft(step).data), self)
        return self._filled[step.slug]

    def forget(self, step: Step) -> None:
        """Something else was typed into this step; what looks at it has to look again."""
        for slug in (step.slug, *(one.slug for one in STEPS if step.slug in one.consults)):
            self._filled.pop(slug, None)

    def value(self, slug: str, name: str) -> Any:
        """The answer to one question, without judging the whole step."""
        form_class = _BY_SLUG[slug].form_class
        field = cast(Any, form_class).base_fields[name]
        draft = self.found(slug)
        typed = MultiValueDict(draft.data["fields"] if draft else {})
        try:
            return field.clean(field.widget.value_from_datadict(typed, {}, name))
        except ValidationError:
            return None

    def has_wrong_answer(self, step: Step) -> bool:
        """Whether a step that was judged on this page has an answer that is not merely missing."""
        filled = self._filled.get(step.slug)
        return filled is not None and any(not problem.is_gap for problem in filled.problems)

    def lacks_answers(self, step: Step) -> bool:
        """Whether a step that was judged on this page is not complete, whatever it once was."""
        filled = self._filled.get(step.slug)
        return filled is not None and not filled.is_accepted

    @cached_property
    def photo(self) -> Photo | None:
        """The photo that goes with the application."""
        if "photo" in self._shown:
            return getattr(self.application, "photo", None)
        return Photo.objects.filter(application=self.application).first()

    @cached_property
    def photo_try(self) -> PhotoTry | None:
        """The photo that was refused last, while nothing better came."""
        if "photo_try" in self._shown:
            return getattr(self.application, "photo_try", None)
        return PhotoTry.objects.filter(application=self.application).first()

    @cached_property
    def documents(self) -> list[Document]:
        """The files that came."""
        return list(self.application.documents.all())

    @cached_property
    def wanted_documents(self) -> list[DocumentRequirement]:
        """What the intake asks for."""
        return list(self.application.intake.document_requirements.all())

    def has_photo(self) -> bool:
        """Whether there is one, accepted or for a person to look at."""
        if "photo" in self._shown or "photo" in self.__dict__:
            return self.photo is not None
        return Photo.objects.filter(application=self.application).exists()

    def missing_documents(self) -> list[DocumentRequirement]:
        """The required documents of which there is no file yet."""
        sent = {document.requirement_id for document in self.documents}
        return [one for one in self.wanted_documents if self._requires(one) and one.pk not in sent]

    def _requires(self, document: DocumentRequirement) -> bool:
        """A draft follows its intake; what was submitted keeps what was required then."""
        kept: list[str] | None = self.application.required_documents
        if kept is None or self.application.is_editable:
            return document.is_required
        return document.code in kept


def required_documents(application: Application) -> list[str]:
    """The codes of what the intake requires now."""
    required = application.intake.document_requirements.filter(is_required=True)
    return list(required.values_list("code", flat=True))


@dataclass(frozen=True)
class Blocker:
    """What stands between the applicant and Submit, with the place where it can be mended."""

    label: str
    reason: str
    url: str
    step: int


def open_steps(application: Application) -> tuple[Step, ...]:
    """The steps whose answers or files may change now."""
    if application.is_editable:
        return STEPS
    items = rules.open_items(application)
    slugs = {item.step for item in items}
    if any(item.requirement_id for item in items):
        slugs.add(DOCUMENTS.slug)
    return tuple(step for step in STEPS if step.slug in slugs)


def blockers(application: Application, paper: ApplicationPaper | None = None) -> list[Blocker]:
    """Everything that is missing or wrong before the declaration, judged afresh."""
    paper = paper or ApplicationPaper(application)
    return [
        blocker
        for step in open_steps(application)
        if step is not PRE_REVIEW
        for blocker in _blockers_of(step, paper)
    ]


def _blockers_of(step: Step, paper: ApplicationPaper) -> list[Blocker]:
    url, number = address(paper.application, step), number_of(step)
    found = [
        Blocker(one.label or str(step.title), one.sentence, f"{url}#{one.anchor or 'main'}", number)
        for one in paper.filled(step).problems
    ]
    if not found and not _is_settled(step, paper):
        # Accepted now, but not when it was saved: the typed tables do not have it yet.
        reason = _("Open this step and save it once more.")
        return [Blocker(str(step.title), reason, url, number)]
    return found


def advice(application: Application, paper: ApplicationPaper | None = None) -> list[Blocker]:
    """What is worth a second look before submitting, with its place; none of it blocks.

    The office reads the same when it decides.
    """
    paper = paper or ApplicationPaper(application)
    return [
        Blocker(
            one.label or str(step.title),
            one.sentence,
            f"{address(application, step)}#{one.anchor or 'main'}",
            number_of(step),
        )
        for step in STEPS
        if step not in (DOCUMENTS, PRE_REVIEW) and paper.is_begun(step)
        for one in paper.filled(step).advice
    ]


def _is_settled(step: Step, paper: ApplicationPaper) -> bool:
    return step is DOCUMENTS or paper.draft(step).is_complete


def first_incomplete(application: Application) -> Step | None:
    """The first step that is not complete, judged afresh; the declaration comes last.

    While the office asks for changes only the steps it opened count.
    """
    paper = ApplicationPaper(application)
    for step in open_steps(application):
        if not (paper.filled(step).is_accepted and _is_settled(step, paper)):
            return step
    return None
