"""What step 1 asks, in which order and words."""

from typing import Any, cast

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy

from applications.models.choices import Occupation
from applications.wizard import lists
from applications.wizard.fields import OneOf, form_field
from applications.wizard.forms import Part, When

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
            "mrz",
        ),
    ),
    Part(
        gettext_lazy("About you"),
        (
            "gender",
            "date_of_birth",
            ("birth_country", "birth_place"),
            "other_nationality",
            ("native_language", "religion"),
            ("marital_status", "highest_education"),
            ("occupation", "employer_or_school"),
            "health_status",
            "interests",
        ),
    ),
    Part(
        gettext_lazy("Nationality in the family"),
        (
            "chinese_origin",
            When(
                "when-chinese-origin",
                ("foreign_nationality_since", ("abroad_4", "abroad_3"), ("abroad_2", "abroad_1")),
            ),
        ),
        lead=gettext_lazy("Decides which proof of nationality the law asks for."),
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
            "had_scholarship",
            When(
                "when-scholarship",
                ("scholarship_school", ("scholarship_from", "scholarship_to")),
            ),
        ),
    ),
)
HELP = {
    "no_surname": gettext_lazy(
        "If you tick this, put the whole name, in the printed order, under Given names."
    ),
    "chinese_name": gettext_lazy("Appears on the admission notice and must not change later."),
    "former_names": gettext_lazy("Needed when a certificate bears another name."),
    "nationality": gettext_lazy("The country that issued your passport."),
    "passport_type": gettext_lazy("Only an ordinary passport can be used for study."),
    "birth_place": gettext_lazy("As in the passport."),
    "foreign_nationality_since": gettext_lazy(
        "The day on which you got the nationality of your passport."
    ),
    "abroad_4": gettext_lazy("By the stamps in your passport; each year ends on 30 April."),
    "mrz": gettext_lazy(
        "The two lines at the bottom of the photo page. We only check your typing with them; "
        "nothing is copied."
    ),
    "interests": gettext_lazy("For example: table tennis, choir, calligraphy."),
    "had_scholarship": gettext_lazy("Of the Chinese government, a city or a university in China."),
    "religion": gettext_lazy("Used only for care on campus; no effect on admission."),
    "marital_status": gettext_lazy("Asked by the visa form JW202."),
    "highest_education": gettext_lazy("Completed only; not what you are still studying."),
    "employer_or_school": gettext_lazy("Must agree with the occupation; none is “None”."),
}
MISSING = {
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


def question(db_field: models.Field[Any, Any], **kwargs: Any) -> forms.Field:
    """The field for a column; three are asked otherwise than elsewhere."""
    field: Any = form_field(db_field, **kwargs)
    if db_field.name == "nationality":
        return OneOf(
            source=lists.foreign_countries,
            key="foreign-countries",
            label=field.label,
            help_text=field.help_text,
        )
    if db_field.name == "occupation":
        field.choices = [choice for choice in field.choices if choice[0] != Occupation.DECEASED]
    if db_field.name == "mrz":
        field.widget.attrs |= {"rows": 2, "class": "rx-mrz", "spellcheck": "false"}
    return cast(forms.Field, field)
