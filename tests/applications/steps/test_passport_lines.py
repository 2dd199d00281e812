"""The machine-readable lines: read, proven by their digits, compared with what was typed."""

from datetime import date

import pytest

from applications.wizard import flow, mrz
from applications.wizard.flow import ApplicationPaper
from tests.factories.applications import ApplicationFactory
from tests.factories.typed import as_typed, basic_information, day

# The specimens of ICAO Doc 9303 and two of the same make.
ERIKSSON = (
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
    "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
)
SUHARTINI = (
    "P<IDNSUHARTINI<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<",
    "X1234567<7IDN0305174F3105168<<<<<<<<<<<<<<<4",
)
MUELLER = (
    "P<D<<MUELLER<WEISS<<JOERG<PETER<<<<<<<<<<<<<",
    "C01X00T478D<<0102030M3402029<<<<<<<<<<<<<<<0",
)
OKONKWO = ("OKONKWO", "ADAEZE NGOZI")


def of(lines):
    return "\n".join(lines)


def made(surname="OKONKWO", given="ADAEZE<NGOZI", number="A01234567", born="", sex="F", ends=""):
    """Lines with digits that fit."""
    first = f"P<NGA{surname}<<{given}".ljust(mrz.LENGTH, "<")

    def proven(part):
        return f"{part}{mrz.check_digit(part)}"

    who = f"{proven(number)}NGA{proven(born)}{sex}{proven(ends)}" + "<" * 15
    return [first, who + str(mrz.check_digit(who[:10] + who[13:20] + who[21:43]))]


def test_specimen_is_read():
    assert mrz.read(of(ERIKSSON)) == mrz.Lines(
        surname="ERIKSSON",
        given_names="ANNA MARIA",
        number="L898902C3",
        nationality="",  # nobody's: Utopia
        birth="740812",
        sex="F",
        expiry="120415",
        broken=(),
    )


def test_states_whose_code_in_passports_is_their_own():
    assert mrz.read(of(MUELLER)).nationality == "DE"
    assert mrz.read(of(SUHARTINI)).nationality == "ID"


@pytest.mark.parametrize(
    "typed",
    [
        of(SUHARTINI).lower(),
        " ".join(SUHARTINI),
        "".join(SUHARTINI),
        "\r\n\r\n".join(SUHARTINI) + "\r\n",
        of(SUHARTINI).replace("<<", "«"),
        of(SUHARTINI).replace("<", " < "),
        of(SUHARTINI).replace("<", "＜"),
        SUHARTINI[0] + "\n" + SUHARTINI[1][:10] + SUHARTINI[1][10:].replace("0", "O"),
    ],
    ids=[
        "small",
        "one line",
        "solid",
        "blank lines",
        "quotation marks",
        "spaced",
        "full width",
        "O for 0",
    ],
)
def test_lines_are_read_however_they_were_pasted(typed):
    assert mrz.read(typed) == mrz.read(of(SUHARTINI))


def test_zero_in_a_name_is_the_letter():
    first, second = made(surname="OKONKWO".replace("O", "0"), born="010514", ends="310814")

    assert mrz.read(first + second).surname == "OKONKWO"


@pytest.mark.parametrize(
    "typed", ["P<", "x" * 88, of(ERIKSSON)[:-1], of(ERIKSSON).replace("P", "V", 1)]
)
def test_other_lines_are_unreadable(typed):
    with pytest.raises(mrz.Unreadable):
        mrz.read(typed)


@pytest.mark.parametrize(
    ("place", "broken"),
    [
        (3, ("number", "all")),
        (15, ("birth", "all")),
        (23, ("expiry", "all")),
        (30, ("optional", "all")),
    ],
)
def test_wrong_sign_breaks_its_check_digit(place, broken):
    first, second = ERIKSSON
    sign = "7" if second[place] != "7" else "8"

    assert mrz.read(first + second[:place] + sign + second[place + 1 :]).broken == broken


@pytest.mark.parametrize(
    ("lines", "surname", "given"),
    [
        (ERIKSSON, "Eriksson", "Anna Maria"),
        (SUHARTINI, "", "Suhartini"),
        (MUELLER, "Müller-Weiß", "Jörg Peter"),
        (("P<XXXNUNEZ<<JOSE".ljust(44, "<"), SUHARTINI[1]), "Núñez", "José"),
        (("P<XXXNUNXXEZ<<MUXX".ljust(44, "<"), SUHARTINI[1]), "Núñez", "Mü"),
        (("P<XXXOBRIEN<<LUKASZ".ljust(44, "<"), SUHARTINI[1]), "O'Brien", "Łukasz"),
        (("P<XXXD<ARCY<<ANNEMARIE".ljust(44, "<"), SUHARTINI[1]), "D’Arcy", "Anne-Marie"),
        (("P<XXXNGUYEN<<THI<HUE".ljust(44, "<"), SUHARTINI[1]), "Nguyễn", "Thị Huệ"),
        (
            ("P<XXXPAPANDROPOULOS<<JONATHON<ALEXANDER<ABCD", SUHARTINI[1]),
            "Papandropoulos",
            "Jonathon Alexander Abcdefgh",
        ),
    ],
)
def test_same_names_in_other_letters(lines, surname, given):
    assert mrz.same_names(mrz.read(of(lines)), surname, given)


def test_another_name_is_another_name():
    assert not mrz.same_names(mrz.read(of(ERIKSSON)), "Eriksson", "Anna Marie")


@pytest.fixture
def application(db):
    return ApplicationFactory()


def said(application, lines, **changes):
    """What step 1 says to these lines: an error, or something worth a second look."""
    posted = basic_information(mrz=of(lines), **changes)
    filled = flow.BASIC.fill(as_typed("basic-information", posted), ApplicationPaper(application))
    _judged = filled.problems
    return (filled.form.errors.get("mrz") or [""])[0], filled.form.notes.get("mrz", "")


def typed_dates():
    return {
        **day(date(2001, 5, 14), "date_of_birth"),
        **day(date(2031, 8, 14), "passport_expiry_date"),
    }


AGREED = {"born": "010514", "ends": "310814"}


def test_lines_that_agree_are_not_spoken_of(application):
    assert said(application, made(**AGREED), **typed_dates()) == ("", "")


def test_lines_are_optional(application):
    assert said(application, ["", ""], **typed_dates()) == ("", "")


def test_what_is_no_passport_is_refused_with_a_sentence(application):
    error, _note = said(application, ["P<NGA", "A0123"])

    assert error.startswith("A passport has two lines of 44 signs each")


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (
            {"given": "ADA<NGOZI"},
            "The lines say the name “OKONKWO ADA NGOZI”, you wrote “OKONKWO ADAEZE NGOZI”.",
        ),
        ({"number": "A01234568"}, "The lines say the number A01234568, you wrote A01234567."),
        (
            {"born": "010515"},
            "The lines say another date of birth: 01-05-15 (year, month, day). You wrote 14 May 2001.",
        ),
        (
            {"ends": "300814"},
            (
                "The lines say another date of expiry: 30-08-14 (year, month, day). "
                "You wrote 14 August 2031."
            ),
        ),
        ({"sex": "M"}, "The lines say another sex than you chose."),
    ],
)
def test_each_difference_is_said_in_words_and_blocks_nobody(application, lines, sentence):
    assert said(application, made(**{**AGREED, **lines}), **typed_dates()) == ("", sentence)


def test_other_nationality_is_said_in_words(application):
    _error, note = said(application, made(**AGREED), nationality="GH", **typed_dates())

    assert note == "The lines say the nationality Nigeria, you chose Ghana."


def test_misread_line_is_named_by_what_its_digit_proves(application):
    first, second = made(**AGREED)

    _error, note = said(application, [first, "A01234568" + second[9:]], **typed_dates())

    assert note.startswith(
        "Look at the second line again: the check digit does not fit the passport number."
    )


def test_unknown_day_of_birth_is_no_difference(application):
    assert said(application, made(born="01<<<<", ends="310814"), **typed_dates()) == ("", "")


def test_passport_without_surname_agrees(application):
    lines = made(surname="SUHARTINI", given="", **AGREED)
    person = {"passport_surname": "", "no_surname": "on", "passport_given_names": "Suhartini"}

    assert said(application, lines, **person, **typed_dates()) == ("", "")
