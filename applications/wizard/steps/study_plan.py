"""Step 2: what for, when, and how well the applicant knows the languages."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.models import StudyPlan
from applications.models.catalogue import TeachingLanguage
from applications.models.choices import EnglishTest, HskLevel
from applications.wizard.fields import CHOOSE
from applications.wizard.forms import Part, StepForm, names_of
from applications.wizard.step import Step

# The least length of the plan by the code of the admission type: Chinese characters and words of
# other languages count one each.  Where there is none, the plan is optional.
PLAN_LENGTH = {"B": 200, "V": 500, "M": 800, "D": 800}
ASKED_FOR_RESEARCH_AREA = frozenset("MDV")
NEED_RESEARCH_AREA = frozenset("MD")
_WORD = re.compile(r"[㐀-䶿一-鿿豈-﫿]|[^\W\d_㐀-䶿一-鿿豈-﫿]+(?:['’\-][^\W\d_]+)*|\d+")


@dataclass(frozen=True)
class Scale:
    """The scores a test gives."""

    lowest: Decimal
    highest: Decimal
    step: Decimal = Decimal(1)

    def gives(self, score: Decimal) -> bool:
        """Whether somebody can have this score."""
        return self.lowest <= score <= self.highest and (score - self.lowest) % self.step == 0


def _scale(lowest: int, highest: int, step: str = "1") -> Scale:
    return Scale(Decimal(lowest), Decimal(highest), Decimal(step))


SCALES = {
    EnglishTest.IELTS: _scale(0, 9, "0.5"),
    EnglishTest.TOEFL: _scale(0, 120),
    EnglishTest.TOEFL_ESSENTIALS: _scale(1, 12, "0.5"),
    EnglishTest.TOEFL_ITP: _scale(310, 677),
    EnglishTest.DUOLINGO: _scale(10, 160, "5"),
    EnglishTest.PTE: _scale(10, 90),
    EnglishTest.CAMBRIDGE: _scale(80, 230),
    EnglishTest.TOEIC: _scale(10, 990, "5"),
}
# Since this day TOEFL iBT is marked from 1 to 6.
TOEFL_CHANGED = date(2026, 1, 21)
TOEFL_SINCE = _scale(1, 6, "0.5")
# The first two levels of HSK have two parts, the others three.
HSK_SCALES = {HskLevel.ONE: _scale(0, 200), HskLevel.TWO: _scale(0, 200)}
HSK_SCALE = _scale(0, 300)
HSKK_SCALE = _scale(0, 100)

PARTS = (
    Part(
        gettext_lazy("Your studies"),
        (("study_start", "study_end"), "research_area", "funding_source"),
        lead=gettext_lazy("The admission notice and the visa papers are made from these dates."),
    ),
    Part(
        gettext_lazy("Chinese"),
        (
            "chinese_level",
            ("hsk_level", "hsk_score"),
            "hsk_date",
            "hsk_number",
            ("hskk_level", "hskk_score"),
        ),
        lead=gettext_lazy("HSK results are valid for two years from the test."),
    ),
    Part(
        gettext_lazy("English and other languages"),
        (
            "english_level",
            ("english_test", "english_score"),
            "english_date",
            "english_number",
            "english_exemption",
            "other_languages",
        ),
    ),
    Part(gettext_lazy("Plan"), ("study_plan",)),
)


class StudyPlanForm(StepForm):
    """Study period, languages and the plan itself."""

    parts = PARTS

    class Meta(StepForm.Meta):
        model = StudyPlan
        fields = names_of(PARTS)
        help_texts = {
            "english_exemption": gettext_lazy("Upload the proof in step 6."),
            "other_languages": gettext_lazy("For example: French (good), Hausa (native)."),
        }
        error_messages = {
            "english_test": {
                "required": gettext_lazy(
                    "Choose your test, or say below why you need none: the programme is taught in "
                    "English."
                )
            },
            "hsk_level": {
                "required": gettext_lazy(
                    "Choose your level, or “No HSK yet”: the programme is taught in Chinese."
                )
            },
            "study_plan": {"required": gettext_lazy("Write your plan here.")},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = self.paper.application.intake.admission_type.code
        self.programme = self.paper.application.offering.programme
        self._ask_for_research_area()
        self._ask_for_plan()

    def _ask_for_research_area(self) -> None:
        if self.kind not in ASKED_FOR_RESEARCH_AREA:
            del self.fields["research_area"]
            return
        areas = list(self.programme.research_areas.all())
        if areas:
            label = self.fields["research_area"].label
            self.fields["research_area"] = forms.ChoiceField(
                label=label,
                choices=[("", _("Choose")), *((area.name_en, area.name) for area in areas)],
                required=self.kind in NEED_RESEARCH_AREA,
                error_messages={"required": CHOOSE},
            )
        else:
            self.fields["research_area"].required = self.kind in NEED_RESEARCH_AREA

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
        start, end = self.answer("study_start"), self.answer("study_end")
        if start and end and end <= start:
            self.add_error("study_end", _("The end must come after the beginning."))
        self._judge_hsk()
        self._judge_hskk()
        self._judge_english()
        return self.cleaned_data

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
            self._judge_score("english_score", self._english_scale(test))
        self._judge_test_date("english_date")

    def _english_scale(self, test: str) -> Scale:
        taken = self.answer("english_date")
        if test == EnglishTest.TOEFL and taken and taken >= TOEFL_CHANGED:
            return TOEFL_SINCE
        return SCALES[EnglishTest(test)]

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
