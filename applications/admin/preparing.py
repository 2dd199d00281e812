"""The page on which a decision is prepared, or prepared and released in one go."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.models import User
from applications import deciding, lifecycle, reasons
from applications.admin import decisions, desk
from applications.admin.forms import join, words_field
from applications.admin.moves import PREVIEW
from applications.deciding import CONSEQUENCES
from applications.models import Application, Decision, Outcome
from applications.status import DECIDABLE
from portal import times

TEMPLATE = "admin/applications/application/prepare.html"
NOW = "release"  # the button that prepares and releases in one go


class PrepareForm(forms.Form):
    """What is decided, why, in words of the office in both languages or in none, and for when."""

    will = (
        gettext_lazy("The decision waits until somebody releases it; nobody is told before."),
        gettext_lazy("A decision that was prepared before is replaced."),
        gettext_lazy(
            "“Release now” prepares and releases in one go: the applicant is told at once."
        ),
    )
    required_css_class = "required"
    outcome = forms.ChoiceField(label=gettext_lazy("Decision"), widget=forms.RadioSelect)
    standard = forms.ChoiceField(
        label=gettext_lazy("Standard reason"),
        help_text=gettext_lazy("Only where the applicant is not admitted."),
        required=False,
        choices=[("", "---------"), *reasons.choices(reasons.REFUSAL)],
    )
    words_en = words_field(gettext_lazy("Your words to the applicant, in English"), "en")
    words_zh = words_field(gettext_lazy("Your words to the applicant, in Chinese"), "zh-Hans")
    release_on = forms.DateField(
        label=gettext_lazy("Not to be released before"),
        help_text=gettext_lazy(
            "Leave it empty if it can go at any time. Nothing is released by itself."
        ),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(
        self, application: Application, data: Any = None, initial: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.application = application
        self.fields["outcome"].choices = [  # type: ignore[attr-defined]
            (outcome.value, consequence.move.label)
            for outcome, consequence in CONSEQUENCES.items()
            if application.status in consequence.move.sources
        ]

    def clean(self) -> dict[str, Any]:
        """A refusal has its reason, and words are in both languages."""
        said = super().clean() or self.cleaned_data
        if said.get("words_en") and not said.get("words_zh"):
            self.add_error("words_zh", _("Say the same in Chinese."))
        if said.get("words_zh") and not said.get("words_en"):
            self.add_error("words_en", _("Say the same in English."))
        if said.get("outcome") == Outcome.ADMIT:
            self._check_photo()
        if said.get("outcome") == Outcome.REFUSE:
            self._check_reason(said)
        elif said.get("standard"):
            self.add_error(
                "standard", _("A standard reason explains why somebody is not admitted.")
            )
        if NOW in self.data:
            self._check_release(said)
        return said

    def _check_photo(self) -> None:
        if held := deciding.photo_obstacle(self.application, Outcome.ADMIT):
            self.add_error("outcome", held.label)

    def _check_reason(self, said: dict[str, Any]) -> None:
        if not said.get("standard") and not (said.get("words_en") or self.errors):
            self.add_error("standard", _("Choose a standard reason, or give your own in words."))

    def _check_release(self, said: dict[str, Any]) -> None:
        """What has to wait cannot go at once."""
        if said.get("standard") in reasons.SECOND_PERSON:
            sentence = _("With this reason a second person releases the decision: prepare it only.")
            self.add_error("standard", sentence)
        if (day := said.get("release_on")) and _beginning_of(day) > timezone.now():
            self.add_error("release_on", _("To release it now, leave this empty."))

    def words(self) -> dict[str, Any]:
        """Outcome and reasons, as the verb takes them."""
        said = self.cleaned_data
        standard = reasons.REFUSAL.get(said["standard"])
        return {
            "outcome": Outcome(said["outcome"]),
            "reason_en": join(standard.en if standard else "", said["words_en"]),
            "reason_zh": join(standard.zh if standard else "", said["words_zh"]),
        }

    def prepare(self, by: User) -> Decision:
        """Keep the decision.  Raises MoveNotAllowed."""
        day = self.cleaned_data["release_on"]
        return lifecycle.prepare(
            self.application,
            by=by,
            **self.words(),
            reason_code=self.cleaned_data["standard"],
            release_at=_beginning_of(day) if day else None,
        )


def _beginning_of(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=times.BEIJING)


def as_typed(decision: Decision | None) -> dict[str, Any]:
    """A prepared decision as it would be filled in, so that a word of it can be changed."""
    if decision is None:
        return {}
    standard = reasons.REFUSAL.get(decision.reason_code)
    return {
        "outcome": decision.outcome,
        "standard": decision.reason_code,
        "words_en": decision.reason_en.removeprefix(standard.en if standard else "").strip(),
        "words_zh": decision.reason_zh.removeprefix(standard.zh if standard else "").strip(),
        "release_on": times.in_beijing(decision.release_at).date() if decision.release_at else None,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def prepare(request: HttpRequest, pk: int) -> HttpResponse:
    """Prepare a decision, show what the applicant will read, or release it in the same go."""
    application = decisions.find(request, pk)
    if application.status not in DECIDABLE:
        return desk.too_late(request, application)
    typed = request.POST if request.method == "POST" else None
    form = PrepareForm(application, typed, as_typed(deciding.prepared(application)))
    by = desk.officer(request)
    try:
        if form.is_valid() and PREVIEW not in request.POST:
            return _keep(request, form)
        reading = decisions.read(application, by, **form.words()) if form.is_valid() else None
    except lifecycle.MoveNotAllowed:
        return desk.too_late(request, application)
    title = _("Prepare decision")
    return decisions.page(request, TEMPLATE, application, title=title, form=form, reading=reading)


def _keep(request: HttpRequest, form: PrepareForm) -> HttpResponse:
    by = desk.officer(request)
    with transaction.atomic():
        decision = form.prepare(by)
        if NOW in request.POST:
            lifecycle.release(decision, by=by)
    if NOW in request.POST:
        return decisions.released(request, decision)
    messages.success(
        request,
        _("%(reference)s: the decision is prepared. Nobody is told before it is released.")
        % {"reference": form.application},
    )
    return desk.to_one(form.application)
