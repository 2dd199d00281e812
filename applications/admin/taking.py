"""Take next: the oldest file that waits, for whoever asks first."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User
from applications import lifecycle, reading
from applications.admin import desk
from applications.models import Application
from applications.status import PERMISSION, Actor

TRIES = 10  # as many colleagues may be quicker than we


def next_for(user: User) -> Application | None:
    """The oldest paid file of the queue; what came back to a colleague stays theirs."""
    free = Q(owner__isnull=True) | Q(owner=user)
    return reading.readable_by(user).waiting().filter(free).first()


def may_take(user: User) -> bool:
    """Whether this person reviews."""
    return user.has_perm(PERMISSION[Actor.OFFICER])


@require_POST
def take_next(request: HttpRequest) -> HttpResponse:
    """Take the oldest; where somebody was quicker, the next oldest."""
    user = desk.officer(request)
    if not may_take(user):
        raise PermissionDenied
    for _attempt in range(TRIES):
        application = next_for(user)
        if application is None:
            break
        try:
            lifecycle.take(application, by=user)
        except lifecycle.MoveNotAllowed:
            continue
        messages.success(request, _("%(reference)s is yours.") % {"reference": application})
        return desk.to_one(application)
    messages.info(request, _("Nothing waits for you in the queue."))
    return redirect("admin:index")
