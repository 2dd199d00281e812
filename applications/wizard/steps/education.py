"""Step 3: schools from high school on, work, and the months between them."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from applications.models import Application, EducationGap, EducationRecord, EmploymentRecord
from applications.models.choices import Attained, EducationLevel, MarkScale
from applications.wizard import facts
from applications.wizard.facts import Fact, Group
from applications.wizard.forms import AskedOnce, Part, RowForm, names_of
from applications.wizard.letters import Line
from applications.wizard.step import Filled, RowSet, Step
from applications.wizard.steps.education_times import (
    judge_levels,
    judge_order,
    judge_times,
    months_in,
)
from applications.wizard.stretches import GAP_NAME, Stretch, gap_title, gaps_between, named
from applications.wizard.tables import put_rows
from applications.wizard.typed import Fields, Typed

FEWEST_SCHOOLS = 2
SCHOOL_LEVELS = (EducationLevel.JUNIOR, EducationLevel.SENIOR)

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
            ("gpa", "gpa_scale"),
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
        self._judge_award()
        self._judge_mark()
        return self.cleaned_data

    def _judge_award(self) -> None:
        start, awarded = self.answer("start"), self.answer("award_date")
        is_graduated = self.answer("status") == Attained.GRADUATED
        if start and awarded and awarded < start:
            self.add_error("award_date", _("The award lies before the month you began there."))
        elif awarded and awarded > timezone.localdate() and is_graduated:
            self.add_error("award_date", _("This month lies in the future. Check the year."))

    def _judge_mark(self) -> None:
        mark, scale = self.answer("gpa"), self.answer("gpa_scale")
        if mark is not None:
            self.require("gpa_scale")
        if mark is not None and scale and scale != MarkScale.OTHER and mark > Decimal(scale):
            self.add_error("gpa", _("No mark on this scale is above %(best)s.") % {"best": scale})


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
        elif end and end > timezone.localdate():
            self.note("end", _("This month lies in the future. Is it when your contract ends?"))
        return self.cleaned_data


class EducationForm(AskedOnce, forms.Form):
    """What is asked beside the records: never employed, and the months that are missing."""

    parts = (Part("", ("no_employment",)),)
    no_employment = forms.BooleanField(
        label=gettext_lazy("I have never been employed"), required=False
    )

    def __init__(
        self,
        data: MultiValueDict[str, str],
        *args: Any,
        rows: Mapping[str, list[RowForm]],
        **kwargs: Any,
    ) -> None:
        self.gaps = gaps_between(months_in(rows))
        told = {**dict(data.lists()), **_moved_explanations(self.gaps, data)}
        super().__init__(MultiValueDict(told), *args, rows=rows, **kwargs)
        for gap in self.gaps:
            self.fields[gap.name] = Line(label=gap_title(gap), max_length=300, required=False)

    @classmethod
    def knows(cls, name: str) -> bool:
        """An explanation is kept even while its gap is closed."""
        return super().knows(name) or bool(GAP_NAME.fullmatch(name))

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
        for gap in self.gaps:
            if not self.answer(gap.name):
                self.note(gap.name, _("Without a word about it the office will ask."))
        return self.cleaned_data


def _moved_explanations(gaps: list[Stretch], data: MultiValueDict[str, str]) -> Fields:
    """What was said to a gap whose months have changed since: it goes where most of it is now."""
    told = {stretch: str(data[name]) for name in data if (stretch := named(name)) and data[name]}
    free = {stretch: said for stretch, said in told.items() if stretch not in gaps}
    moved: Fields = {}
    for gap in gaps:
        nearest = max(free, key=gap.months_shared, default=None)
        if gap.name not in data and nearest and gap.months_shared(nearest):
            moved[gap.name] = [free.pop(nearest)]
    return moved


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
            row_title=pgettext_lazy("record", "School"),
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
    consults = {"basic-information": ("highest_education", "date_of_birth")}

    def check(self, filled: Filled) -> None:
        """Enough schools, in order, up to the level that is needed."""
        schools = filled.told("education")
        if len(schools) < FEWEST_SCHOOLS:
            filled.refuse(
                "education",
                _("Two complete records are needed, from high school on."),
                is_gap=True,
            )
        judge_times(filled)
        if schools and not any(row.errors for row in schools):
            judge_order(filled)
            if len(schools) >= FEWEST_SCHOOLS:
                judge_levels(filled)

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

    def record(self, application: Application, filled: Filled, kept: Typed | None) -> None:
        """Schools, work, and what happened between them."""
        tables = self.new_rows(filled, kept)
        if kept != filled.typed:
            tables[EducationGap] = [
                EducationGap(start=gap.first, end=gap.last, explanation=said)
                for gap in cast(EducationForm, filled.form).gaps
                if (said := filled.form.cleaned_data[gap.name])
            ]
        put_rows(application, tables)


def _typed_gap(form: EducationForm, gap: Stretch) -> Fact:
    is_wrong = gap.name in form.errors
    note = " ".join(map(str, form.errors[gap.name])) if is_wrong else form.notes.get(gap.name, "")
    return Fact(gap_title(gap), form.cleaned_data.get(gap.name, ""), gap.name, note, wrong=is_wrong)


def _group_of_gaps(between: list[Fact]) -> list[Group]:
    return [Group(_("Between the records"), between)] if between else []
