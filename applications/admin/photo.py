"""The photo that the check refused and the applicant wants looked at: accept it anyway, and why."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.models import User
from applications import status
from applications.admin import desk, taking
from applications.models import Application, Photo
from applications.photo import Verdict, explain
from applications.photo.drawing import Drawing, draw
from applications.wizard import photos


class AcceptPhotoForm(forms.ModelForm[Photo]):
    """Why the photo can be used."""

    class Meta:
        model = Photo
        fields = ("accept_reason",)
        labels = {"accept_reason": gettext_lazy("Why it can be used")}
        widgets = {"accept_reason": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["accept_reason"].required = True


@dataclass(frozen=True)
class Doubt:
    """What the check said, what a person said, and the form for whoever may say it."""

    photo: Photo
    sentence: str
    drawing: Drawing
    form: AcceptPhotoForm | None
    return_url: str  # where another photo is asked for; empty where that is no move now


def doubt_about(application: Application, user: User) -> Doubt | None:
    """What is to be said beside the photo; nothing where the check accepted it."""
    photo: Photo | None = getattr(application, "photo", None)
    if photo is None or not photo.doubt:
        return None
    may = photo.waits_for_a_look and taking.may_take(user)
    verdict = Verdict.from_json(photo.doubt)
    can_return = application.status in status.RETURN.sources
    where = reverse(desk.MOVE, args=[application.pk, status.RETURN.name])
    form = AcceptPhotoForm() if may else None
    return Doubt(photo, explain(verdict), draw(verdict), form, where if can_return else "")


@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept the photo.  Whoever reviews may; the reason is kept with the name."""
    application, user = desk.find(request, pk), desk.officer(request)
    if not taking.may_take(user):
        raise PermissionDenied
    photo = get_object_or_404(Photo, application=application)
    form = AcceptPhotoForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write why the photo can be used. Nothing was changed."))
    elif photos.accept_anyway(photo, form.cleaned_data["accept_reason"], by=user):
        messages.success(request, _("The photo is accepted."))
    else:
        messages.info(request, _("Somebody has already accepted this photo."))
    return desk.to_one(application)
