"""The bare pages, as a tutorial would write them."""

from django.contrib.auth.decorators import login_required
from django.forms import ModelForm
from django.shortcuts import get_object_or_404, redirect, render

from tests.bench.bare.models import Entry, Paper

PAGE = 50
FIELDS = [field.name for field in Paper._meta.fields if field.name not in ("id", "owner")]


class PaperForm(ModelForm):
    class Meta:
        model = Paper
        fields = FIELDS


@login_required
def small(request):
    """Session, person, one indexed query, a small template."""
    entry = get_object_or_404(Entry, number="N0000001")
    return render(request, "bare/small.html", {"entry": entry})


@login_required
def form(request):
    """Fourteen fields, shown and saved."""
    paper = get_object_or_404(Paper, owner=request.user)
    bound = PaperForm(request.POST or None, instance=paper)
    if request.method == "POST" and bound.is_valid():
        bound.save()
        return redirect("bare:form")
    return render(request, "bare/form.html", {"form": bound})


@login_required
def entries(request):
    """Fifty rows by key."""
    after = int(request.GET.get("after", 0))
    rows = list(Entry.objects.filter(pk__gt=after).order_by("pk")[:PAGE])
    return render(request, "bare/entries.html", {"rows": rows, "last": rows[-1].pk})
