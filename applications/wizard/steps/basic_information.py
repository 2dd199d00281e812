"""Step 1: the person, copied from the passport."""

import re
import unicodedata
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from applications.models import BasicInformation
from applications.models.choices import ChineseOrigin, Occupation, PassportType
from applications.wizard import lists
from applications.wizard.fields import OneOf, narrow
from applications.wizard.forms import Part, Problem, StepForm, When, names_of
from applications.wizard.step import Filled, Step
from portal.times import day

YOUNGEST, OLDEST = 15, 80
# A visa is put into a passport that lasts six months beyond the beginning of the studies.
VALID_AFTER_START = timedelta(days=183)
_NUMBER = re.compile(r"[A-Z0-9]{5,20}")

PARTS = (
    Part(
        gettext_lazy("Name"),
        (
            ("passport_surname", "passport_given_names"),
            "no_surname",
            ("native_name", "chinese_name"),
            "former_names",
        ),
        lead=gettext_lazy("As on the photo page, in the same letters."),
    ),
    Part(
        gettext_lazy("Passport"),
        (
            ("nationality", "passport_number"),
            "passport_type",
            "passport_expiry_date",
            "passport_issuing_country",
            "passport_issue_date",
            "passport_renewal",
        ),
    ),
    Part(
        gettext_lazy("About you"),
        (
            "gender",
            "date_of_birth",
            ("birth_country", "birth_place"),
            "other_nationality",
            "chinese_origin",
            ("native_language", "religion"),
            ("marital_status", "highest_education"),
            ("occupation", "employer_or_school"),
        ),
    ),
    Part(
        gettext_lazy("You and China"),
        (
            "in_china_now",
            When(
                "when-in-china",
                (("visa_type", "china_institution"), "visa_expiry", "china_address"),
            ),
            "been_in_china",
            When(
                "when-been-in-china",
                ("been_where", ("been_from", "been_to"), "student_number_here"),
            ),
        ),
    ),
)


class BasicInformationForm(StepForm):
    """Name, passport, person, and whether they are or were in China."""

    parts = PARTS

    class Meta(StepForm.Meta):
        model = BasicInformation
        fields = names_of(PARTS)
        help_texts = {
            "no_surname": gettext_lazy(
                "Then put the whole name, in the printed order, under Given names."
            ),
            "chinese_name": gettext_lazy(
                "Appears on the admission notice and must not change later."
            ),
            "former_names": gettext_lazy("Needed when a certificate bears another name."),
            "nationality": gettext_lazy("The country that issued your passport."),
            "passport_type": gettext_lazy("Only an ordinary passport can be used for study."),
            "birth_place": gettext_lazy("As in the passport."),
            "chinese_origin": gettext_lazy("Decides which proof of nationality the law asks for."),
            "religion": gettext_lazy("Used only for care on campus; no effect on admission."),
            "marital_status": gettext_lazy("Asked by the visa form JW202."),
            "highest_education": gettext_lazy("Completed only; not what you are still studying."),
            "employer_or_school": gettext_lazy("Must agree with the occupation; none is “None”."),
        }
        error_messages = {
            "passport_given_names": {
                "required": gettext_lazy("Write your given names as the passport shows them.")
            },
            "passport_surname": {
                "required": gettext_lazy(
                    "Write your surname, or tick the box below if the passport shows none."
                )
            },
            "passport_number": {
                "required": gettext_lazy("Write the number at the top right of the photo page.")
            },
            "visa_expiry": {"required": gettext_lazy("Write until when you may stay.")},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nationality = self.fields["nationality"]
        self.fields["nationality"] = OneOf(
            source=lists.foreign_countries,
            key="foreign-countries",
            label=nationality.label,
            help_text=nationality.help_text,
        )
        self.fields["occupation"].choices = [  # type: ignore[attr-defined]
            choice
            for choice in self.fields["occupation"].choices  # type: ignore[attr-defined]
            if choice[0] != Occupation.DECEASED
        ]
        self.fields["passport_expiry_date"].help_text = _(
            "For the visa it should be valid until at least %(day)s."
        ) % {"day": day(self._valid_until())}

    def clean_chinese_name(self) -> str:
        """Chinese characters only; the dot stands between the parts of a foreign name."""
        name: str = self.cleaned_data["chinese_name"]
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
        if self.paper.application.intake.admission_type.code == "B":
            self.require("chinese_origin")
        if self.answer("in_china_now"):
            self.require("visa_type", "visa_expiry", "china_address")
        if self.answer("been_in_china"):
            self.require("been_where", "been_from", "been_to")
            self._judge_time_in_china()
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
        if (self.answer("other_nationality") or "") == (self.answer("nationality") or "-"):
            self.add_error("other_nationality", _("This is the nationality you named above."))
        if self.answer("other_nationality") == "CN" and (
            self.answer("chinese_origin") == ChineseOrigin.NO
        ):
            self.add_error("chinese_origin", _("You named China as your other nationality."))

    def _judge_time_in_china(self) -> None:
        came, left = self.answer("been_from"), self.answer("been_to")
        if came and left and left < came:
            self.add_error("been_to", _("This is before the month you came."))
        if left and left > _today():
            self.add_error("been_to", _("This month lies in the future."))

    def _valid_until(self) -> date:
        return self.paper.application.intake.starts_on + VALID_AFTER_START


def age_on(born: date, day: date) -> int:
    """How old somebody is on a day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


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
    template = "applications/wizard/basic_information.html"
    photo_anchor = "id_photo"

    def check(self, filled: Filled) -> None:
        """The photo belongs to this step."""
        if not filled.form.paper.has_photo():
            filled.others.append(
                Problem(_("Personal photo"), _("No photo yet."), self.photo_anchor, is_gap=True)
            )
