"""The same words in English and in Chinese, whatever language the reader has."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from applications.models import Application
from applications.wizard import summary
from applications.wizard.facts import Fact, Group
from applications.wizard.step import Step
from portal.bilingual import in_both

# English first.  What is the same in both stands in both places.
Both = tuple[str, str]
NOTHING: Both = ("", "")
_DATE = re.compile(r"(\d{4})[年.](\d{1,2})月?(?:(\d{1,2})日)?")


@dataclass(frozen=True)
class Line:
    """A label and a value; ``name`` is the field that asked."""

    name: str
    label: Both
    value: Both


@dataclass(frozen=True)
class Lines:
    """Lines that belong together: a part of a form, or one record."""

    title: Both
    lines: list[Line]


@dataclass(frozen=True)
class Chapter:
    """One step."""

    slug: str
    number: int
    title: Both
    groups: list[Lines]


def words(read: Callable[[], Any]) -> Both:
    """The same for words; a date, which is written in figures, is the same in both."""
    english, chinese = in_both(lambda: str(read()))
    return said(english, chinese)


def said(english: str, chinese: str) -> Both:
    """Two wordings as one; dates are written as ``2001-05-14`` or ``2018-06``."""
    if date := _DATE.fullmatch(chinese):
        figures = "-".join(f"{int(part):02}" for part in date.groups() if part)
        return figures, figures
    return english, chinese


def joined(values: list[Both], english: str, chinese: str) -> Both:
    """Several wordings as one; what is the same in both is said once."""
    both = english.join(value[0] for value in values if value[0])
    return both, chinese.join(value[1] for value in values if value[1] != value[0]) or both


def chapters(application: Application) -> list[Chapter]:
    """What was accepted in every step."""
    pairs = zip(*in_both(lambda: _spoken(application)), strict=True)
    return [
        Chapter(
            one.slug,
            one.number,
            (title, title_zh),
            [_lines(*two) for two in zip(groups, groups_zh, strict=True)],
        )
        for (one, title, groups), (_same, title_zh, groups_zh) in pairs
    ]


def answers_of(application: Application, step: Step) -> dict[str, Line]:
    """What was accepted in one step, by field."""
    pairs = zip(*in_both(lambda: step.answers(application)), strict=True)
    return {line.name: line for two in pairs for line in _lines(*two).lines}


def _spoken(application: Application) -> list[tuple[summary.Section, str, list[Group]]]:
    # Titles of steps are lazy; here they are said in the language of the moment.
    return [(one, str(one.title), one.groups) for one in summary.answers(application)]


def _lines(english: Group, chinese: Group) -> Lines:
    return Lines(
        (english.title, chinese.title),
        [_line(*facts) for facts in zip(english.facts, chinese.facts, strict=True)],
    )


def _line(english: Fact, chinese: Fact) -> Line:
    return Line(english.name, (english.label, chinese.label), said(english.value, chinese.value))
