"""The forms of the moves: what an officer says, and the one verb that is called with it."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrPromise

from accounts.models import User
from applications import lifecycle, reasons, status
from applications.models import Application, Decision, Outcome
from applications.status import Move


def words_field(label: StrPromise, language: str) -> forms.CharField:
    """Free words in one language."""
    return forms.CharField(
        label=label,
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "lang": language}),
    )


def join(standard: str, own: str) -> str:
    """A standard reason and what an officer adds to it, each on its own line."""
    return "\n".join(part for part in (standard, own) if part)


class MoveForm(forms.Form):
    """A move with nothing to say.  ``will`` tells the officer what will happen."""

    move: ClassVar[Move]
    will: ClassVar[tuple[StrPromise, ...]] = ()
    template: ClassVar[str] = "admin/applications/application/move.html"
    required_css_class = "required"

    def __init__(self, application: Application, data: Any = None) -> None:
        super().__init__(data)
        self.application = application

    def make(self, application: Application, by: User) -> None:
        """Call the verb.  Raises MoveNotAllowed."""
        raise NotImplementedError


class TakeForm(MoveForm):
    """Take."""

    move = status.TAKE
    will = (
        gettext_lazy("You become the officer of this application."),
        gettext_lazy("It leaves the queue; colleagues see that it is yours."),
    )

    def make(self, application: Application, by: User) -> None:
        """Give the file an owner."""
        lifecycle.take(application, by=by)


class PutBackForm(MoveForm):
    """Put back."""

    move = status.PUT_BACK
    will = (
        gettext_lazy("The application goes back into the queue, at the place it had."),
        gettext_lazy("Anybody of the office can take it."),
    )

    def make(self, application: Application, by: User) -> None:
        """Back into the queue."""
        lifecycle.put_back(application, by=by)


class DecisionForm(MoveForm):
    """A decision, with words of the office in both languages or in none."""

    outcome: ClassVar[Outcome]
    words_en = words_field(gettext_lazy("Your words to the applicant, in English"), "en")
    words_zh = words_field(gettext_lazy("Your words to the applicant, in Chinese"), "zh-Hans")

    def clean(self) -> dict[str, Any]:
        """Words in one language need their like in the other."""
        cleaned = super().clean() or self.cleaned_data
        english, chinese = cleaned.get("words_en"), cleaned.get("words_zh")
        if english and not chinese:
            self.add_error("words_zh", _("Say the same in Chinese."))
        if chinese and not english:
            self.add_error("words_en", _("Say the same in English."))
        return cleaned

    def decision(self, by: User) -> Decision:
        """What was decided, not released yet."""
        said = self.cleaned_data
        standard = reasons.REFUSAL.get(said.get("standard", ""))
        return Decision(
            outcome=self.outcome,
            prepared_by=by,
            reason_en=join(standard.en if standard else "", said["words_en"]),
            reason_zh=join(standard.zh if standard else "", said["words_zh"]),
        )


class AdmitForm(DecisionForm):
    """Admit."""

    move = status.ADMIT
    outcome = Outcome.ADMIT
    will = (
        gettext_lazy("The applicant is admitted and told at once, by mail and under Notices."),
        gettext_lazy("The application is closed for changes; only an administrator can reopen it."),
    )

    def make(self, application: Application, by: User) -> None:
        """Release the decision."""
        lifecycle.admit(application, by=by, decision=self.decision(by))


class WaitlistForm(DecisionForm):
    """Put on the waiting list."""

    move = status.WAITLIST
    outcome = Outcome.WAITLIST
    will = (
        gettext_lazy("The applicant is told at once, by mail and under Notices."),
        gettext_lazy("You can admit or refuse later, when it is clear whether a place is free."),
    )

    def make(self, application: Application, by: User) -> None:
        """Release the decision."""
        lifecycle.waitlist(application, by=by, decision=self.decision(by))


class RefuseForm(DecisionForm):
    """Refuse, with a reason."""

    move = status.REFUSE
    outcome = Outcome.REFUSE
    will = (
        gettext_lazy("The applicant is told at once, by mail and under Notices."),
        gettext_lazy("The reason stands on the status page, in the words you choose here."),
        gettext_lazy("Only an administrator can reopen the application."),
    )
    standard = forms.ChoiceField(
        label=gettext_lazy("Standard reason"),
        required=False,
        choices=[("", "---------"), *reasons.choices(reasons.REFUSAL)],
    )
    field_order = ("standard", "words_en", "words_zh")

    def clean(self) -> dict[str, Any]:
        """A refusal without its reason is none."""
        cleaned = super().clean()
        if not cleaned.get("standard") and not (cleaned.get("words_en") or self.errors):
            self.add_error("standard", _("Choose a standard reason, or give your own in words."))
        return cleaned

    def make(self, application: Application, by: User) -> None:
        """Release the decision."""
        lifecycle.refuse(application, by=by, decision=self.decision(by))


class ReopenForm(MoveForm):
    """Reopen, with a reason."""

    move = status.REOPEN
    will = (
        gettext_lazy(
            "The application goes back to review, and an earlier decision no longer counts."
        ),
        gettext_lazy("The applicant is told at once and reads the reason."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("In the language of the applicant."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def make(self, application: Application, by: User) -> None:
        """Open again."""
        lifecycle.reopen(application, by=by, reason=self.cleaned_data["reason"])
