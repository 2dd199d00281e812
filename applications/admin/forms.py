"""The forms of the moves: what an officer says, and the one verb that is called with it."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrPromise

from accounts.models import User
from applications import lifecycle, status
from applications.models import Application
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
