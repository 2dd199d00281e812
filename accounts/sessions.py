"""How long a session lives: a while without a click, and in the end not at all."""

import time
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.http import HttpRequest

from accounts.models import User

_BEGAN, _SEEN = "signed_in_at", "seen_at"  # seconds since 1970
_NOTED = 60  # a click is written down once in this part of the idle limit, not every time


def begin(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Called at every sign-in, before the session is kept."""
    request.session[_BEGAN] = request.session[_SEEN] = int(time.time())


def end_others(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Called at a new second factor: who came in without it is out."""
    for session in UserSession.objects.filter(user=user):
        if session.session_key != request.session.session_key:
            session.end()


def is_over(request: HttpRequest, user: User) -> bool:
    """Whether this session has been idle, or there, for too long."""
    now, session = time.time(), request.session
    idle, longest = _limits_of(user)
    return bool(now - session.get(_SEEN, now) > idle or now - session.get(_BEGAN, now) > longest)


def note_click(request: HttpRequest, user: User) -> None:
    """Remember that the session is used; it then lives on for the idle limit."""
    now, (idle, _longest) = int(time.time()), _limits_of(user)
    if now - request.session.get(_SEEN, 0) >= idle / _NOTED:
        request.session[_SEEN] = now
        request.session.setdefault(_BEGAN, now)


def _limits_of(user: User) -> tuple[int, int]:
    """In seconds: without a click, and in all."""
    if user.is_staff:
        return settings.STAFF_SESSION_IDLE, settings.STAFF_SESSION_LONGEST
    return settings.SESSION_COOKIE_AGE, settings.SESSION_LONGEST
