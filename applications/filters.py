"""The search for a programme, shared by the public catalogue and the way to an application."""

from collections.abc import Iterable
from datetime import datetime
from urllib.parse import urlencode

from django import forms
from django.db.models import Model, Q, QuerySet
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

# What each field of the search narrows; the text of the research area is looked for in several.
COLUMNS = {
    "funding": "intake__funding_category__code",
    "type": "intake__admission_type__code",
    "department": "programme__department__code",
    "major": "programme__major__code",
    "language": "programme__teaching_language",
}
# Which condition to give up first where nothing is found.
STRICTEST_FIRST = ("area", "major", "department", "language", "type", "funding")


def open_offerings(now: datetime | None = None) -> QuerySet[Offering]:
    """What can be applied for at this moment."""
    return Offering.objects.filter(intake__in=Intake.objects.open(now))


def for_rows(offerings: QuerySet[Offering]) -> QuerySet[Offering]:
    """With everything a row of results says, in a fixed number of queries."""
    return (
        offerings.select_related(
            "intake__funding_category",
            "intake__admission_type",
            "programme__department",
        )
        .prefetch_related("programme__research_areas", "intake__document_requirements")
        .order_by(
            "programme__admission_type__position",
            "programme__position",
            "programme__code",
            "intake__closes_at",
            "pk",
        )
    )


class ProgrammeSearch(forms.Form):
    """Narrow ``offerings`` by what a person looks for.

    Only values that find something can be chosen.  ``fixed`` names what was decided before and is
    not asked again; ``offerings`` are then already narrowed to it.
    """

    department = forms.ChoiceField(label=gettext_lazy("Department"), required=False)
    major = forms.ChoiceField(label=gettext_lazy("Major"), required=False)
    area = forms.CharField(label=gettext_lazy("Research area"), required=False, max_length=80)
    language = forms.ChoiceField(label=gettext_lazy("Teaching language"), required=False)
    funding = forms.ChoiceField(label=gettext_lazy("Funding category"), required=False)
    type = forms.ChoiceField(label=gettext_lazy("Admission type"), required=False)

    def __init__(
        self, data: QueryDict, *, offerings: QuerySet[Offering], fixed: Iterable[str] = ()
    ) -> None:
        super().__init__(data, auto_id="find-%s")
        self.offerings = offerings
        for name in fixed:
            del self.fields[name]
        self.fields["area"].widget.attrs["class"] = "form-control"
        for name, choices in self._choices().items():
            if name in self.fields:
                self._offer(name, choices)
        self.full_clean()

    def _choices(self) -> dict[str, tuple[StrPromise, Iterable[tuple[str, str]]]]:
        offerings = self.offerings
        departments = Department.objects.filter(programmes__offerings__in=offerings)
        majors = Major.objects.filter(programmes__offerings__in=offerings)
        fundings = FundingCategory.objects.filter(intakes__offerings__in=offerings)
        types = AdmissionType.objects.filter(intakes__offerings__in=offerings)
        return {
            "department": (gettext_lazy("All departments"), _named(departments)),
            "major": (gettext_lazy("All majors"), _named(majors)),
            "language": (
                gettext_lazy("All languages"),
                [(value, str(label)) for value, label in TeachingLanguage.choices],
            ),
            "funding": (gettext_lazy("All funding categories"), _named(fundings)),
            "type": (gettext_lazy("All admission types"), _named(types)),
        }

    def _offer(self, name: str, choices: tuple[StrPromise, Iterable[tuple[str, str]]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker
        everything, named = choices
        field.choices = [("", everything), *named]
        field.widget.attrs["class"] = "form-select"

    @property
    def conditions(self) -> dict[str, str]:
        """What was asked for and understood."""
        return {name: value for name, value in self.cleaned_data.items() if value}

    def found(self) -> QuerySet[Offering]:
        """The offerings that meet every condition."""
        found = self.offerings
        for name, value in self.conditions.items():
            found = found.filter(
                _mentions(value) if name == "area" else Q(**{COLUMNS[name]: value})
            )
        return found

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
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            return str(dict(field.choices)[value])  # type: ignore[arg-type]
        return value

    def without_strictest(self) -> tuple[str, str]:
        """The label of the condition to give up first, and the search without it."""
        strictest = next(name for name in STRICTEST_FIRST if name in self.conditions)
        rest = {name: value for name, value in self.conditions.items() if name != strictest}
        return str(self.fields[strictest].label), urlencode(rest)


def _named(rows: QuerySet[Model]) -> Iterable[tuple[str, str]]:
    return [(row.code, row.name) for row in rows.distinct()]  # type: ignore[attr-defined]


def _mentions(text: str) -> Q:
    """The programme, or one of its research areas, has this in its name, in either language."""
    named = Q(name_en__icontains=text) | Q(name_zh__icontains=text)
    areas = ResearchArea.objects.filter(named).values("programme")
    return Q(programme__in=Programme.objects.filter(named)) | Q(programme__in=areas)
