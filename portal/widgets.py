"""Boxes to type in that Django does not bring: dates in three, months in two, long selects."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any, ClassVar

from django import forms
from django.forms.renderers import BaseRenderer
from django.utils.encoding import force_str
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from portal.attributes import written
from portal.times import month_name

_YEAR_DIGITS = 4


class TypedBoxes(str):
    """What was typed into several boxes as one text, and each box as it was typed."""

    __slots__ = ("boxes",)
    boxes: list[str]

    @classmethod
    def of(cls, text: str, boxes: list[str]) -> "TypedBoxes":
        """The text that is judged, with the boxes that are shown again."""
        typed = cls(text)
        typed.boxes = boxes
        return typed


class Boxes(forms.Widget):
    """A date in separate boxes, posted as ``<name>_<part>`` and read as one text.

    Complete and real, it is an ISO date; else the boxes as typed, joined by hyphens, so that
    the field can say what is wrong and the page can show again what was typed.
    """

    parts: ClassVar[tuple[str, ...]]
    use_fieldset = True

    def id_for_label(self, id_: str) -> str:
        """No box carries the label: the legend does."""
        return ""

    def value_omitted_from_data(
        self, data: Mapping[str, Any], files: Mapping[str, Any], name: str
    ) -> bool:
        """Whether neither a box nor the whole date was posted."""
        return name not in data and not any(f"{name}_{part}" in data for part in self.parts)

    def value_from_datadict(
        self, data: Mapping[str, Any], files: Mapping[str, Any], name: str
    ) -> str | None:
        """The ISO date, what was typed so far, or nothing.  A whole date is taken too."""
        if self.value_omitted_from_data(data, files, name):
            return None
        if not any(f"{name}_{part}" in data for part in self.parts):
            return force_str(data[name]) or None
        boxes = [force_str(data.get(f"{name}_{part}") or "") for part in self.parts]
        typed = [box.strip() for box in boxes]
        if not any(boxes):
            return None
        whole = _date_of(typed)
        text = "-".join(typed) if any(typed) else ""
        return TypedBoxes.of(whole.isoformat() if whole else text, boxes)

    def texts(self, value: Any) -> list[str]:
        """What stands in each box."""
        if isinstance(value, TypedBoxes):
            return value.boxes
        if isinstance(value, date):
            value = value.isoformat()
        typed = force_str(value or "").split("-", 2)
        boxes = [*typed, "", "", ""][: len(self.parts)]
        is_whole = re.fullmatch(r"\d{4}-\d{2}-\d{2}", force_str(value or ""))
        return [box.lstrip("0") if is_whole else box for box in boxes]

    def render(
        self,
        name: str,
        value: Any,
        attrs: dict[str, Any] | None = None,
        renderer: BaseRenderer | None = None,
    ) -> SafeString:
        """One box per part, each under its word; all carry the attributes of the whole."""
        shared = self.build_attrs(self.attrs, attrs)
        id_ = shared.pop("id", None)
        shared["class"] = " is-invalid" if shared.get("aria-invalid") == "true" else ""
        boxes, words = [], _words(get_language())
        for part, text in zip(self.parts, self.texts(value), strict=True):
            named = {"name": f"{name}_{part}", "id": id_ and f"{id_}_{part}"}
            box = self.box(part, text, named, shared)
            word = f"<span>{words[part]}</span>"
            boxes.append(f'<label class="rx-box is-{part}">{word}{box}</label>')
        html = f'<div class="rx-boxes">{"".join(boxes)}</div>'
        return SafeString(html)  # escaped where it is written

    def box(self, part: str, text: str, named: dict[str, Any], shared: dict[str, Any]) -> str:
        """One box to type digits into."""
        attributes = {
            "type": "text",
            "inputmode": "numeric",
            **named,
            "value": text,
            "maxlength": _YEAR_DIGITS if part == "year" else 2,
            **shared,
            "class": f"form-control{shared['class']}",
        }
        return f"<input{written(attributes)}>"


class DateBoxes(Boxes):
    """Year, month and day; the year first, as in a passport's machine-readable order."""

    parts = ("year", "month", "day")

    def __init__(self, attrs: dict[str, Any] | None = None, *, is_birthday: bool = False) -> None:
        super().__init__(attrs)
        self.is_birthday = is_birthday

    def box(self, part: str, text: str, named: dict[str, Any], shared: dict[str, Any]) -> str:
        """Adds what a browser may fill in."""
        if self.is_birthday:
            shared = {**shared, "autocomplete": f"bday-{part}"}
        return super().box(part, text, named, shared)


class MonthBoxes(Boxes):
    """Year and month, stored as the first day of the month."""

    parts = ("year", "month")

    def box(self, part: str, text: str, named: dict[str, Any], shared: dict[str, Any]) -> str:
        """The months are chosen by name."""
        if part == "year":
            return super().box(part, text, named, shared)
        attributes = {**named, **shared, "class": f"form-select{shared['class']}"}
        months, chosen = _months(get_language()), f'"{text.lstrip("0")}"'
        if text:
            months = months.replace(f"{chosen}>", f"{chosen} selected>")
        return f"<select{written(attributes)}>{months}</select>"


@cache
def _words(language: str | None) -> dict[str, str]:
    """What stands over each box."""
    return {"year": gettext("Year"), "month": gettext("Month"), "day": gettext("Day")}


@cache
def _months(language: str | None) -> str:
    """The months by name, and an empty entry before them."""
    names = enumerate(["", *map(month_name, range(1, 13))])
    return "".join(f'<option value="{number or ""}">{name}</option>' for number, name in names)


class KeptSelect(forms.Select):
    """A select whose entries are written once per language and kept.

    ``key`` names the list: two selects with one key share their entries.
    """

    _kept: ClassVar[dict[tuple[str, str | None], str]] = {}

    def __init__(
        self,
        attrs: dict[str, Any] | None = None,
        choices: Iterable[Any] = (),
        *,
        key: str,
    ) -> None:
        super().__init__(attrs, choices)
        self.key = key

    def use_required_attribute(self, initial: Any) -> bool:
        """The first entry is the empty one, which need not be looked at."""
        return not self.is_hidden

    def render(
        self,
        name: str,
        value: Any,
        attrs: dict[str, Any] | None = None,
        renderer: BaseRenderer | None = None,
    ) -> SafeString:
        """The kept entries with the chosen one marked."""
        html = f'<select name="{escape(name)}"{written(self.build_attrs(self.attrs, attrs))}>'
        return SafeString(f"{html}{self.entries(value)}</select>")  # escaped

    def entries(self, value: Any) -> SafeString:
        """All entries, with the chosen one marked."""
        where = (self.key, get_language())
        entries = self._kept.get(where)
        if entries is None:
            entries = self._kept[where] = "".join(
                f'<option value="{escape(code)}">{escape(label)}</option>'
                for code, label in self.choices
            )
        for chosen in self.format_value(value):
            mark = f'value="{escape(chosen)}"'
            entries = entries.replace(f"{mark}>", f"{mark} selected>", 1)
        return SafeString(entries)  # escaped above


def _date_of(typed: list[str]) -> date | None:
    """The day in the boxes; a month alone means its first day."""
    if not all(text.isdecimal() for text in typed) or len(typed[0]) != _YEAR_DIGITS:
        return None
    try:
        return date(*[*map(int, typed), 1][:3])
    except ValueError:
        return None
