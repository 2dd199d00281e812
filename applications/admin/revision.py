"""The revision composer: which parts open, why, and until when."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from applications import lifecycle, reasons, status
from applications.admin.forms import MoveForm, join, words_field
from applications.admin.parts import Part, parts_of
from applications.models import Application, RevisionItem, RevisionRequest
from portal import times

LAST_MINUTE = time(23, 59)
USUAL_DAYS = 14
MOST_DAYS = 180


class PartForm(forms.Form):
    """One part: whether it opens, and what the applicant reads about it."""

    is_open = forms.BooleanField(required=False)
    standard = forms.ChoiceField(
        label=gettext_lazy("Standard reason (English and Chinese)"),
        required=False,
        choices=[("", "---------"), *reasons.choices(reasons.REVISION)],
    )
    words_en = words_field(gettext_lazy("Your words to the applicant, in English"), "en")
    words_zh = words_field(gettext_lazy("Your words to the applicant, in Chinese"), "zh-Hans")

    def __init__(self, part: Part, *, language: str, data: Any = None) -> None:
        super().__init__(data, prefix=part.name)
        self.part = part
        self.own_language = "words_zh" if language.startswith("zh") else "words_en"
        self.fields["is_open"].label = part.title

    def clean(self) -> dict[str, Any]:
        """Whoever has to change something reads why, in the language of the account."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned["is_open"] and not (cleaned.get("standard") or cleaned.get(self.own_language)):
            self.add_error(
                "standard",
                _("Choose a standard reason, or say in the applicant’s language what to change."),
            )
        return cleaned

    def item(self) -> RevisionItem:
        """The request to change this part."""
        said = self.cleaned_data
        standard = reasons.REVISION.get(said["standard"])
        return self.part.item(
            reason_en=join(standard.en if standard else "", said["words_en"]),
            reason_zh=join(standard.zh if standard else "", said["words_zh"]),
        )


class ReturnForm(MoveForm):
    """Return for revision."""

    move = status.RETURN
    template = "admin/applications/application/return.html"
    will = (
        gettext_lazy("Only what you tick opens; everything else stays locked."),
        gettext_lazy("The applicant is told at once, by mail and under Notices."),
        gettext_lazy("When the changes come back, the application is yours."),
    )
    due_on = forms.DateField(
        label=gettext_lazy("Last day"),
        help_text=gettext_lazy("23:59 Beijing time on this day."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, application: Application, data: Any = None) -> None:
        super().__init__(application, data)
        self.fields["due_on"].initial = _today() + timedelta(days=USUAL_DAYS)
        self.parts = [
            PartForm(part, language=application.applicant.language, data=data)
            for part in parts_of(application)
        ]

    def clean_due_on(self) -> Any:
        """A day that leaves time, and one that comes."""
        due_on = self.cleaned_data["due_on"]
        if due_on <= _today():
            raise forms.ValidationError(_("Choose a day after today."))
        if due_on > _today() + timedelta(days=MOST_DAYS):
            raise forms.ValidationError(_("Choose a day within the next half year."))
        return due_on

    def clean(self) -> dict[str, Any]:
        """At least one part, and every one that opens with its reason."""
        cleaned = super().clean() or self.cleaned_data
        judged = [part.is_valid() for part in self.parts]
        if not all(judged):
            self.add_error(None, _("Something is missing in the parts you ticked."))
        elif not self._opened():
            self.add_error(None, _("Tick at least one part that has to change."))
        return cleaned

    def _opened(self) -> list[PartForm]:
        return [part for part in self.parts if part.cleaned_data["is_open"]]

    def make(self, application: Application, by: User) -> None:
        """Send the request."""
        due_at = datetime.combine(self.cleaned_data["due_on"], LAST_MINUTE, tzinfo=times.BEIJING)
        request = RevisionRequest(due_at=due_at)
        request.new_items = [part.item() for part in self._opened()]  # type: ignore[attr-defined]
        lifecycle.return_for_revision(application, by=by, request=request)


def _today() -> Any:
    return times.in_beijing(timezone.now()).date()
