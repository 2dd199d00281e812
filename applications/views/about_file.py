"""What is asked about a file that was sent: from which school, and when it was issued."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.models import Document, DocumentRequirement
from applications.models.requirement import Validity
from applications.wizard.evidence import spoken
from portal.fields import DateBoxesField

AGES = frozenset({Validity.SIX_MONTHS, Validity.ONE_YEAR})


class AboutFile(forms.Form):
    """The questions its slot has; nothing where it has none."""

    marks_fields = False
    error_summary = False
    school = forms.ChoiceField(label=gettext_lazy("From which school?"), required=False)
    issued_on = DateBoxesField(label=gettext_lazy("Date of issue"), required=False)

    def __init__(
        self, document: Document, schools: Sequence[str], data: Mapping[str, Any] | None = None
    ) -> None:
        facts = {"school": document.school, "issued_on": document.issued_on}
        super().__init__(data, prefix=f"about-{document.key}", initial=facts)
        self.document = document
        if not asks_for_school(document.requirement, schools):
            del self.fields["school"]
        else:
            choices = [("", _("Choose …")), *((one, spoken(one)) for one in schools)]
            self.fields["school"].choices = choices  # type: ignore[attr-defined]
        if document.requirement.validity not in AGES or document.is_translation:
            del self.fields["issued_on"]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def clean_issued_on(self) -> date | None:
        """Nothing is issued tomorrow."""
        issued: date | None = self.cleaned_data["issued_on"]
        if issued and issued > timezone.localdate():
            raise ValidationError(_("This date of issue lies in the future. Check the year."))
        return issued

    def answers(self) -> Document:
        """The document with the answers in it, to be saved."""
        for name in self.fields:
            setattr(self.document, name, self.cleaned_data[name])
        return self.document


def asks_for_school(requirement: DocumentRequirement, schools: Sequence[str]) -> bool:
    """Whether it has to be said from which school a file is: there are several."""
    return bool(requirement.evidence) and len(schools) > 1
