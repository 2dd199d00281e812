"""Step 1: the person, copied from the passport."""

import re
import unicodedata
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from applications.models import BasicInformation, FundingKind
from applications.models.choices import ChineseOrigin, PassportType
from applications.wizard import passport
from applications.wizard.forms import Problem, StepForm, names_of
from applications.wizard.letters import narrow
from applications.wizard.step import Filled, Step
from applications.wizard.steps.basic_questions import HELP, MISSING, PARTS, question
from portal.times import day, months_later

YOUNGEST, OLDEST = 15, 80
# A visa is put into a passport that lasts so long beyond the beginning of the studies.
_MONTHS_AFTER_START = 6
BACHELOR = "B"
# For a bachelor the nationality must be held for so long before the spring of the entry.
NATIONALITY_YEARS = 4
_NUMBER = re.compile(r"[A-Z0-9]{5,20}")
_OF_SCHOLARSHIP = frozenset(
    {"had_scholarship", "scholarship_school", "scholarship_from", "scholarship_to"}
)
_MONTHS, _ENOUGH_MONTHS, _ENOUGH_YEARS = 12, 9, 2
_ABROAD = ("abroad_4", "abroad_3", "abroad_2", "abroad_1")
_OF_FOREIGN_NATIONALITY = frozenset({"foreign_nationality_since", *_ABROAD})


class BasicInformationForm(StepForm):
    """Name, passport, person, and whether they are or were in China."""

    parts = PARTS
    off_by_default = ("health_status", "interests")
    decided = ("passport_surname", "other_nationality", "chinese_origin", "former_names", "mrz")

    class Meta(StepForm.Meta):
        model = BasicInformation
        fields = names_of(PARTS)
        help_texts = HELP
        error_messages = MISSING
        formfield_callback = question

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passport_expiry_date"].help_text = _(
            "For the visa it should be valid until at least %(day)s."
        ) % {"day": day(self._valid_until())}

    def is_asked(self, name: str) -> bool:
        """Some questions are for scholarships, some for bachelors only."""
        intake = self.paper.application.intake
        if name in _OF_SCHOLARSHIP:
            return intake.funding_category.kind != FundingKind.SELF
        if name in _OF_FOREIGN_NATIONALITY:
            return intake.admission_type.code == BACHELOR
        return super().is_asked(name)

    def clean_chinese_name(self) -> str:
        """Chinese characters only; the dot stands between the parts of a foreign name."""
        name: str = self.cleaned_data["chinese_name"].replace(" ", "")
        if name and not all(_is_han(sign) or sign in "·•" for sign in name):
            raise ValidationError(_("Write the Chinese name in Chinese characters only."))
        if len(name) == 1:
            raise ValidationError(_("A Chinese name has at least two characters."))
        return name

    def clean_passport_number(self) -> str:
        """Capital letters and digits, without the spaces some passports print."""
        number = re.sub(r"[\s\-]", "", narrow(self.cleaned_data["passport_number"])).upper()
        if not _NUMBER.fullmatch(number):
            raise ValidationError(
                _("A passport number has 5 to 20 letters A to Z and digits, without other signs.")
            )
        return number

    def clean_date_of_birth(self) -> date:
        """A person born so long ago that they may study, and not so long that it is a slip."""
        born: date = self.cleaned_data["date_of_birth"]
        if born >= _today():
            raise ValidationError(_("This date of birth lies in the future. Check the year."))
        age = age_on(born, self.paper.application.intake.starts_on)
        if not YOUNGEST <= age <= OLDEST:
            raise ValidationError(
                ngettext(
                    "You would be %(age)s year old when the studies begin. Check the year.",
                    "You would be %(age)s years old when the studies begin. Check the year.",
                    age,
                )
                % {"age": age}
            )
        return born

    def clean_passport_issue_date(self) -> date | None:
        """No passport is issued tomorrow."""
        issued: date | None = self.cleaned_data["passport_issue_date"]
        if issued and issued > _today():
            raise ValidationError(_("This date of issue lies in the future. Check the year."))
        return issued

    def clean_passport_expiry_date(self) -> date:
        """An expired passport cannot be used; one that expires soon is worth a word."""
        expires: date = self.cleaned_data["passport_expiry_date"]
        if expires <= _today():
            raise ValidationError(
                _("This passport expired on %(day)s. Renew it, then write the new date here.")
                % {"day": day(expires)}
            )
        return expires

    def clean(self) -> dict[str, Any]:
        """What depends on another answer."""
        self._judge_names()
        self._judge_passport()
        self._judge_nationality()
        self._judge_age()
        passport.compare(self)
        if self.answer("in_china_now"):
            self.require("visa_type", "visa_expiry", "china_address")
            self._judge_visa()
        if self.answer("had_scholarship"):
            self.require("scholarship_school", "scholarship_from", "scholarship_to")
            self._judge_months("scholarship_from", "scholarship_to")
        if self.answer("been_in_china"):
            self.require("been_where", "been_from", "been_to")
            self._judge_months("been_from", "been_to")
        return self.cleaned_data

    def _judge_names(self) -> None:
        if not self.answer("no_surname"):
            self.require("passport_surname")
        elif self.answer("passport_surname"):
            self.add_error(
                "passport_surname",
                _("Leave the surname empty, or take the tick away below."),
            )

    def _judge_passport(self) -> None:
        issued, expires = self.answer("passport_issue_date"), self.answer("passport_expiry_date")
        born = self.answer("date_of_birth")
        if issued and born and issued < born:
            self.add_error("passport_issue_date", _before_birth())
        if issued and expires and issued >= expires:
            self.add_error(
                "passport_issue_date", _("The passport would expire before it was issued.")
            )
        if expires and expires < self._valid_until():
            self.note(
                "passport_expiry_date",
                _("Yours ends on %(ends)s. For the visa it should last until %(until)s.")
                % {"ends": day(expires), "until": day(self._valid_until())},
            )
        kind = self.answer("passport_type")
        if kind and kind != PassportType.ORDINARY:
            self.note("passport_type", _("You will need an ordinary passport to study in China."))
        country = self.answer("passport_issuing_country")
        if country and self.answer("nationality") not in (None, country):
            self.note(
                "passport_issuing_country",
                _("This is not your nationality. The nationality is that of the passport."),
            )

    def _judge_nationality(self) -> None:
        if (self.answer("other_nationality") or "") == (self.answer("nationality") or "-"):
            self.add_error("other_nationality", _("This is the nationality you named above."))
        origin = self.answer("chinese_origin")
        if self.answer("other_nationality") == "CN" and origin == ChineseOrigin.NO:
            self.add_error("chinese_origin", _("You named China as your other nationality."))
        intake = self.paper.application.intake
        if intake.admission_type.code != BACHELOR:
            return
        self.require("chinese_origin")
        if origin and origin != ChineseOrigin.NO:
            self.require(*_OF_FOREIGN_NATIONALITY)
            self._judge_foreign_nationality(date(intake.year, 4, 30))

    def _judge_foreign_nationality(self, spring: date) -> None:
        """The office decides; the applicant is told what the law expects."""
        since = self.answer("foreign_nationality_since")
        if since and since > _today():
            self.add_error("foreign_nationality_since", _("This day lies in the future."))
        elif since and since > spring.replace(year=spring.year - NATIONALITY_YEARS):
            self.note(
                "foreign_nationality_since",
                _("By law the nationality must be held for four years before %(day)s.")
                % {"day": day(spring)},
            )
        for name in _ABROAD:
            if (self.answer(name) or 0) > _MONTHS:
                self.add_error(name, _("A year has twelve months."))
        told = [self.answer(name) for name in _ABROAD]
        if None not in told and sum(months >= _ENOUGH_MONTHS for months in told) < _ENOUGH_YEARS:
            self.note(
                "abroad_4",
                _("By law you must have lived abroad for nine months in two of these years."),
            )

    def _judge_age(self) -> None:
        born, intake = self.answer("date_of_birth"), self.paper.application.intake
        if born and intake.oldest_age and age_on(born, intake.starts_on) > intake.oldest_age:
            self.note(
                "date_of_birth",
                _("The usual age limit of this intake is %(age)s. The office decides.")
                % {"age": intake.oldest_age},
            )

    def _judge_visa(self) -> None:
        ends = self.answer("visa_expiry")
        if ends and ends < _today():
            words = _("It ended on %(day)s. Write the permit you hold now.")
            self.note("visa_expiry", words % {"day": day(ends)})
        elif ends and ends < self.paper.application.intake.starts_on:
            self.note(
                "visa_expiry",
                _("It ends before the studies begin on %(day)s.")
                % {"day": day(self.paper.application.intake.starts_on)},
            )

    def _judge_months(self, first: str, last: str) -> None:
        came, left, born = self.answer(first), self.answer(last), self.answer("date_of_birth")
        if came and born and came < born.replace(day=1):
            self.add_error(first, _before_birth())
        if came and came > _today():
            self.add_error(first, _("This month lies in the future."))
        if came and left and left < came:
            self.add_error(last, _("This is before the month you came."))
        if left and left > _today():
            self.add_error(last, _("This month lies in the future."))

    def _valid_until(self) -> date:
        return months_later(self.paper.application.intake.starts_on, _MONTHS_AFTER_START)


def age_on(born: date, day: date) -> int:
    """How old somebody is on a day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _before_birth() -> str:
    return _("This is before your date of birth. Check the year.")


def _today() -> date:
    return timezone.localdate()


def _is_han(sign: str) -> bool:
    return unicodedata.name(sign, "").startswith("CJK ")


class BasicInformationStep(Step):
    """Asks who applies."""

    slug = "basic-information"
    title = gettext_lazy("Basic Information")
    short_title = gettext_lazy("Basic Information")
    lead = gettext_lazy(
        "Copy everything exactly as it is printed in your passport. Your visa depends on it."
    )
    form_class = BasicInformationForm
    kept_as = "basic_information"
    shows = ("photo", "photo_try")
    template = "applications/wizard/basic_information.html"
    photo_anchor = "id_photo"

    def check(self, filled: Filled) -> None:
        """The photo belongs to this step."""
        if not filled.form.paper.has_photo():
            filled.others.append(
                Problem(_("Personal photo"), _("No photo yet."), self.photo_anchor, is_gap=True)
            )
