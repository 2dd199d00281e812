"""Papers that are kept: which are due, making one, and finding the one in force."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from applications.models import Application, PaperKind, StatusChange, StoredPaper
from applications.models.paper import new_code
from applications.printing.form import form_facts
from applications.printing.notice import notice_facts
from applications.printing.sheet import as_html
from applications.status import ADMIT, RESUBMIT, SUBMIT, Status
from portal import pdf

# The moves after which a paper is due.  A form that was changed and sent back is a new form.
DUE_AFTER = {
    PaperKind.FORM: (SUBMIT.name, RESUBMIT.name),
    PaperKind.ADMISSION_NOTICE: (ADMIT.name,),
}
# How far back the sweep looks; what is older is made when somebody asks for it.
SWEPT_FOR = timedelta(days=7)


def due_since(application: Application, kind: PaperKind) -> StatusChange | None:
    """The move whose paper is in force now; None where there is none to be had."""
    if kind == PaperKind.ADMISSION_NOTICE and application.status != Status.ADMITTED:
        return None
    if application.is_editable:
        return None
    made_by = [one for one in application.changes.all() if one.move in DUE_AFTER[kind]]
    return made_by[-1] if made_by else None


def in_force(application: Application, kind: PaperKind) -> StoredPaper | None:
    """The paper as it was made, if it is made yet."""
    change = due_since(application, kind)
    return getattr(change, "paper", None)


def missing(now: datetime | None = None) -> list[tuple[int, PaperKind]]:
    """Application and kind of what has been due lately and is not made, the oldest first."""
    since = (now or timezone.now()) - SWEPT_FOR
    found: dict[tuple[int, PaperKind], None] = {}
    for kind, moves in DUE_AFTER.items():
        changes = StatusChange.objects.filter(move__in=moves, at__gte=since, paper=None)
        for pk in changes.order_by("at").values_list("application", flat=True):
            found[pk, kind] = None
    return list(found)


def make(pk: int, kind: PaperKind) -> StoredPaper | None:
    """Make and keep the paper that is due, unless that was done; may be called any number of times.

    None where nothing is due.  Rendering holds no lock.  Raises DocumentError.
    """
    application = Application.objects.with_answers().get(pk=pk)
    change = due_since(application, kind)
    if change is None or hasattr(change, "paper"):
        return getattr(change, "paper", None)
    code = new_code()
    facts = facts_of(application, kind, change)
    shown = code if kind == PaperKind.ADMISSION_NOTICE else ""
    content = pdf.render(as_html(kind, facts, application, shown))
    paper = StoredPaper(application=application, change=change, kind=kind, code=code, facts=facts)
    if paper.keep(content, f"{kind}.pdf"):
        return paper
    return StoredPaper.objects.get(change=change)


def facts_of(application: Application, kind: PaperKind, change: StatusChange) -> dict[str, Any]:
    """What stands in a paper."""
    if kind == PaperKind.FORM:
        return form_facts(application, change)
    return notice_facts(application, change)


def genuine_notice(code: str) -> StoredPaper | None:
    """The admission notice with this code, if it is in force."""
    paper = (
        StoredPaper.objects.filter(code=code, kind=PaperKind.ADMISSION_NOTICE)
        .select_related("application")
        .first()
    )
    if paper and in_force(paper.application, PaperKind.ADMISSION_NOTICE) == paper:
        return paper
    return None
