"""Boxes to type in that Django does not bring: dates in three, months in two, long selects."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.forms.renderers import BaseRenderer
from django.forms.utils import flatatt
from django.utils.encoding import force_str
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.times import month_name

_YEAR_DIGITS = 4


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
        typed = [force_str(data.get(f"{name}_{part}") or "").strip() for part in self.parts]
        if not any(typed):
            return None
        whole = _date_of(typed)
        return whole.isoformat() if whole else "-".join(typed)

    def texts(self, value: Any) -> list[str]:
        """What stands in each box."""
        if isinstance(value, date):
            value = value.isoformat()
        typed = force_str(value or "").split("-", 2)
        boxes = [*typed, "", "", ""][: len(self.parts)]
        is_whole = re.fullmatch(r"\d{4}-\d{2}-\d{2}", force_str(value or ""))
        return [box.lstrip("0") if is_whole else box for box in boxes]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Adds ``boxes``: one entry per part with its name, id, text and attributes."""
        context = super().get_context(name, value, attrs)
        attributes = context["widget"]["attrs"]
        id_ = attributes.pop("id", None)
        attributes.pop("class", None)
        context["boxes"] = [
            {"part": part, "name": f"{name}_{part}", "id": id_ and f"{id_}_{part}", "value": text}
            for part, text in zip(self.parts, self.texts(value), strict=True)
        ]
        context["is_invalid"] = attributes.get("aria-invalid") == "true"
        return context


class DateBoxes(Boxes):
    """Year, month and day; the year first, as in a passport's machine-readable order."""

    parts = ("year", "month", "day")
    template_name = "ruxue/widgets/date_boxes.html"

    def __init__(self, attrs: dict[str, Any] | None = None, *, is_birthday: bool = False) -> None:
        super().__init__(attrs)
        self.is_birthday = is_birthday

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Adds the words over the boxes, their lengths, and what a browser may fill in."""
        context = super().get_context(name, value, attrs)
        words = {"year": _("Year"), "month": _("Month"), "day": _("Day")}
        for box in context["boxes"]:
            box["words"] = words[box["part"]]
            box["length"] = _YEAR_DIGITS if box["part"] == "year" else 2
            box["autocomplete"] = f"bday-{box['part']}" if self.is_birthday else ""
        return context


class MonthBoxes(Boxes):
    """Year and month, stored as the first day of the month."""

    parts = ("year", "month")
    template_name = "ruxue/widgets/month_boxes.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Adds the months by name."""
        context = super().get_context(name, value, attrs)
        chosen = context["boxes"][1]["value"].lstrip("0")
        context["months"] = [
            {"number": number, "name": month_name(number), "selected": str(number) == chosen}
            for number in range(1, 13)
        ]
        return context


class LongSelect(forms.Select):
    """A select of hundreds of entries, written once per language and kept.

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

    def render(
        self,
        name: str,
        value: Any,
        attrs: dict[str, Any] | None = None,
        renderer: BaseRenderer | None = None,
    ) -> SafeString:
        """The kept entries with the chosen one marked."""
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
        attributes = flatatt(self.build_attrs(self.attrs, attrs))
        body = mark_safe(entries)  # noqa: S308 escaped above
        return format_html('<select name="{}"{}>{}</select>', name, attributes, body)


def _date_of(typed: list[str]) -> date | None:
    """The day in the boxes; a month alone means its first day."""
    if not all(text.isdecimal() for text in typed) or len(typed[0]) != _YEAR_DIGITS:
        return None
    try:
        return date(*[*map(int, typed), 1][:3])
    except ValueError:
        return None
