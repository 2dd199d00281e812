"""Which of the optional questions an intake asks, and how: the office's word, kept on the intake.

A draft follows its intake.  What was submitted keeps what was asked then, so that a later change
never makes an application incomplete that was complete.
"""

from collections.abc import Mapping
from typing import TypedDict

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from applications.models import Application
from portal.bilingual import in_chinese


class Asked(TextChoices):
    """How a question is asked."""

    OFF = "off", _("Not asked")
    OPTIONAL = "optional", _("Optional")
    REQUIRED = "required", _("Compulsory")


class Wish(TypedDict, total=False):
    """What the office wants of one question; what is not said stays as usual."""

    asked: str
    hint_en: str
    hint_zh: str


# By the name of the question: no two steps have the same name.
Wishes = Mapping[str, Wish]


def wishes_for(application: Application) -> Wishes:
    """What the office wants of the optional questions of this application."""
    kept: Wishes | None = application.questions
    if kept is not None and not application.is_editable:
        return kept
    wanted: Wishes = application.intake.questions
    return wanted


def hint_of(wish: Wish) -> str:
    """The hint in the reader's language; in the other one where there is no translation."""
    both = (wish.get("hint_zh", ""), wish.get("hint_en", ""))
    return next(filter(None, both if in_chinese() else reversed(both)), "")
