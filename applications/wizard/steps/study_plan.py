"""Step 2: what for, when, and how well the applicant knows the languages."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.models import Application, FundingKind, StudyPlan
from applications.models.catalogue import TeachingLanguage
from applications.models.study_choices import HskLevel
from applications.wizard.fields import CHOOSE, NOT_IN_LIST
from applications.wizard.forms import StepForm, names_of
from applications.wizard.scales import (
    CSCA_SCALE,
    HSK_SCALE,
    HSK_SCALES,
    HSKK_SCALE,
    VALID_YEARS,
    Scale,
    english_scale,
)
from applications.wizard.step import Step
from applications.wizard.steps.study_questions import (
    EXCHANGE,
    HELP,
    MISSING,
    NATIONAL,
    PARTS,
    concerns,
)
from applications.wizard.typed import Fields, Paper, question_of
from portal.times import month

# The least length of the plan by the code of the admission type: Chinese characters and words of
# other languages count one each.  Where there is none, the plan is optional.
PLAN_LENGTH = {"B": 200, "V": 500, "M": 800, "D": 800}
NEED_RESEARCH_AREA = frozenset("MD")
_WORD = re.compile(r"[㐀-䶿一-鿿豈-﫿]|[^\W\d_㐀-䶿一-鿿豈-﫿]+(?:['’\-][^\W\d_]+)*|\d+")
_CSCA = ("csca_chinese", "csca_mathematics", "csca_physics", "csca_chemistry")


class StudyPlanForm(StepForm):
    """Study period, languages and the plan itself."""

    parts = PARTS
    off_by_default = (
        "second_choice",
        "accept_adjustment",
        "housing_wanted",
        "chinese_listening",
        "chinese_speaking",
        "chinese_reading",
        "chinese_writing",
    )
    decided = (
        "research_area",
        "study_plan",
        "hsk_level",
        "hsk_score",
        "hsk_date",
        "hsk_number",
        "hskk_level",
        "hskk_score",
        "english_test",
        "english_score",
        "english_date",
        "english_number",
        "english_exemption",
        "csca_chinese_paper",
        *NATIONAL,
        *EXCHANGE,
    )

    class Meta(StepForm.Meta):
        model = StudyPlan
        fields = names_of(PARTS)
        help_texts = HELP
        error_messages = MISSING

    def __init__(
        self, data: MultiValueDict[str, str], *args: Any, paper: Paper, **kwargs: Any
    ) -> None:
        typed: Fields = dict(data.lists())
        usual = _usual_answers(paper.application, typed)
        super().__init__(MultiValueDict({**usual, **typed}), *args, paper=paper, **kwargs)
        self.kind = self.paper.application.intake.admission_type.code
        self.programme = self.paper.application.offering.programme
        self._ask_for_research_area()
        self._ask_for_second_choice()
        self._ask_for_plan()

    def is_asked(self, name: str) -> bool:
        """Many questions are for some admission types or for scholarships only."""
        return concerns(name, self.paper.application.intake) and super().is_asked(name)

    def _ask_for_research_area(self) -> None:
        if "research_area" not in self.fields:
            return
        areas = list(self.programme.research_areas.all())
        if areas:
            names = [(area.name_en, area.name) for area in areas]
            self.fields["research_area"] = _one_of(names, instead_of=self.fields["research_area"])
        self.fields["research_area"].required = self.kind in NEED_RESEARCH_AREA

    def _ask_for_second_choice(self) -> None:
        if "second_choice" in self.fields:
            others = self.paper.application.intake.offerings.exclude(programme=self.programme)
            names = [
                (one.programme.name_en, one.programme.name)
                for one in others.select_related("programme").order_by("programme__position")
            ]
            self.fields["second_choice"] = _one_of(names, instead_of=self.fields["second_choice"])

    def _ask_for_plan(self) -> None:
        least = PLAN_LENGTH.get(self.kind, 0)
        plan = self.fields["study_plan"]
        plan.required = bool(least)
        plan.widget.attrs["data-count"] = str(least)
        plan.help_text = _("In Chinese or English.")
        if least:
            words = _(
                "In Chinese or English, at least %(least)s words; a Chinese character counts as "
                "one."
            )
            plan.help_text = words % {"least": least}

    def clean_study_plan(self) -> str:
        """Long enough for the office to judge."""
        plan: str = self.cleaned_data["study_plan"]
        length, least = words_in(plan), PLAN_LENGTH.get(self.kind, 0)
        if plan and length < least:
            raise ValidationError(
                _("Your plan has %(length)s words; at least %(least)s are needed.")
                % {"length": length, "least": least}
            )
        return plan

    def clean(self) -> dict[str, Any]:
        """What depends on another answer, or on the language of the programme."""
        self._judge_period()
        self._judge_hsk()
        self._judge_hskk()
        self._judge_english()
        self._judge_csca()
        self.require(*EXCHANGE)
        self.require(*NATIONAL)
        if self.answer("chinese_preparatory"):
            self.require("preparatory_length")
        return self.cleaned_data

    def _judge_period(self) -> None:
        start, end = self.answer("study_start"), self.answer("study_end")
        begin = self.paper.application.intake.starts_on
        if start and start < begin.replace(day=1):
            words = _("The studies of this intake begin in %(month)s.") % {"month": month(begin)}
            self.note("study_start", words)
        if not (start and end):
            return
        if end <= start:
            self.add_error("study_end", _("The end must come after the beginning."))
            return
        months = (end.year - start.year) * 12 + end.month - start.month + 1
        preparing = 12 if self.answer("chinese_preparatory") else 0
        if months > float(self.programme.years) * 12 + preparing:
            self.note("study_end", _("This is longer than the programme takes."))

    def _judge_hsk(self) -> None:
        if self.programme.teaching_language == TeachingLanguage.CHINESE:
            self.require("hsk_level")
        level = self.answer("hsk_level")
        if level and level != HskLevel.NONE:
            self.require("hsk_score", "hsk_date")
            self._judge_score("hsk_score", HSK_SCALES.get(level, HSK_SCALE))
        self._judge_test_date("hsk_date")

    def _judge_hskk(self) -> None:
        if self.answer("hskk_level"):
            self.require("hskk_score")
        self._judge_score("hskk_score", HSKK_SCALE)

    def _judge_english(self) -> None:
        test = self.answer("english_test")
        if self.programme.teaching_language == TeachingLanguage.ENGLISH and not self.answer(
            "english_exemption"
        ):
            self.require("english_test")
        if test:
            self.require("english_score", "english_date")
            scale = english_scale(test, self.answer("english_date"))
            self._judge_score("english_score", scale)
        self._judge_test_date("english_date")

    def _judge_csca(self) -> None:
        for name in _CSCA:
            self._judge_score(name, CSCA_SCALE)
        if self.answer("csca_chinese") is not None:
            self.require("csca_chinese_paper")
        if self.paper.application.intake.funding_category.kind == FundingKind.NATIONAL:
            self.require("csca_number", "csca_mathematics")

    def _judge_score(self, name: str, scale: Scale) -> None:
        score = self.answer(name)
        if score is not None and not scale.gives(Decimal(score)):
            self.add_error(
                name,
                _("This test gives scores from %(lowest)s to %(highest)s in steps of %(step)s.")
                % {"lowest": scale.lowest, "highest": scale.highest, "step": scale.step},
            )

    def _judge_test_date(self, name: str) -> None:
        taken = self.answer(name)
        if taken and taken > timezone.localdate():
            self.add_error(name, _("This date lies in the future. Write the day of the test."))
        elif taken and _years_after(taken, VALID_YEARS) < self.paper.application.intake.starts_on:
            self.note(name, _("This result is no longer valid when the studies begin."))


def _usual_answers(application: Application, typed: Fields) -> Fields:
    """What follows from the intake, as long as nothing else was typed: study period and money."""
    usual: Fields = {}
    first = application.intake.starts_on
    length = round(float(application.offering.programme.years) * 12)
    for name, months in (("study_start", 0), ("study_end", length - 1)):
        year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
        usual |= {f"{name}_year": [str(year)], f"{name}_month": [str(month + 1)]}
    if source := application.intake.funding_category.source:
        usual["funding_source"] = [source]
    return {name: value for name, value in usual.items() if not _is_begun(typed, name)}


def _is_begun(typed: Fields, name: str) -> bool:
    return any(question_of(one) == question_of(name) for one in typed)


def _one_of(names: list[tuple[str, str]], *, instead_of: forms.Field) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=instead_of.label,
        help_text=instead_of.help_text,
        choices=[("", _("Choose")), *names],
        required=instead_of.required,
        error_messages={"required": CHOOSE, "invalid_choice": NOT_IN_LIST},
    )


def _years_after(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)


def words_in(text: str) -> int:
    """The length of a text: Chinese characters and words of other languages count one each."""
    return len(_WORD.findall(text))


class StudyPlanStep(Step):
    """Asks what the applicant wants to study."""

    slug = "study-plan"
    title = gettext_lazy("Study Plan")
    short_title = gettext_lazy("Study Plan")
    form_class = StudyPlanForm
    kept_as = "study_plan"
