"""What an applicant writes into the form, under the words they read beside each field."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from playwright.sync_api import Locator

from tests.browser.languages import Say, english

TODAY = datetime.now(UTC)


@dataclass(frozen=True)
class Text:
    words: str

    def write(self, place: Locator, label: str, say: Say) -> None:
        place.get_by_label(say(label), exact=True).fill(self.words)


@dataclass(frozen=True)
class Chosen:
    """An entry of a select; ``chinese`` where it comes from no catalogue of ours."""

    words: str
    chinese: str = ""

    def write(self, place: Locator, label: str, say: Say) -> None:
        box = place.get_by_role("combobox", name=say(label), exact=True)
        words = say(self.words) if say is english else self.chinese or say(self.words)
        box.select_option(label=words)


@dataclass(frozen=True)
class Marked:
    """A radio button below a question."""

    words: str

    def write(self, place: Locator, label: str, say: Say) -> None:
        question = place.get_by_role("radiogroup", name=say(label), exact=True)
        question.get_by_role("radio", name=say(self.words), exact=True).check()


@dataclass(frozen=True)
class Ticked:
    def write(self, place: Locator, label: str, say: Say) -> None:
        place.get_by_role("checkbox", name=say(label), exact=True).check()


def boxes_of(place: Locator, label: str, say: Say) -> Locator:
    """The boxes of a date; the word "optional" may stand beside their label."""
    name = rf"^{re.escape(say(label))}( {say('optional')})?$"
    return place.get_by_role("group", name=re.compile(name))


@dataclass(frozen=True)
class Day:
    year: int
    month: int
    day: int

    def write(self, place: Locator, label: str, say: Say) -> None:
        boxes = boxes_of(place, label, say)
        boxes.get_by_label(say("Year")).fill(str(self.year))
        boxes.get_by_label(say("Month")).fill(str(self.month))
        boxes.get_by_label(say("Day")).fill(str(self.day))


@dataclass(frozen=True)
class Month:
    year: int
    month: int

    def write(self, place: Locator, label: str, say: Say) -> None:
        boxes = boxes_of(place, label, say)
        boxes.get_by_label(say("Year")).fill(str(self.year))
        boxes.get_by_label(say("Month")).select_option(index=self.month)


EMPLOYER = "Employer or school"
BASIC_INFORMATION = {
    "Surname (as in passport)": Text("OKONKWO"),
    "Given names (as in passport)": Text("ADAEZE NGOZI"),
    "Nationality": Chosen("Nigeria"),
    "Passport number": Text("A01234567"),
    "Passport type": Chosen("Ordinary passport"),
    "Valid until": Day(TODAY.year + 5, 8, 14),
    "Gender": Marked("Female"),
    "Date of birth": Day(TODAY.year - 26, 5, 14),
    "Country of birth": Chosen("Nigeria"),
    "City or place of birth": Text("Lagos"),
    "Native language": Chosen("Igbo", "伊博语"),
    "Marital status": Chosen("Single"),
    "Highest education completed": Chosen("Bachelor", "本科"),
    "Occupation": Chosen("Engineer or technician"),
    "Are you in China now?": Marked("No"),
    "Have you studied or worked in China before?": Marked("No"),
}
STUDY_PLAN = {
    "Proposed study period from": Month(TODAY.year + 1, 9),
    "Proposed study period to": Month(TODAY.year + 4, 7),
    "Research area": Chosen("Flood control", "防洪"),
    "Source of funds": Chosen("Self-funded"),
    "Chinese: your own rating": Chosen("Poor"),
    "HSK level": Chosen("No HSK yet"),
    "English: your own rating": Chosen("Excellent"),
    "English test": Chosen("IELTS"),
    "English test score": Text("7.0"),
    "English test date": Day(TODAY.year, 1, 1),
    "Study or research plan": Text("I want to learn how great rivers are kept in bounds. " * 80),
}
SCHOOLS = (
    {
        "Level": Chosen("Senior secondary (high school)"),
        "Graduated?": Chosen("Graduated"),
        "School": Text("Queen's College, Lagos"),
        "Country": Chosen("Nigeria"),
        "From": Month(TODAY.year - 12, 9),
        "To": Month(TODAY.year - 9, 6),
        "Certificate or degree obtained": Text("Senior School Certificate"),
    },
    {
        "Level": Chosen("Bachelor", "本科"),
        "Graduated?": Chosen("Graduated"),
        "School": Text("University of Ibadan"),
        "Country": Chosen("Nigeria"),
        "From": Month(TODAY.year - 9, 9),
        "To": Month(TODAY.year - 4, 7),
        "Main subject": Text("Civil Engineering"),
        "Certificate or degree obtained": Text("Bachelor of Engineering"),
    },
)
WORK = {
    "Employer": Text("Lagos Water Corporation"),
    "Country": Chosen("Nigeria"),
    "Post": Text("Junior engineer"),
    "From": Month(TODAY.year - 4, 9),
}
MOTHER = {
    "Relation": Chosen("Mother"),
    "Name": Text("Ngozi Okonkwo"),
    "Occupation": Chosen("Teacher"),
}
FATHER = {
    "Relation": Chosen("Father"),
    "Name": Text("Chidi Okonkwo"),
    "Occupation": Chosen("Retired"),
}
EMERGENCY = {
    "Name": Text("Ngozi Okonkwo"),
    "Relation": Chosen("Mother"),
    "Telephone": Text("+234 802 345 6789"),
}
HOME = {
    "Street and house number": Text("12 Awolowo Road"),
    "City": Text("Lagos"),
    "State or province": Text("Lagos State"),
    "Country": Chosen("Nigeria"),
}
LETTERS = {
    "How to receive the admission papers": Chosen("Electronic copies only"),
    "Language of notices": Marked("English"),
}


def write(place: Locator, answers: dict, say: Say = english) -> None:
    """Fill in the fields of a page, or of a part of one."""
    for label, answer in answers.items():
        answer.write(place, label, say)
