"""Which school is proved by which files, and until when a document is good."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django_stubs_ext import StrPromise

from applications.models import Application, Document, DocumentRequirement
from applications.models.choices import EducationLevel
from applications.models.document import Part
from applications.models.requirement import Evidence, Validity
from applications.wizard.flow import ApplicationPaper
from portal.times import day, months_later

EDUCATION = "education-employment"
_RECORDS = "education"
_NAME_LENGTH = 160


@dataclass(frozen=True)
class Cell:
    """The files that prove one thing of one school; ``missing`` names what is not there."""

    title: StrPromise | str
    files: Sequence[Document]
    missing: str


@dataclass(frozen=True)
class Row:
    """One school."""

    school: str
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Table:
    """Schools down, kinds of proof across."""

    titles: Sequence[StrPromise | str]
    rows: Sequence[Row]
    unplaced: Sequence[Document]  # nobody said from which school they are


def schools_typed(paper: ApplicationPaper) -> list[str]:
    """The schools of step 3 as they were typed, complete or not."""
    draft = paper.found(EDUCATION)
    rows = draft.data["rows"].get(_RECORDS, []) if draft else []
    named = (_school(_first(row, "level"), _first(row, "institution")) for row in rows)
    return list(dict.fromkeys(name for name in named if name))


def schools_kept(application: Application) -> list[str]:
    """The schools of step 3 as they were accepted."""
    named = (_school(one.level, one.institution) for one in application.education.all())
    return list(dict.fromkeys(name for name in named if name))


def _first(row: dict[str, list[str]], name: str) -> str:
    return (row.get(name) or [""])[0].strip()


def _school(level: str, institution: str) -> str:
    """The same in every language: it is kept beside the file."""
    if not institution:
        return ""
    return f"{institution} ({level})"[:_NAME_LENGTH] if level else institution[:_NAME_LENGTH]


def spoken(school: str) -> str:
    """``University of Ibadan (Bachelor)``, in the reader's language."""
    institution, bracket, level = school.rpartition(" (")
    levels = dict(EducationLevel.choices)
    if bracket and level.rstrip(")") in levels:
        return f"{institution} ({levels[level.rstrip(')')]})"
    return school


def table(
    schools: Sequence[str], wanted: Iterable[DocumentRequirement], sent: Iterable[Document]
) -> Table | None:
    """Every school with its proofs; nothing where no school is known or no proof is asked for."""
    asked = {one.pk: one for one in wanted if one.evidence}
    if not schools or not asked:
        return None
    kinds = [kind for kind in Evidence if kind in {one.evidence for one in asked.values()}]
    translated = any(one.wants_translation for one in asked.values())
    files = [one for one in sent if one.requirement_id in asked]
    placed = {one.pk: _place(one, schools) for one in files}
    rows = []
    for school in schools:
        here = [one for one in files if placed[one.pk] == school]
        cells = [_cell(here, asked, kind) for kind in kinds]
        if translated:
            found = [one for one in here if one.is_translation]
            cells.append(Cell(Part.TRANSLATION.label, found, "" if found else _("No translation")))
        rows.append(Row(spoken(school), cells))
    titles = [kind.label for kind in kinds] + ([Part.TRANSLATION.label] if translated else [])
    return Table(titles, rows, [one for one in files if not placed[one.pk]])


def _place(document: Document, schools: Sequence[str]) -> str:
    if document.school in schools:
        return document.school
    return schools[0] if len(schools) == 1 else ""


def _cell(files: Sequence[Document], asked: dict[int, DocumentRequirement], kind: str) -> Cell:
    found = [
        one
        for one in files
        if asked[one.requirement_id].evidence == kind and not one.is_translation
    ]
    missing = _("No transcript") if kind == Evidence.TRANSCRIPT else _("No certificate")
    return Cell(Evidence(kind).label, found, "" if found else missing)


# --- until when a document is good


def passport_warning(expires: date | None, starts_on: date) -> str:
    """What is to be said of a passport; empty where nothing is."""
    until = months_later(starts_on, 6)
    if expires is None:
        return _("Write in step 1 until when your passport is valid.")
    if expires <= timezone.localdate():
        return _("This passport expired on %(day)s. Renew it.") % {"day": day(expires)}
    if expires < until:
        return _("The passport ends on %(ends)s. For the visa it should last until %(until)s.") % {
            "ends": day(expires),
            "until": day(until),
        }
    return ""


def age_warning(document: Document, validity: str, starts_on: date) -> str:
    """What is to be said of a document that grows old; empty where nothing is."""
    months = int(validity)
    if document.is_translation:
        return ""
    if document.issued_on is None:
        return _(
            "It is good for %(months)s months. Write its date of issue, and we tell you until when."
        ) % {"months": months}
    ends = months_later(document.issued_on, months)
    if ends <= timezone.localdate():
        return _(
            "It was issued on %(day)s, more than %(months)s months ago, and is not valid any more. "
            "Get a new one."
        ) % {"day": day(document.issued_on), "months": months}
    if validity == Validity.SIX_MONTHS and ends < starts_on:
        return _(
            "It is valid until %(ends)s. You may need a new one when the studies begin on "
            "%(begin)s."
        ) % {"ends": day(ends), "begin": day(starts_on)}
    return ""
