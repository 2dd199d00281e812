"""The tables of a catalogue file: which columns each has, and what may stand in them."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from applications.models import (
    AdmissionType,
    Department,
    FundingCategory,
    FundingKind,
    Intake,
    Major,
    Programme,
    TeachingLanguage,
)
from applications.models.study_choices import Funding


class Code(forms.Field):
    """The code of something in the catalogue, or further up in the same file."""

    def __init__(self, table: type[models.Model], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.table: Any = table
        self.known: Collection[str] = ()

    def to_python(self, value: Any) -> Any:
        """The code, if there is such a thing."""
        if value in self.empty_values:
            return ""
        if value not in self.known:
            raise ValidationError(f"There is no {self.table._meta.verbose_name} “{value}”.")  # noqa: SLF001
        return value


class Codes(Code):
    """Several codes with semicolons between them."""

    def to_python(self, value: Any) -> Any:
        """The codes, each once."""
        codes = dict.fromkeys(words(value or ""))
        return [super(Codes, self).to_python(code) for code in codes]


class Words(forms.CharField):
    """Several names with semicolons between them."""

    def to_python(self, value: Any) -> Any:
        """The names."""
        return words(super().to_python(value) or "")


class NamedRow(forms.Form):
    """One row, judged."""

    code = forms.SlugField(max_length=40)
    name_en = forms.CharField(max_length=160)
    name_zh = forms.CharField(max_length=80)
    position = forms.IntegerField(min_value=0, max_value=32_767, required=False)


class DescribedRow(NamedRow):
    """One with a description in both languages."""

    description_en = forms.CharField(required=False)
    description_zh = forms.CharField(required=False)


class FundingRow(DescribedRow):
    """A funding category: its kind decides which questions belong to it."""

    kind = forms.ChoiceField(choices=FundingKind.choices)
    source = forms.ChoiceField(choices=[("", ""), *Funding.choices], required=False)


class ProgrammeRow(DescribedRow):
    """A programme, with its research areas and where it is offered."""

    department = Code(Department)
    major = Code(Major)
    admission_type = Code(AdmissionType)
    teaching_language = forms.ChoiceField(choices=TeachingLanguage.choices)
    years = forms.DecimalField(
        min_value=Decimal("0.5"), max_value=12, max_digits=3, decimal_places=1
    )
    tuition_yuan = forms.DecimalField(min_value=0, max_digits=9, decimal_places=2, required=False)
    areas_en = Words(required=False)
    areas_zh = Words(required=False)
    intakes = Codes(Intake, required=False)

    def clean(self) -> dict[str, Any]:
        """Research areas have a name in each language."""
        english = self.cleaned_data.get("areas_en", [])
        chinese = self.cleaned_data.get("areas_zh", [])
        if len(english) != len(chinese):
            sentence = f"{len(chinese)} research areas here, {len(english)} in areas_en."
            self.add_error("areas_zh", sentence)
        if len(set(english)) != len(english):
            self.add_error("areas_en", "A research area stands here twice.")
        return self.cleaned_data


@dataclass(frozen=True)
class Table:
    """A sheet of a workbook, or a whole file with commas."""

    name: str
    model: type[models.Model]
    row: type[NamedRow]

    @property
    def columns(self) -> tuple[str, ...]:
        """Their names, as they stand in the first row."""
        return tuple(self.row.base_fields)

    @property
    def required(self) -> tuple[str, ...]:
        """Columns of which every file has to know something; the others may be missing."""
        return tuple(name for name, field in self.row.base_fields.items() if field.required)


PROGRAMMES = Table("programmes", Programme, ProgrammeRow)
# In the order in which they are written: what programmes name comes before them.
TABLES = {
    table.name: table
    for table in (
        Table("funding", FundingCategory, FundingRow),
        Table("types", AdmissionType, DescribedRow),
        Table("departments", Department, NamedRow),
        Table("majors", Major, NamedRow),
        PROGRAMMES,
    )
}


def words(text: str) -> list[str]:
    """What stands between semicolons."""
    return [word for part in text.replace("；", ";").split(";") if (word := part.strip())]
