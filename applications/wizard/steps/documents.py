"""Step 6: the documents this intake asks for.  Nothing is typed: the files are the answer."""

from collections.abc import Iterable

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.models import Application, Document, DocumentRequirement
from applications.rules import DOCUMENTS
from applications.wizard.facts import Fact, Group
from applications.wizard.forms import AskedOnce, Problem
from applications.wizard.step import Filled, Step
from applications.wizard.typed import Typed


class NoQuestions(AskedOnce, forms.Form):
    """The step has files instead."""


class DocumentsStep(Step):
    """Asks for scans."""

    slug = DOCUMENTS
    title = gettext_lazy("Upload Application Documents")
    short_title = gettext_lazy("Upload Documents")
    lead = gettext_lazy(
        "A sharp phone photo of each page is good enough. PDF, JPG or PNG, up to 10 MB a file, "
        "several files in one place. A PDF is kept exactly as you send it; in pictures we delete "
        "where and with what they were taken."
    )
    form_class = NoQuestions

    def preview(self, filled: Filled) -> list[Group]:
        """Each document with its files."""
        paper = filled.form.paper
        return _group(paper.application, paper.wanted_documents, paper.documents)

    def answers(self, application: Application) -> list[Group]:
        """Each document with its files."""
        wanted = application.intake.document_requirements.all()
        return _group(application, wanted, application.documents.all())

    def record(self, application: Application, filled: Filled, kept: Typed | None) -> None:
        """Nothing was typed; the files have their own tables."""

    def check(self, filled: Filled) -> None:
        """Every required document has at least one file."""
        filled.others += [
            Problem(requirement.name, _("No file yet."), f"slot-{requirement.code}", is_gap=True)
            for requirement in filled.form.paper.missing_documents()
        ]


def _group(
    application: Application, wanted: Iterable[DocumentRequirement], files: Iterable[Document]
) -> list[Group]:
    sent: dict[int, list[Document]] = {}
    for document in files:
        sent.setdefault(document.requirement_id, []).append(document)
    return [Group("", [_fact(one, sent.get(one.pk, []), application) for one in wanted])]


def _fact(
    requirement: DocumentRequirement, files: list[Document], application: Application
) -> Fact:
    links = tuple(
        (_name(one), reverse("applications:file", args=[application.key, one.key])) for one in files
    )
    names = ", ".join(map(_name, files))
    is_missing = requirement.is_required and not files
    note = _("No file yet.") if is_missing else ""
    return Fact(requirement.name, names, requirement.code, note, is_missing, links=links)


def _name(document: Document) -> str:
    if document.is_translation:
        return _("%(name)s (translation)") % {"name": document.original_name}
    return document.original_name
