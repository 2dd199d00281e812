"""Step 3: schools from high school on, work, and the months between them."""

import re
from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.models import Application, EducationGap, EducationRecord, EmploymentRecord
from applications.models.choices import Attained, EducationLevel
from applications.wizard import facts
from applications.wizard.facts import Fact, Group
from applications.wizard.fields import Line
from applications.wizard.forms import AskedOnce, Part, RowForm, names_of
from applications.wizard.step import Filled, RowSet, Step, put_rows
from applications.wizard.stretches import Stretch, gap_title, gaps_between

FEWEST_SCHOOLS = 2
# What somebody must have finished, or finish before the studies begin, to be admitted as what.
NEEDED_LEVEL = {
    "B": EducationLevel.SENIOR,
    "M": EducationLevel.BACHELOR,
    "D": EducationLevel.MASTER,
}
# From the lowest to the highest; “other” proves none of them.
RANK: dict[str, int] = {level: rank for rank, level in enumerate(EducationLevel)}
RANK[EducationLevel.VOCATIONAL] = RANK[EducationLevel.SENIOR]
RANK[EducationLevel.OTHER] = -1
SCHOOL_LEVELS = (EducationLevel.JUNIOR, EducationLevel.SENIOR)
_GAP_NAME = re.compile(r"gap_(\d{4})_(\d{2})")

EDUCATION_PARTS = (
    Part(
        "",
        (
            ("level", "status"),
            "institution",
            ("country", "city"),
            ("start", "end"),
            "field",
            ("qualification", "language"),
            "award_date",
        ),
    ),
)
EMPLOYMENT_PARTS = (Part("", ("employer", ("country", "post"), ("start", "end"), "duties")),)


class EducationRowForm(RowForm):
    """One school."""

    parts = EDUCATION_PARTS
    names = ("level", "institution")
    times = ("start", "end")

    class Meta(RowForm.Meta):
        model = EducationRecord
        fields = names_of(EDUCATION_PARTS)
        help_texts = {"institution": gettext_lazy("Its official name, in English or Chinese.")}
        error_messages = {
            "institution": {"required": gettext_lazy("Write the name of the school.")},
            "field": {
                "required": gettext_lazy("Write your main subject, for example Civil Engineering.")
            },
            "qualification": {
                "required": gettext_lazy(
                    "Write what you obtained, for example Bachelor of Science."
                )
            },
        }

    def clean(self) -> dict[str, Any]:
        """What depends on the level and on how it ended."""
        start, end, status = self.answer("start"), self.answer("end"), self.answer("status")
        if start and start > timezone.localdate():
            self.add_error("start", _("This month lies in the future. Check the year."))
        if start and end and end < start:
            self.add_error("end", _("This is before the month you began."))
        elif end and end > timezone.localdate() and status and status != Attained.EXPECTED:
            self.add_error(
                "end",
                _(
                    "This month lies in the future. If you will graduate then, choose “Expected to "
                    "graduate”."
                ),
            )
        level = self.answer("level")
        if level and level not in SCHOOL_LEVELS:
            self.require("field")
        if status == Attained.GRADUATED:
            self.require("qualification")
        return self.cleaned_data


class EmploymentRowForm(RowForm):
    """One employer."""

    parts = EMPLOYMENT_PARTS
    names = ("employer", "post")
    times = ("start", "end")

    class Meta(RowForm.Meta):
        model = EmploymentRecord
        fields = names_of(EMPLOYMENT_PARTS)
        help_texts = {"end": gettext_lazy("Leave it empty if you still work there.")}
        error_messages = {
            "employer": {"required": gettext_lazy("Write the name of the employer.")},
        }

    def clean(self) -> dict[str, Any]:
        """Months in order."""
        start, end = self.answer("start"), self.answer("end")
        if start and start > timezone.localdate():
            self.add_error("start", _("This month lies in the future. Check the year."))
        if start and end and end < start:
            self.add_error("end", _("This is before the month you began."))
        return self.cleaned_data


class EducationForm(AskedOnce, forms.Form):
    """What is asked beside the records: never employed, and the months that are missing."""

    parts = (Part("", ("no_employment",)),)
    no_employment = forms.BooleanField(
        label=gettext_lazy("I have never been employed"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.gaps = gaps_between(_stretches(self.rows))
        for gap in self.gaps:
            self.fields[gap.name] = Line(
                label=gap_title(gap),
                max_length=300,
                error_messages={"required": _("Say in a few words what you did then.")},
            )

    @classmethod
    def knows(cls, name: str) -> bool:
        """An explanation is kept even while its gap is closed."""
        return super().knows(name) or bool(_GAP_NAME.fullmatch(name))

    def clean(self) -> dict[str, Any]:
        """Either a record of work, or the word that there was none."""
        works = [row for row in self.rows["employment"] if not row.is_blank]
        if not works and not self.answer("no_employment"):
            self.add_error(
                "no_employment",
                forms.ValidationError(
                    _("Add your work, or tick that you have never been employed."),
                    code="required",
                ),
            )
        if works and self.answer("no_employment"):
            self.add_error("no_employment", _("Take the tick away, or remove the work above."))
        return self.cleaned_data


def _stretches(rows: Mapping[str, list[RowForm]]) -> list[Stretch]:
    found = []
    for row in (*rows["education"], *rows["employment"]):
        if row.is_blank or "start" in row.errors or "end" in row.errors:
            continue
        start = row.cleaned_data["start"]
        end = row.cleaned_data["end"] or max(start, timezone.localdate().replace(day=1))
        found.append(Stretch(start, end))
    return found


class EducationStep(Step):
    """Asks for the way here, from high school on."""

    slug = "education-employment"
    title = gettext_lazy("Education & Employment")
    short_title = gettext_lazy("Education & Employment")
    form_class = EducationForm
    row_sets = (
        RowSet(
            "education",
            EducationRowForm,
            title=gettext_lazy("Education"),
            row_title=gettext_lazy("School"),
            add_label=gettext_lazy("Add education"),
            lead=gettext_lazy("From high school on, oldest first. At least two complete records."),
            minimum=FEWEST_SCHOOLS,
            has_gaps=True,
        ),
        RowSet(
            "employment",
            EmploymentRowForm,
            title=gettext_lazy("Employment"),
            row_title=gettext_lazy("Work"),
            add_label=gettext_lazy("Add employment"),
            lead=gettext_lazy("Full-time, part-time or your own business."),
        ),
    )
    consults = {"basic-information": ("highest_education",)}

    def check(self, filled: Filled) -> None:
        """Enough schools, in order, up to the level that is needed."""
        schools = filled.told("education")
        if len(schools) < FEWEST_SCHOOLS:
            filled.refuse(
                "education",
                _("Two complete records are needed, from high school on."),
                is_gap=True,
            )
        if any(row.errors for row in schools) or not schools:
            return
        starts = [row.cleaned_data["start"] for row in schools]
        if starts != sorted(starts):
            filled.refuse("education", _("Put the records in order, the oldest first."))
        if len(schools) >= FEWEST_SCHOOLS:
            _judge_levels(filled, schools)

    def preview(self, filled: Filled) -> list[Group]:
        """Records, and what is said to the months between them."""
        form = cast(EducationForm, filled.form)
        between = [_typed_gap(form, gap) for gap in form.gaps]
        return [*super().preview(filled), *_group_of_gaps(between)]

    def answers(self, application: Application) -> list[Group]:
        """The same from the typed tables."""
        groups = [
            facts.kept_record(row_set.form_class, row, row_set.name_of(number))
            for row_set in self.row_sets
            for number, row in enumerate(getattr(application, row_set.prefix).all())
        ]
        if groups and not application.employment.all():
            label = str(EducationForm.base_fields["no_employment"].label)
            groups.append(Group("", [Fact(label, _("Yes"), "no_employment")]))
        between = [
            Fact(gap_title(Stretch(gap.start, gap.end)), gap.explanation)
            for gap in application.education_gaps.all()
        ]
        return [*groups, *_group_of_gaps(between)]

    def record(self, application: Application, filled: Filled) -> None:
        """Schools, work, and what happened between them."""
        for row_set in self.row_sets:
            put_rows(application, filled.told(row_set.prefix), row_set.form_class)
        application.education_gaps.all().delete()
        EducationGap.objects.bulk_create(
            EducationGap(
                application=application,
                start=gap.first,
                end=gap.last,
                explanation=filled.form.cleaned_data[gap.name],
            )
            for gap in cast(EducationForm, filled.form).gaps
        )


def _typed_gap(form: EducationForm, gap: Stretch) -> Fact:
    if gap.name in form.errors:
        sentence = " ".join(map(str, form.errors[gap.name]))
        return Fact(gap_title(gap), "", gap.name, note=sentence, wrong=True)
    return Fact(gap_title(gap), form.cleaned_data[gap.name], gap.name)


def _group_of_gaps(between: list[Fact]) -> list[Group]:
    return [Group(_("Between the records"), between)] if between else []


def _judge_levels(filled: Filled, schools: list[RowForm]) -> None:
    application = filled.form.paper.application
    graduated = [
        RANK[row.cleaned_data["level"]]
        for row in schools
        if row.cleaned_data["status"] == Attained.GRADUATED
    ]
    expected = [
        RANK[row.cleaned_data["level"]]
        for row in schools
        if row.cleaned_data["status"] == Attained.EXPECTED
        and row.cleaned_data["end"] <= application.intake.starts_on
    ]
    needed = NEEDED_LEVEL.get(application.intake.admission_type.code)
    if needed and max([*graduated, *expected], default=-1) < RANK[needed]:
        filled.refuse(
            "education",
            _("For this programme you need “%(level)s”, finished before the studies begin.")
            % {"level": needed.label},
            is_gap=True,
        )
    said = filled.form.paper.value("basic-information", "highest_education")
    if said and RANK[said] > max(graduated, default=-1):
        filled.refuse(
            "education",
            _("In step 1 you named “%(level)s” as completed, but no record here says so.")
            % {"level": EducationLevel(said).label},
        )
