"""What stands in the admission notice, in both languages."""

from dataclasses import asdict
from decimal import Decimal
from typing import Any

from applications.models import Application, StatusChange
from applications.printing.bilingual import Both, Line, answers_of, words
from applications.printing.form import TAUGHT_IN, letterhead, passport_name
from applications.wizard import flow
from portal import times
from portal.bilingual import in_both
from portal.templatetags.ruxue import yuan

# Nine characters with the two of the seal and the two in which the name of the university ends.
_SEAL_OF = "招生专用章"
_SEAL_SIDE = 3
_EMPTY = "\u3000"
# By these the officer at a border compares notice and passport.
_COMPARED = ("gender", "date_of_birth", "nationality", "passport_number")


def notice_facts(application: Application, admitted: StatusChange) -> dict[str, Any]:
    """Whom the university admits, to what, and when to come.

    The number of the notice is the reference of the application.
    """
    programme, intake = application.offering.programme, application.intake
    head, person = letterhead(), answers_of(application, flow.BASIC)
    return {
        **head,
        "reference": application.reference,
        "name": passport_name(application),
        "chinese_name": person["chinese_name"].value[1] if "chinese_name" in person else "",
        "programme": words(lambda: programme.name),
        "school": words(lambda: programme.department.name),
        "type": words(lambda: intake.admission_type.name),
        "funding": words(lambda: intake.funding_category.name),
        "taught": TAUGHT_IN[programme.teaching_language],
        "years": _years(programme.years),
        "starts_on": in_both(lambda: times.day(intake.starts_on)),
        "admitted_on": in_both(lambda: times.day(admitted.at)),
        "stamp": _stamp(head["university"][1], head["seal"]),
        "lines": _in_pairs(
            [*(person[name] for name in _COMPARED if name in person), *_studies(application)]
        ),
    }


def _studies(application: Application) -> list[Line]:
    plan = getattr(application, "study_plan", None)
    programme = application.offering.programme
    lines = []
    if plan and plan.study_start and plan.study_end:
        months = f"{plan.study_start:%Y-%m} – {plan.study_end:%Y-%m}"
        lines.append(Line("period", ("Period of study", "学习期限"), (months, months)))
    if programme.tuition_fen:
        a_year = yuan(programme.tuition_fen)
        lines.append(Line("tuition", ("Tuition a year", "每学年学费"), (a_year, a_year)))
    return lines


def _in_pairs(lines: list[Line]) -> list[list[dict[str, Any]]]:
    plain = [asdict(line) for line in lines]
    return [plain[start : start + 2] for start in range(0, len(plain), 2)]


def _years(years: Decimal) -> Both:
    if years == Decimal("0.5"):
        return "half a year", "半年"
    number = f"{years.normalize():f}"
    return f"{number} year{'' if years == 1 else 's'}", f"{number}年"


def _stamp(university: str, seal: str) -> list[list[str]]:
    """The nine characters of the seal in rows, although they are read in columns from the right."""
    signs = f"{seal}{university[-2:]}{_SEAL_OF}"
    signs += _EMPTY * (-len(signs) % _SEAL_SIDE)
    columns = [signs[start : start + _SEAL_SIDE] for start in range(0, len(signs), _SEAL_SIDE)]
    return [list(row) for row in zip(*reversed(columns), strict=True)]
