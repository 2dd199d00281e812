"""Step 4: family, who pays, whom to call, and who answers for a minor."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.models import AdditionalInformation, FamilyMember
from applications.models.choices import SponsorType
from applications.wizard.forms import Part, RowForm, StepForm, When, names_of
from applications.wizard.step import Filled, RowSet, Step
from applications.wizard.steps.basic_information import age_on
from applications.wizard.typed import Paper

OF_AGE = 18
OLDEST = 120
GUARDIAN = (
    "guardian_name",
    "guardian_relation",
    "guardian_id_number",
    "guardian_phone",
    "guardian_address",
)
FAMILY_PARTS = (
    Part(
        "",
        (
            ("relation", "name"),
            ("occupation", "employer"),
            ("age", "nationality"),
            ("phone", "email"),
        ),
    ),
)
PARTS = (
    Part("", ("family_none_reason",)),
    Part(
        gettext_lazy("Financial supporter"),
        (
            "sponsor_type",
            When(
                "when-sponsor",
                (
                    ("sponsor_name", "sponsor_relation"),
                    ("sponsor_nationality", "sponsor_occupation"),
                    "sponsor_employer",
                    "sponsor_address",
                    ("sponsor_phone", "sponsor_email"),
                ),
            ),
            ("sponsor_annual_amount", "sponsor_currency"),
        ),
        lead=gettext_lazy("Must be the person named in the bank or income document."),
    ),
    Part(
        gettext_lazy("Emergency contact"),
        (
            ("emergency_name", "emergency_relation"),
            ("emergency_phone", "emergency_email"),
            ("emergency_country", "emergency_languages"),
            "emergency_address",
        ),
        lead=gettext_lazy("Someone we may call at any hour."),
    ),
    Part(
        gettext_lazy("Guardian in China"),
        GUARDIAN,
        lead=gettext_lazy(
            "You will be under 18 when the studies begin: an adult resident of China, named in the "
            "notarised power of attorney."
        ),
    ),
    Part(
        gettext_lazy("Contact in China"),
        (
            ("china_contact_name", "china_contact_relation"),
            ("china_contact_phone", "china_contact_email"),
            "china_contact_address",
        ),
        lead=gettext_lazy("A friend or relative, if any."),
    ),
    Part(
        gettext_lazy("About your stay"),
        (
            "accompanying",
            "support_needs",
            "discipline",
            When("when-discipline", ("discipline_details",)),
        ),
    ),
    Part(
        gettext_lazy("How you came to us"),
        (
            "agent_involved",
            When("when-agent", (("agent_name", "agent_contact"),)),
            "how_heard",
        ),
    ),
)


# Asked only where the question before them is.
_FOLLOWS = {"discipline_details": "discipline", "sponsor_currency": "sponsor_annual_amount"}


class FamilyRowForm(RowForm):
    """One member of the family."""

    parts = FAMILY_PARTS
    names = ("name", "relation")

    class Meta(RowForm.Meta):
        model = FamilyMember
        fields = names_of(FAMILY_PARTS)
        error_messages = {"name": {"required": gettext_lazy("Write the full name.")}}

    def clean_age(self) -> int | None:
        """People live so long, no longer."""
        age: int | None = self.cleaned_data["age"]
        if age is not None and age > OLDEST:
            raise ValidationError(_("Write the age in years, up to 120."))
        return age


class AdditionalForm(StepForm):
    """The people behind the applicant."""

    parts = PARTS
    off_by_default = ("sponsor_annual_amount", "accompanying", "support_needs", "discipline")
    decided = ("family_none_reason", "sponsor_currency", *GUARDIAN)

    class Meta(StepForm.Meta):
        model = AdditionalInformation
        fields = names_of(PARTS)
        help_texts = {
            "family_none_reason": gettext_lazy(
                "Only if there is nobody to name above: say why in a few words."
            ),
            "accompanying": gettext_lazy("Relation, name and passport number, one in a line."),
            "discipline": gettext_lazy("A yes does not exclude you."),
        }
        error_messages = {
            "emergency_phone": {
                "required": gettext_lazy("Write a number we may call at any hour.")
            },
        }

    def __init__(self, *args: Any, paper: Paper, **kwargs: Any) -> None:
        self.is_minor = is_minor(paper)
        super().__init__(*args, paper=paper, **kwargs)

    def is_asked(self, name: str) -> bool:
        """Minors name a guardian; what follows from a question goes with it."""
        if name in GUARDIAN:
            return self.is_minor
        return super().is_asked(_FOLLOWS.get(name, name))

    def clean(self) -> dict[str, Any]:
        """What depends on another answer, or on another step."""
        self._judge_supporter()
        if self.is_minor:
            self.require(*GUARDIAN)
            self.require("china_contact_name", "china_contact_relation", "china_contact_phone")
        if self.answer("agent_involved"):
            self.require("agent_name")
        if self.answer("discipline"):
            self.require("discipline_details")
        self._judge_contacts()
        return self.cleaned_data

    def _judge_supporter(self) -> None:
        if self.answer("sponsor_type") not in (None, SponsorType.SELF, SponsorType.SCHOLARSHIP):
            self.require("sponsor_name", "sponsor_phone", "sponsor_address")
            if self.answer("sponsor_type") in (SponsorType.PARENT, SponsorType.RELATIVE):
                self.require("sponsor_relation", "sponsor_occupation")
        if self.answer("sponsor_annual_amount") is not None:
            self.require("sponsor_currency")

    def _judge_contacts(self) -> None:
        for name in ("china_contact_phone", "guardian_phone"):
            phone = self.answer(name)
            if phone and phone.country_code != _CHINA:
                self.add_error(name, _("A number in China begins with +86."))
        own = self.paper.application.applicant.email.casefold()
        if (self.answer("emergency_email") or "").casefold() == own:
            self.add_error(
                "emergency_email", _("This is your own e-mail. Write that of another person.")
            )


_CHINA = 86


def is_minor(paper: Paper) -> bool:
    """Whether the applicant is under age when the studies begin."""
    born = paper.value("basic-information", "date_of_birth")
    return born is not None and age_on(born, paper.application.intake.starts_on) < OF_AGE


class AdditionalStep(Step):
    """Asks for family, supporter and emergency contact."""

    slug = "additional-information"
    title = gettext_lazy("Additional Information")
    short_title = gettext_lazy("Additional Information")
    form_class = AdditionalForm
    kept_as = "additional_information"
    row_sets = (
        RowSet(
            "family",
            FamilyRowForm,
            title=gettext_lazy("Family members"),
            row_title=gettext_lazy("Family member"),
            add_label=gettext_lazy("Add family member"),
            lead=gettext_lazy("Your parents, and your spouse if you are married."),
            minimum=1,
        ),
    )
    consults = {"basic-information": ("date_of_birth",)}

    def check(self, filled: Filled) -> None:
        """Somebody of the family, or the reason why there is nobody."""
        members = filled.told("family")
        if not members and not filled.form.answer("family_none_reason"):
            filled.refuse(
                "family",
                _("Name at least one member of your family, or say below why there is none."),
                is_gap=True,
            )
