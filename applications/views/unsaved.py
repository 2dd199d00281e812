"""What was typed while the session had ended: kept until its owner has signed in again.

It waits in the session, which outlives the sign-in, and is given only at the address it was sent
to; there the application is looked for among the person's own.
"""

from typing import cast

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
    QueryDict,
)
from django.utils.translation import gettext as _

AUTOSAVE = "X-Autosave"
_KEY = "unsaved"
_LONGEST = 200_000  # letters of one page, as posted
_MOST = 7  # pages: every step once


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """Keep what was posted and ask to sign in; afterwards the person comes back here."""
    if AUTOSAVE in request.headers:
        return JsonResponse({"signed_out": True}, status=401)
    if request.method == "POST" and _keep(request):
        messages.info(request, _("What you typed is kept. Sign in, and it is saved."))
    return redirect_to_login(request.path)


def answer_older_page(request: HttpRequest) -> HttpResponse | None:
    """The same for a page from before a sign-in in another window: it is saved at once."""
    if AUTOSAVE in request.headers or not request.user.is_authenticated:
        return ask_to_sign_in(request)
    return HttpResponseRedirect(request.path) if _keep(request) else None


def _keep(request: HttpRequest) -> bool:
    posted = request.POST.urlencode()
    if len(posted) > _LONGEST:
        return False
    waiting = cast(dict[str, str], request.session.get(_KEY, {}))
    waiting.pop(request.path, None)
    while len(waiting) >= _MOST:
        waiting.pop(next(iter(waiting)))
    request.session[_KEY] = {**waiting, request.path: posted}
    return True


def take(request: HttpRequest) -> QueryDict | None:
    """What was sent to this address before the sign-in; it is given once."""
    waiting = cast(dict[str, str], request.session.get(_KEY, {}))
    if request.path not in waiting:
        return None
    posted = QueryDict(waiting[request.path])
    request.session[_KEY] = {path: one for path, one in waiting.items() if path != request.path}
    return posted
