"""Another programme, admission type or funding for a draft, without typing anything again."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from applications import lifecycle
from applications.editing import Locked
from applications.models import Application, Offering
from applications.search import open_offerings
from applications.views.page import one_is_enough, own, person, refuse_locked
from applications.wizard import changing
from portal.times import beijing

_MOST = 20  # results on the page; who wants others searches for them


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def change(request: HttpRequest, key: str) -> HttpResponse:
    """Find another programme; see what is kept and what is newly asked; change."""
    application = own(request, key)
    if not application.is_editable:
        return refuse_locked(request, application.key)
    wanted = _wanted(request, application)
    if request.method == "POST" and wanted:
        return _changed(request, application, wanted)
    if request.method == "POST":
        if request.POST.get("offering") == str(application.offering_id):
            return redirect(application)  # pressed twice
        words = _("This programme takes no applications now. Nothing was changed.")
        messages.error(request, words)
    context = {"application": application, "area": "applications", "wanted": wanted}
    if wanted:
        context["what"] = changing.consequences(application, wanted)
    else:
        text = request.GET.get("q", "").strip()
        context |= {"text": text, "offerings": _found(application, text)[:_MOST]}
    return render(request, "applications/wizard/change.html", context)


def _changed(request: HttpRequest, application: Application, wanted: Offering) -> HttpResponse:
    try:
        lifecycle.change_offering(application, wanted, by=person(request))
    except Locked:
        return refuse_locked(request, application.key)
    except lifecycle.IntakeClosed:
        words = _("This intake closed on %(instant)s. Nothing was changed.")
        messages.error(request, words % {"instant": beijing(wanted.intake.closes_at)})
    except lifecycle.AlreadyApplied as refusal:
        messages.error(request, one_is_enough(refusal.application))
    else:
        messages.success(request, _("The programme is changed. What you typed is still here."))
    return redirect(application)


def _wanted(request: HttpRequest, application: Application) -> Offering | None:
    number = (request.POST if request.method == "POST" else request.GET).get("offering", "")
    if not (number.isascii() and number.isdecimal() and len(number) < _LONGEST_NUMBER):
        return None
    return _others(application).filter(pk=number).first()


_LONGEST_NUMBER = 19


def _others(application: Application) -> QuerySet[Offering]:
    return (
        open_offerings()
        .exclude(pk=application.offering_id)
        .select_related(
            "intake__funding_category", "intake__admission_type", "programme__department"
        )
    )


def _found(application: Application, text: str) -> QuerySet[Offering]:
    """Programmes of this name; without one, those of the same intake."""
    if not text:
        found = _others(application).filter(intake=application.intake)
    else:
        named = Q(programme__name_en__icontains=text) | Q(programme__name_zh__icontains=text)
        found = _others(application).filter(named)
    return found.order_by("programme__position", "programme__code", "intake__closes_at", "pk")
