"""The optional questions of an intake, as the office sets them: asked or not, compulsory or not."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrPromise

from applications.wizard import flow
from applications.wizard.asked import Asked, Wish
from applications.wizard.forms import configurable

_LANGUAGES = ("en", "zh")
_LONGEST_HINT = 200


@dataclass(frozen=True)
class Row:
    """One question with what the office says about it."""

    name: str
    label: str
    choices: list[tuple[str, str, bool]]
    hint_en: str
    hint_zh: str


@dataclass(frozen=True)
class Table:
    """The optional questions of one step."""

    title: StrPromise
    rows: list[Row]


class QuestionsWidget(forms.Widget):
    """A row for every optional question; posts ``<name>-<question>-asked``, ``-en`` and ``-zh``."""

    template_name = "admin/applications/intake/questions.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Adds the tables, one a step."""
        wishes: Mapping[str, Wish] = value if isinstance(value, dict) else {}
        context = super().get_context(name, value, attrs)
        context["tables"] = [
            Table(step.title, [_row(wishes, form_class, one) for one in names])
            for step, form_class, names in _steps()
        ]
        context["longest"] = _LONGEST_HINT
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, Wish]:
        """Only what differs from the usual."""
        wishes: dict[str, Wish] = {}
        for _step, form_class, names in _steps():
            for one in names:
                asked = data.get(f"{name}-{one}-asked", "")
                wish = {
                    f"hint_{language}": hint
                    for language in _LANGUAGES
                    if (hint := " ".join(data.get(f"{name}-{one}-{language}", "").split()))
                }
                if asked in Asked.values and asked != form_class.usually(one):
                    wish["asked"] = asked
                if wish:
                    wishes[one] = cast(Wish, wish)
        return wishes

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """A page without the table changes nothing."""
        return not any(key.startswith(f"{name}-") for key in data)


class QuestionsField(forms.Field):
    """What an intake wants of the optional questions."""

    widget = QuestionsWidget

    def __init__(self) -> None:
        super().__init__(
            required=False,
            label=gettext_lazy("Optional questions"),
            help_text=gettext_lazy(
                "For drafts from now on. What has been submitted keeps what was asked then."
            ),
        )

    def clean(self, value: Any) -> dict[str, Wish]:
        """Hints have room for a sentence."""
        wishes: dict[str, Wish] = super().clean(value) or {}
        for wish in wishes.values():
            if any(len(str(said)) > _LONGEST_HINT for said in wish.values()):
                raise forms.ValidationError(
                    _("A hint has at most %(longest)s letters.") % {"longest": _LONGEST_HINT}
                )
        return wishes


def _steps() -> Iterator[tuple[Any, Any, list[str]]]:
    for step in flow.STEPS:
        names = configurable(step.form_class)
        fields = cast(Any, step.form_class).base_fields
        if names:
            yield step, step.form_class, [name for name in fields if name in names]


def _row(wishes: Mapping[str, Wish], form_class: Any, name: str) -> Row:
    wish, usual = wishes.get(name, {}), form_class.usually(name)
    asked = wish.get("asked", usual)
    return Row(
        name=name,
        label=str(form_class.base_fields[name].label),
        choices=[(value, str(label), value == asked) for value, label in Asked.choices],
        hint_en=wish.get("hint_en", ""),
        hint_zh=wish.get("hint_zh", ""),
    )
