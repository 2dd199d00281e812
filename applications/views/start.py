"""From the guidelines to a draft: the choices before an application exists.

The choices are in the address (``?funding=self&type=B``), so that going back, a bookmark and the
language button keep them.  Only the version of the guidelines agreed to is in the session.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from applications import lifecycle
from applications.models import (
    AdmissionType,
    FundingCategory,
    Guidelines,
    Intake,
    Offering,
)
from applications.search import ProgrammeSearch
from applications.standing import standing
from applications.views.catalogue import shown
from applications.views.page import one_is_enough
from portal.times import beijing

AGREED = "guidelines"  # session: the version agreed to; 0 where the site has none


@dataclass(frozen=True)
class Choices:
    """What has been chosen so far; what cannot be chosen now counts as not chosen."""

    funding: FundingCategory | None
    type: AdmissionType | None

    @classmethod
    def of(cls, request: HttpRequest) -> "Choices":
        """Read them from the address."""
        now_open = Intake.objects.open()
        funding = FundingCategory.objects.filter(
            code=request.GET.get("funding", ""), intakes__in=now_open
        ).first()
        intakes = now_open.filter(funding_category=funding)
        kind = AdmissionType.objects.filter(
            code=request.GET.get("type", ""), intakes__in=intakes
        ).first()
        return cls(funding, kind)

    def url(self, name: str) -> str:
        """A page of the way, with these choices."""
        chosen = {"funding": self.funding, "type": self.type}
        query = urlencode({key: value.code for key, value in chosen.items() if value})
        return reverse(f"applications:{name}") + (f"?{query}" if query else "")

    def next_url(self) -> str:
        """The page that asks for what is not chosen yet."""
        if self.funding is None:
            return self.url("new_funding")
        return self.url("new_programme" if self.type else "new_type")


def has_agreed(request: HttpRequest, guidelines: Guidelines | None) -> bool:
    """Whether this person agreed, in this session, to the guidelines in force."""
    return bool(request.session.get(AGREED) == (guidelines.version if guidelines else 0))


def after_guidelines(
    view: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Let in only who agreed to the guidelines in force; the choices wait in the address."""

    @wraps(view)
    def checked(request: HttpRequest) -> HttpResponse:
        if has_agreed(request, Guidelines.current()):
            return view(request)
        query = request.GET.urlencode()
        return redirect(reverse("applications:new") + (f"?{query}" if query else ""))

    return checked


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def guidelines(request: HttpRequest) -> HttpResponse:
    """The guidelines in force, to be agreed to.  Whoever came from Apply gets the draft at once."""
    current = Guidelines.current()
    version = current.version if current else 0
    wanted = _wanted(request)
    if request.method == "POST":
        if request.POST.get("version") == str(version):
            request.session[AGREED] = version
            return _begin(request, wanted) if wanted else redirect(Choices.of(request).next_url())
        messages.warning(
            request, _("The guidelines have changed since you opened this page. Read them again.")
        )
    context = {
        "guidelines": current,
        "version": version,
        "wanted": wanted,
        "area": "applications",
    }
    return render(request, "applications/start/guidelines.html", context)


def _wanted(request: HttpRequest) -> Offering | None:
    """The offering whose Apply led here."""
    number = request.GET.get("offering", "")
    if not number.isdecimal():
        return None
    return _offerings().filter(pk=number).first()


def _offerings() -> QuerySet[Offering]:
    return Offering.objects.select_related(
        "intake__funding_category", "intake__admission_type", "programme"
    )


@require_safe
@login_required
@after_guidelines
def funding(request: HttpRequest) -> HttpResponse:
    """Choose who pays, among what has an open intake."""
    chosen = Choices.of(request)
    if "next" in request.GET and chosen.funding:
        return redirect(chosen.url("new_type"))
    context = {
        "choices": FundingCategory.objects.filter(intakes__in=_with_offerings()).distinct(),
        "chosen": chosen,
        "is_missing": "next" in request.GET,
        "area": "applications",
    }
    return render(request, "applications/start/funding.html", context)


def _with_offerings() -> QuerySet[Intake]:
    return Intake.objects.open().filter(offerings__isnull=False)


@require_safe
@login_required
@after_guidelines
def admission_type(request: HttpRequest) -> HttpResponse:
    """Choose what for, among the open intakes of the funding category."""
    chosen = Choices.of(request)
    if chosen.funding is None:
        return redirect(chosen.next_url())
    if "next" in request.GET and chosen.type:
        return redirect(chosen.url("new_programme"))
    intakes = _with_offerings().filter(funding_category=chosen.funding).distinct()
    context = {
        "choices": AdmissionType.objects.filter(intakes__in=intakes)
        .distinct()
        .prefetch_related(Prefetch("intakes", intakes, to_attr="open_intakes")),
        "chosen": chosen,
        "is_missing": "next" in request.GET,
        "area": "applications",
    }
    return render(request, "applications/start/type.html", context)


@require_safe
@login_required
@after_guidelines
def programme(request: HttpRequest) -> HttpResponse:
    """Find the programme, see fee, deadline, documents and guide, and apply."""
    chosen = Choices.of(request)
    if chosen.funding is None or chosen.type is None:
        return redirect(chosen.next_url())
    fixed = {"funding": chosen.funding.code, "type": chosen.type.code}
    context = {
        "chosen": chosen,
        "fixed": fixed,
        "clear_url": chosen.url("new_programme"),
        "area": "programmes",
    }
    search = ProgrammeSearch(request.GET, fixed=fixed)
    return shown(request, "applications/start/programme.html", search, context)


@require_http_methods(["POST"])
@login_required
def apply(request: HttpRequest, offering: int) -> HttpResponse:
    """Begin the application, once the guidelines are agreed to."""
    wanted = get_object_or_404(_offerings(), pk=offering)
    if not has_agreed(request, Guidelines.current()):
        return redirect(f"{reverse('applications:new')}?offering={wanted.pk}")
    return _begin(request, wanted)


def _begin(request: HttpRequest, offering: Offering) -> HttpResponseRedirect:
    assert isinstance(request.user, User)  # noqa: S101 - tells the type checker
    back = Choices(offering.intake.funding_category, offering.intake.admission_type)
    try:
        application = lifecycle.start(offering, by=request.user, guidelines=Guidelines.current())
    except lifecycle.AlreadyApplied as refusal:
        application = refusal.application
        if application.offering_id != offering.pk:
            messages.info(request, one_is_enough(application))
            return redirect(back.url("new_programme"))
        # A second click on the same Apply leads to the same draft.
    except lifecycle.IntakeClosed:
        messages.error(request, _closed(offering.intake))
        return redirect("applications:programmes")
    return redirect(standing(application).action_url or application)


def _closed(intake: Intake) -> str:
    if intake.opens_at > timezone.now():
        words = _("%(intake)s takes no applications yet: it opens on %(instant)s.")
        return words % {"intake": intake.name, "instant": beijing(intake.opens_at)}
    words = _("%(intake)s takes no applications any more: it closed on %(instant)s.")
    return words % {"intake": intake.name, "instant": beijing(intake.closes_at)}
