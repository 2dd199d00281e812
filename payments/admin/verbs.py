"""One page for each thing finance may do: what it is about, what will happen, and a form."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrPromise

from accounts.models import User
from payments.locking import MoveNotAllowed


class Unfit(Exception):  # noqa: N818 - a refusal is a fact
    """What was typed does not fit; ``sentence`` stands beside ``field``."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field, self.sentence = field, sentence


def words(
    missing: str | StrPromise,
    *,
    label: str | StrPromise = gettext_lazy("Reason"),
    help_text: str | StrPromise = "",
) -> forms.CharField:
    """A sentence that has to be written; ``missing`` asks for it."""
    return forms.CharField(
        label=label,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        error_messages={"required": missing},
        help_text=help_text,
    )


class WordsForm(forms.Form):
    """A sentence that is kept."""

    reason = words(
        gettext_lazy("Write a sentence: it is kept."),
        help_text=gettext_lazy("Kept here; the applicant does not read it."),
    )


@dataclass(frozen=True)
class Verb:
    """What is done, to whom it is allowed, and how its page speaks.

    ``do`` may say in words of its own what came of it, instead of ``done``.
    """

    permission: str
    title: str | StrPromise
    says: str | StrPromise
    done: str | StrPromise
    do: Callable[[User, Any, Mapping[str, Any]], str | None]
    can: Callable[[Any], bool]
    form: type[forms.Form] = WordsForm
    error: str | StrPromise = gettext_lazy("Mend what is marked.")
    facts: Callable[[Any], list[str]] = field(default=lambda thing: [str(thing)])
    template: str = "admin/payments/verb.html"


def show(request: HttpRequest, verb: Verb, thing: Model, **initial: object) -> HttpResponse:
    """The page of a verb; posted and in order, it is done.  Doing it twice does it once."""
    if not request.user.has_perm(verb.permission):
        raise PermissionDenied
    form = verb.form(request.POST if request.method == "POST" else None, initial=initial)
    opts = admin.site.get_model_admin(type(thing)).opts
    back = reverse(f"admin:payments_{opts.model_name}_change", args=[thing.pk])
    if request.method == "POST" and form.is_valid() and _did(request, verb, thing, form):
        return redirect(back)
    name = getattr(thing, "get_status_display", None) or thing.get_state_display  # type: ignore[attr-defined]
    context = {
        **admin.site.each_context(request),
        "opts": opts,
        "title": verb.title,
        "thing": thing,
        "facts": verb.facts(thing),
        "verb": verb,
        "can": verb.can(thing),
        "status": name(),
        "form": form,
        "list": reverse(f"admin:payments_{opts.model_name}_changelist"),
        "back": back,
    }
    return TemplateResponse(request, verb.template, context)


def _did(request: HttpRequest, verb: Verb, thing: Model, form: forms.Form) -> bool:
    """Whether the page is left: a form that the verb itself refuses is shown again."""
    try:
        came = verb.do(cast(User, request.user), thing, form.cleaned_data)
    except MoveNotAllowed:
        messages.error(request, _("This cannot be done any more; nothing was changed."))
    except Unfit as why:
        form.add_error(why.field, why.sentence)
        return False
    else:
        messages.success(request, came or str(verb.done))
    return True
