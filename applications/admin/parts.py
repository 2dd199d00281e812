"""The parts of an application that can be opened for changes: a step, or a slot for a document."""

from dataclasses import dataclass

from applications.models import Application, DocumentRequirement, RevisionItem
from applications.wizard import flow

# Documents are asked for slot by slot; the pre-review holds no answers.
ANSWERED = tuple(step for step in flow.STEPS if step not in (flow.DOCUMENTS, flow.PRE_REVIEW))


@dataclass(frozen=True)
class Part:
    """One of them, under a name that is unique within the application."""

    name: str
    title: str
    step: str = ""
    requirement: DocumentRequirement | None = None

    def item(self, *, reason_en: str, reason_zh: str) -> RevisionItem:
        """An unsaved request to change it."""
        return RevisionItem(
            step=self.step,
            requirement=self.requirement,
            reason_en=reason_en,
            reason_zh=reason_zh,
        )


def parts_of(application: Application) -> list[Part]:
    """Steps first, then the documents of this intake."""
    return [
        *(Part(step.slug, str(step.title), step=step.slug) for step in ANSWERED),
        *(
            Part(f"document-{requirement.pk}", requirement.name, requirement=requirement)
            for requirement in application.intake.document_requirements.all()
        ),
    ]


def title_of(item: RevisionItem) -> str:
    """What a request asks to change, in the reader's language."""
    if item.requirement is not None:
        return item.requirement.name
    step = flow.find(item.step)
    return str(step.title) if step else item.step
