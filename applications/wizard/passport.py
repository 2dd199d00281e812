"""The passport lines of step 1 against what was typed beside them: each difference in words."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from applications.wizard import lists, mrz
from applications.wizard.forms import Asking
from portal.times import day

_SEX = {"M": "M", "F": "F", "<": "X"}


def compare(form: Asking) -> None:
    """Refuse what are no lines of a passport; note whatever they say otherwise than the form."""
    typed = form.answer("mrz")
    if not typed:
        return
    try:
        lines = mrz.read(typed)
    except mrz.Unreadable:
        form.add_error("mrz", ValidationError(_unreadable(), code="mrz"))
        return
    said = [*_misread(lines), *_differences(form, lines)]
    if said:
        form.note("mrz", " ".join(said))


def _unreadable() -> str:
    return _(
        "A passport has two lines of 44 signs each: letters A to Z, digits and “<”. The first "
        "begins with P. Type them again, or leave the field empty."
    )


def _misread(lines: mrz.Lines) -> Iterator[str]:
    parts = {
        "number": _("the passport number"),
        "birth": _("the date of birth"),
        "expiry": _("the date of expiry"),
    }
    wrong = [words for name, words in parts.items() if name in lines.broken]
    if wrong:
        yield _("Look at the second line again: the check digit does not fit %(part)s.") % {
            "part": _(" and ").join(wrong)
        }
    elif lines.broken:
        yield _("Look at the second line again: the last check digit does not fit.")


def _differences(form: Asking, lines: mrz.Lines) -> Iterator[str]:
    surname, given = (
        form.answer("passport_surname") or "",
        form.answer("passport_given_names") or "",
    )
    printed = f"{lines.surname} {lines.given_names}".strip()
    if given and not mrz.same_names(lines, surname, given):
        yield _("The lines say the name “%(printed)s”, you wrote “%(typed)s”.") % {
            "printed": printed,
            "typed": f"{surname} {given}".strip(),
        }
    number = form.answer("passport_number")
    if number and number != lines.number:
        yield _("The lines say the number %(printed)s, you wrote %(typed)s.") % {
            "printed": lines.number,
            "typed": number,
        }
    yield from _other_country(form.answer("nationality"), lines)
    yield from _other_day(form.answer("date_of_birth"), lines.birth, _("date of birth"))
    yield from _other_day(form.answer("passport_expiry_date"), lines.expiry, _("date of expiry"))
    sex = form.answer("gender")
    if sex and _SEX.get(lines.sex, sex) != sex:
        yield _("The lines say another sex than you chose.")


def _other_country(chosen: Any, lines: mrz.Lines) -> Iterator[str]:
    if chosen and lines.nationality and lines.nationality != chosen:
        names = lists.countries()
        yield _("The lines say the nationality %(printed)s, you chose %(typed)s.") % {
            "printed": names.get(lines.nationality, lines.nationality),
            "typed": names.get(str(chosen), str(chosen)),
        }


def _other_day(typed: Any, printed: str, what: str) -> Iterator[str]:
    # Passports may leave an unknown day or month of birth open.
    if typed and printed.isdecimal() and mrz.short(typed) != printed:
        yield _(
            "The lines say another %(what)s: %(printed)s (year, month, day). You wrote %(typed)s."
        ) % {
            "what": what,
            "printed": f"{printed[:2]}-{printed[2:4]}-{printed[4:]}",
            "typed": day(typed),
        }
