"""A step that was changed in two windows: what differs, and what the applicant keeps of both."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.models import StepDraft
from applications.wizard import facts
from applications.wizard.flow import ApplicationPaper
from applications.wizard.step import Filled, Step
from applications.wizard.typed import Typed, part_of, question_of
from portal.widgets import Boxes


@dataclass(frozen=True)
class Difference:
    """One question, or all records of one kind, with what stands in both windows."""

    name: str
    label: str
    typed: str
    saved: str


def differences(
    step: Step, typed: Typed, draft: StepDraft, paper: ApplicationPaper
) -> list[Difference]:
    """What is not the same in both."""
    saved = cast(Typed, draft.data)
    here, there = step.fill(typed, paper), step.fill(saved, paper)
    found = [
        Difference(one.prefix, str(one.title), _count(here, one.prefix), _count(there, one.prefix))
        for one in step.row_sets
        if typed["rows"].get(one.prefix) != saved["rows"].get(one.prefix)
    ]
    for name in _questions(here, {*typed["fields"], *saved["fields"]}):
        if part_of(typed["fields"], name) != part_of(saved["fields"], name):
            label = here.form.full_label(name) if name in here.form.fields else name
            found.append(Difference(name, label, _said(here, name), _said(there, name)))
    return found


def merged(step: Step, typed: Typed, draft: StepDraft, posted: QueryDict) -> Typed:
    """What was typed, with those answers of the saved draft that the applicant chose."""
    saved = cast(Typed, draft.data)
    kept: Typed = {"fields": dict(typed["fields"]), "rows": dict(typed["rows"])}
    for row_set in step.row_sets:
        if posted.get(f"keep-{row_set.prefix}") == "saved":
            kept["rows"][row_set.prefix] = saved["rows"].get(row_set.prefix, [])
    for name in {*typed["fields"], *saved["fields"]}:
        if posted.get(f"keep-{question_of(name)}") == "saved":
            kept["fields"].pop(name, None)
            if name in saved["fields"]:
                kept["fields"][name] = saved["fields"][name]
    return kept


def _questions(filled: Filled, posted: Iterable[str]) -> list[str]:
    """The questions behind these names, in the order of the form; others, asked no more, last."""
    names = {question_of(name) for name in posted}
    asked = [name for name in filled.form.fields if name in names]
    return [*asked, *sorted(names.difference(asked))]


def _said(filled: Filled, name: str) -> str:
    form = filled.form
    if name not in form.fields:
        return ""
    field = form.fields[name]
    typed = form[name].value()
    if isinstance(field.widget, Boxes):
        _judged = form.errors
        answer = form.cleaned_data.get(name)
        return facts.words(field, answer) if answer else str(typed or "")
    return facts.words(field, typed)


def _count(filled: Filled, prefix: str) -> str:
    count = len(filled.told(prefix))
    if not count:
        return ""
    names = (row.data.get(row.add_prefix(row.names[-1])) for row in filled.told(prefix))
    said = ", ".join(name for name in names if name)
    records = ngettext("%(count)s record", "%(count)s records", count) % {"count": count}
    return _("%(records)s: %(names)s") % {"records": records, "names": said} if said else records
