"""Notes of the office.  The applicant never sees them."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from applications.admin import desk
from applications.models import Note


class NoteForm(forms.ModelForm[Note]):
    """One note."""

    class Meta:
        model = Note
        fields = ("text",)
        labels = {"text": gettext_lazy("Add a note")}
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}


@require_POST
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a note.  Whoever may read an application may write one about it."""
    application = desk.find(request, pk)
    form = NoteForm(request.POST)
    if form.is_valid():
        form.instance.application = application
        form.instance.written_by = desk.officer(request)
        form.save()
        messages.success(request, _("The note is kept."))
    else:
        messages.error(request, _("The note was empty."))
    return desk.to_one(application)
