"""Step 7: reading everything once more, and the declaration under it."""

import unicodedata
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.models import Application, Declaration
from applications.wizard.forms import Part, StepForm, names_of
from applications.wizard.step import Filled, Step
from applications.wizard.steps.additional import is_minor
from applications.wizard.typed import Typed

PARTS = (
    Part(
        "",
        (
            "declare_true",
            "declare_law",
            "consent_data",
            "consent_sensitive",
            "consent_guardian",
            "understand_lock",
            "understand_fee",
            "signature_name",
        ),
    ),
)


class DeclarationForm(StepForm):
    """What has to be declared before submitting."""

    parts = PARTS

    class Meta(StepForm.Meta):
        model = Declaration
        fields = names_of(PARTS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_minor(self.paper):
            del self.fields["consent_guardian"]
        if not self.paper.application.intake.fee_fen:
            del self.fields["understand_fee"]
        for name, field in self.fields.items():
            field.required = True
            if name != "signature_name":
                field.error_messages["required"] = _("Tick this to submit.")

    def full_label(self, name: str, within: str = "") -> str:
        """The sentence to declare, to be followed by what is wrong with it."""
        return super().full_label(name, within).rstrip(".。")

    def clean_signature_name(self) -> str:
        """The name in the passport, in either order, whatever the capitals and spaces."""
        typed: str = self.cleaned_data["signature_name"]
        surname = self.paper.value("basic-information", "passport_surname") or ""
        given = self.paper.value("basic-information", "passport_given_names") or ""
        if _bare(typed) not in (_bare(surname + given), _bare(given + surname)):
            raise ValidationError(
                _("Type it as in step 1: %(name)s.") % {"name": f"{surname} {given}".strip()}
            )
        return typed


def _bare(name: str) -> str:
    return "".join(unicodedata.normalize("NFC", name).casefold().split())


class PreReviewStep(Step):
    """Shows everything and asks for the declaration."""

    slug = "pre-review"
    title = gettext_lazy("Application Form Pre-review")
    short_title = gettext_lazy("Pre-review")
    lead = gettext_lazy(
        "This is what the admissions office will read. After you submit, nothing can be changed."
    )
    form_class = DeclarationForm
    kept_as = "declaration"
    shows = ("photo",)
    consults = {"basic-information": ("passport_surname", "passport_given_names", "date_of_birth")}

    def record(self, application: Application, filled: Filled, kept: Typed | None) -> None:
        """Keep what was declared, and when."""
        super().record(application, filled, kept)
        Declaration.objects.filter(application=application).update(declared_at=timezone.now())
