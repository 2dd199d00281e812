"""The pages on which decisions are released: one after a last look, or many at once."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods
from django_stubs_ext import StrPromise

from accounts.models import User
from applications import deciding, lifecycle, reading
from applications.admin import decisions, desk, labels
from applications.admin.filters import EVERY, PREPARED
from applications.deciding import Obstacle
from applications.models import Application, Decision, Outcome
from applications.status import PERMISSION, Actor

TEMPLATE = "admin/applications/application/release.html"
MANY_TEMPLATE = "admin/applications/application/release_many.html"
MOST = 200  # in one go
_TOLD = gettext_lazy("The applicant is told at once, by mail and under Notices.")
WILL: dict[Outcome, tuple[StrPromise, ...]] = {
    Outcome.ADMIT: (
        gettext_lazy("The applicant is admitted and told at once, by mail and under Notices."),
        gettext_lazy("The application is closed for changes; only an administrator can reopen it."),
    ),
    Outcome.REFUSE: (
        _TOLD,
        gettext_lazy("The reason stands on the status page, in the words you see here."),
        gettext_lazy("Only an administrator can reopen the application."),
    ),
    Outcome.WAITLIST: (
        _TOLD,
        gettext_lazy("You can admit or refuse later, when it is clear whether a place is free."),
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """Look once more at what was prepared, and release exactly that."""
    application = decisions.find(request, pk)
    decision = deciding.prepared(application)
    if decision is None:
        messages.error(request, Obstacle.NOTHING_PREPARED.label)
        return desk.to_one(application)
    if request.method != "POST":
        return _show(request, application, decision)
    if request.POST.get("decision") != str(decision.pk):
        messages.error(request, _("Another decision was prepared meanwhile: look at it first."))
        return redirect(reverse(desk.RELEASE, args=[application.pk]))
    return _release(request, decision)


def _show(request: HttpRequest, application: Application, decision: Decision) -> HttpResponse:
    by = desk.officer(request)
    outcome, obstacle = Outcome(decision.outcome), deciding.obstacle(decision, by=by)
    words = {"reason_en": decision.reason_en, "reason_zh": decision.reason_zh}
    return decisions.page(
        request,
        TEMPLATE,
        application,
        title=_("Release decision"),
        decision=decision,
        will=WILL[outcome],
        obstacle=obstacle,
        reading=None
        if obstacle == Obstacle.PHOTO
        else decisions.read(application, by, outcome=outcome, **words),
    )


def _release(request: HttpRequest, decision: Decision) -> HttpResponse:
    try:
        lifecycle.release(decision, by=desk.officer(request))
    except lifecycle.NotReleasable as why:
        messages.error(request, why.obstacle.label)
        return desk.to_one(decision.application)
    except lifecycle.MoveNotAllowed:
        return desk.too_late(request, decision.application)
    return decisions.released(request, decision)


@dataclass(frozen=True)
class Candidate:
    """An application somebody ticked, its prepared decision, and what stands in the way."""

    application: Application
    name: str
    decision: Decision | None
    obstacle: Obstacle | None


def address_of_many(applications: QuerySet[Application]) -> str:
    """The page on which these are released; more than fit are left for the next time."""
    chosen = list(applications.values_list("pk", flat=True)[:MOST])
    return f"{reverse(desk.RELEASE_MANY)}?{urlencode({'application': chosen}, doseq=True)}"


@require_http_methods(["GET", "HEAD", "POST"])
def release_many(request: HttpRequest) -> HttpResponse:
    """Say which of the ticked ones go and which stay, and why; then release those that go."""
    by = desk.officer(request)
    if not by.has_perm(PERMISSION[Actor.OFFICER]):
        raise PermissionDenied
    if request.method == "POST":
        return _release_each(request, _numbers(request.POST.getlist("decision")))
    candidates = _candidates(by, _numbers(request.GET.getlist("application")))
    context = {
        "title": _("Release decisions"),
        "going": [one for one in candidates if one.obstacle is None],
        "staying": [one for one in candidates if one.obstacle],
    }
    return desk.page(request, MANY_TEMPLATE, context)


def _numbers(typed: Iterable[str]) -> list[int]:
    return [int(one) for one in typed if one.isascii() and one.isdigit()][:MOST]


def _candidates(by: User, chosen: list[int]) -> list[Candidate]:
    prepared = Decision.objects.prepared().select_related("prepared_by")
    ticked = (
        reading.readable_by(by)
        .filter(pk__in=chosen)
        .select_related("basic_information", "applicant", "offering__programme", "photo")
        .prefetch_related(Prefetch("decisions", prepared, to_attr="waiting_decisions"))
    )
    return [_candidate(application, by) for application in ticked.order_by("reference")]


def _candidate(application: Application, by: User) -> Candidate:
    waiting: list[Decision] = application.waiting_decisions  # type: ignore[attr-defined]
    decision = waiting[0] if waiting else None
    why = deciding.obstacle(decision, by=by)
    return Candidate(application, labels.full_name(application), decision, why)


def _release_each(request: HttpRequest, chosen: list[int]) -> HttpResponse:
    """Release what was shown, each in its own transaction; what has changed meanwhile stays."""
    by = desk.officer(request)
    shown = Decision.objects.filter(pk__in=chosen, application__in=reading.readable_by(by))
    went, stayed = 0, []
    for decision in shown.select_related("application").order_by("application__reference"):
        try:
            lifecycle.release(decision, by=by)
        except lifecycle.MoveNotAllowed:
            stayed.append(decision.application.reference)
        else:
            went += 1
    _say(request, went, stayed)
    return redirect(f"{reverse(desk.LIST)}?{urlencode({'status': EVERY, 'decision': PREPARED})}")


def _say(request: HttpRequest, went: int, stayed: list[str]) -> None:
    if went:
        said = ngettext(
            "%(count)s decision is released.", "%(count)s decisions are released.", went
        )
        messages.success(request, said % {"count": went})
    if stayed:
        said = _("Not released, because something has changed meanwhile: %(references)s.")
        messages.warning(request, said % {"references": _(", ").join(stayed)})
    if not went and not stayed:
        messages.info(request, _("Nothing was released."))
