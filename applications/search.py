"""The search for a programme, shared by the public catalogue and the way to an application.

What is open is asked every time, so that an intake is gone with its last minute.  What a search
finds among it is worked out once a minute and kept.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.cache import cache, caches
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrPromise

from applications.models import (
    AdmissionType,
    Department,
    FundingCategory,
    Intake,
    Major,
    Offering,
    Programme,
    ResearchArea,
    TeachingLanguage,
)
from portal.bilingual import in_chinese

# What each field of the search narrows; the text of the research area is looked for in several.
COLUMNS = {
    "funding": "intake__funding_category__code",
    "type": "intake__admission_type__code",
    "department": "programme__department__code",
    "major": "programme__major__code",
    "language": "programme__teaching_language",
}
_TABLES: dict[str, Any] = {
    "funding": FundingCategory,
    "type": AdmissionType,
    "department": Department,
    "major": Major,
}
# Which condition to give up first where nothing is found.
STRICTEST_FIRST = ("area", "major", "department", "language", "type", "funding")
ORDER = (
    "programme__admission_type__position",
    "programme__position",
    "programme__code",
    "intake__closes_at",
    "pk",
)
KEPT_FOR = 60  # seconds: so long a count may be behind the catalogue
LONGEST_TEXT = 80


def open_offerings(now: datetime | None = None) -> QuerySet[Offering]:
    """What can be applied for at this moment."""
    return Offering.objects.filter(intake__in=Intake.objects.open(now))


class Shelf:
    """Some offerings with everything a result says of them; read at the first look at one."""

    def __init__(self, numbers: list[int]) -> None:
        self.numbers = numbers

    @cached_property
    def offerings(self) -> dict[int, Offering]:
        """By number; what was deleted a moment ago is missing."""
        return (
            Offering.objects.select_related(
                "intake__funding_category", "intake__admission_type", "programme__department"
            )
            .prefetch_related("programme__research_areas", "intake__document_requirements")
            .in_bulk(self.numbers)
        )


@dataclass(frozen=True)
class Index:
    """Everything that is open: offering, programme, intake and the value of every column.

    ``names`` has code and name in English and Chinese of every value, in order.
    """

    rows: list[tuple[Any, ...]]
    names: Mapping[str, list[tuple[str, str, str]]]


@dataclass(frozen=True)
class Found:
    """Offerings in order, the intake of each, and how many programmes they are.

    ``counts`` says for every value how many programmes it would find beside the other conditions.
    """

    # Arrays, because every look at the page unpacks thousands of them.
    offerings: "array[int]"
    intakes: "array[int]"
    programmes: int
    counts: Mapping[str, Mapping[str, int]]
    names: Mapping[str, list[tuple[str, str, str]]]


def find(conditions: Mapping[str, str], intakes: Sequence[int]) -> Found:
    """What in these intakes meets the conditions, as of a minute ago.

    An unknown code is no condition.
    """
    asked = repr((sorted(conditions.items()), *intakes)).encode()
    key = f"applications.found.{sha256(asked).hexdigest()}"
    found: Found | None = cache.get(key)
    if found is None:
        found = _look(conditions, _index(intakes))
        cache.set(key, found, KEPT_FOR)
    return found


def _index(intakes: Sequence[int]) -> Index:
    memory, key = caches["memory"], f"applications.index.{'-'.join(map(str, intakes))}"
    index: Index | None = memory.get(key)
    if index is None:
        offerings = Offering.objects.filter(intake__in=intakes).order_by(*ORDER)
        rows = list(offerings.values_list("pk", "programme_id", "intake_id", *COLUMNS.values()))
        index = Index(rows, dict(_names(rows)))
        memory.set(key, index, KEPT_FOR)
    return index


def _look(conditions: Mapping[str, str], index: Index) -> Found:
    rows, wanted = index.rows, _understood(conditions, index.names)
    if "area" in conditions:
        named = set(_mentions(conditions["area"]).values_list("pk", flat=True))
        rows = [row for row in rows if row[1] in named]
    offerings, intakes, programmes = array("Q"), array("Q"), set()
    beside: dict[str, dict[str, set[int]]] = {name: defaultdict(set) for name in COLUMNS}
    for pk, programme, intake, *codes in rows:
        values = dict(zip(COLUMNS, codes, strict=True))
        missed = [name for name, value in wanted.items() if values[name] != value]
        if not missed:
            offerings.append(pk)
            intakes.append(intake)
            programmes.add(programme)
        for name in COLUMNS if not missed else missed if len(missed) == 1 else ():
            beside[name][values[name]].add(programme)
    counts = {name: {code: len(them) for code, them in by.items()} for name, by in beside.items()}
    return Found(offerings, intakes, len(programmes), counts, index.names)


def _names(rows: list[tuple[Any, ...]]) -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
    for place, name in enumerate(COLUMNS, start=3):
        used = {row[place] for row in rows}
        if name in _TABLES:
            known = _TABLES[name].objects.filter(code__in=used)
            yield name, list(known.values_list("code", "name_en", "name_zh"))
        else:
            yield name, [(code, "", "") for code in TeachingLanguage.values if code in used]


def _understood(
    conditions: Mapping[str, str], names: Mapping[str, list[tuple[str, str, str]]]
) -> dict[str, str]:
    return {
        name: value
        for name, value in conditions.items()
        if name in COLUMNS and any(value == code for code, *_both in names[name])
    }


class ProgrammeSearch(forms.Form):
    """Narrow the open offerings by what a person looks for.

    Only values that something has can be chosen, each with how many programmes it would find.
    ``fixed`` is what was decided before; it is not asked again.
    """

    department = forms.ChoiceField(label=gettext_lazy("Department"), required=False)
    major = forms.ChoiceField(label=gettext_lazy("Major"), required=False)
    area = forms.CharField(
        label=gettext_lazy("Research area"), required=False, max_length=LONGEST_TEXT
    )
    language = forms.ChoiceField(label=gettext_lazy("Teaching language"), required=False)
    funding = forms.ChoiceField(label=gettext_lazy("Funding category"), required=False)
    type = forms.ChoiceField(label=gettext_lazy("Admission type"), required=False)

    def __init__(self, data: QueryDict, *, fixed: dict[str, str] | None = None) -> None:
        super().__init__(data, auto_id="find-%s")
        self.fixed = fixed or {}
        for name in self.fixed:
            del self.fields[name]
        typed = {name: data.get(name, "").strip() for name in self.fields}
        if len(typed["area"]) > LONGEST_TEXT or "\x00" in typed["area"]:
            typed["area"] = ""
        self.intakes = list(Intake.objects.open().order_by("pk").values_list("pk", flat=True))
        self.found = self._find({name: value for name, value in typed.items() if value})
        for name, everything in _EVERYTHING.items():
            if name in self.fields:
                self._offer(name, everything)
        self.full_clean()

    def _find(self, conditions: dict[str, str]) -> Found:
        return find(conditions | self.fixed, self.intakes)

    def _offer(self, name: str, everything: StrPromise) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker
        counts = self.found.counts[name]
        field.choices = [
            ("", everything),
            *(
                (code, _("%(name)s (%(count)s)") % {"name": said, "count": counts.get(code, 0)})
                for code, said in self._said(name)
            ),
        ]

    def _said(self, name: str) -> Iterator[tuple[str, str]]:
        """Code and name of every value, in the reader's language."""
        for code, english, chinese in self.found.names[name]:
            if name == "language":
                yield code, str(TeachingLanguage(code).label)
            else:
                yield code, (chinese if in_chinese() else english) or english or chinese

    @property
    def conditions(self) -> dict[str, str]:
        """What was asked for and understood."""
        return {name: value for name, value in self.cleaned_data.items() if value}

    def words(self) -> list[str]:
        """The conditions as a person would say them."""
        said = {
            "department": _("at %(name)s"),
            "major": _("in %(name)s"),
            "area": _("with “%(name)s” in the name or a research area"),
            "language": _("taught in %(name)s"),
        }
        return [
            said.get(name, "%(name)s") % {"name": self._label(name, value)}
            for name, value in self.conditions.items()
        ]

    def _label(self, name: str, value: str) -> str:
        return value if name == "area" else dict(self._said(name))[value]

    def ways_out(self) -> list[tuple[str, str, int]]:
        """Conditions to give up, the strictest first: label, address, and what is found then."""
        ways = []
        for name in STRICTEST_FIRST:
            if name in self.conditions:
                rest = {key: value for key, value in self.conditions.items() if key != name}
                count = self._find(rest).programmes
                ways.append((str(self.fields[name].label), urlencode(rest | self.fixed), count))
        return [way for way in ways if way[2]] or ways[:1]


_EVERYTHING: dict[str, StrPromise] = {
    "department": gettext_lazy("All departments"),
    "major": gettext_lazy("All majors"),
    "language": gettext_lazy("All languages"),
    "funding": gettext_lazy("All funding categories"),
    "type": gettext_lazy("All admission types"),
}


def _mentions(text: str) -> QuerySet[Programme]:
    """Programmes that have this in their name, or in a research area's, in either language."""
    named = Q(name_en__icontains=text) | Q(name_zh__icontains=text)
    areas = ResearchArea.objects.filter(named).values("programme")
    return Programme.objects.filter(named | Q(pk__in=areas))
