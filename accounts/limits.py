"""How often somebody may try: for a person, for a network, on the cache that all processes share.

The numbers stand in ``ACCOUNT_RATE_LIMITS``.  A person is counted once, whether called by user name
or by e-mail, and for each network apart: who guesses elsewhere does not lock the owner out.
"""

from allauth.core.internal import ratelimit
from django.conf import settings
from django.http import HttpRequest

from accounts.rules import person_called

_APP = "allauth.account"
_ANYWHERE = "login_failed_anywhere"
_WITHOUT_CODE = "sign_in_without_code"


def person_key(login: str) -> str:
    """Who is counted, known or not."""
    person = person_called(login)
    return f"person:{person.pk}" if person else f"unknown:{login.strip().lower()}"


def here(request: HttpRequest, key: str) -> str:
    """This person's count for the network of this visitor."""
    return f"{key}@{ratelimit.get_ip(request)}"


def take(request: HttpRequest, action: str, key: str | None = None) -> ratelimit.RateLimitUsage:
    """Count one try, to be taken back by ``rollback``; nothing where the limit is reached."""
    return ratelimit.consume(request, app=_APP, action=action, key=key)


def take_anywhere(request: HttpRequest, login: str) -> ratelimit.RateLimitUsage:
    """Count one try for this person from whatever network, against many who guess together."""
    return take(request, _ANYWHERE, person_key(login))


def forget(request: HttpRequest, login: str) -> None:
    """Begin anew for somebody who has proved who they are."""
    for action in (_ANYWHERE, _WITHOUT_CODE):
        ratelimit.clear(request, app=_APP, action=action, key=person_key(login))


def note_failure(request: HttpRequest, login: str) -> None:
    """From here on the verify code may be asked for."""
    take(request, _WITHOUT_CODE, person_key(login))


def wants_verify_code(request: HttpRequest, login: str) -> bool:
    """Whether the sign-in page asks for the verify code: ``CAPTCHA_AT_SIGN_IN``."""
    if settings.CAPTCHA_AT_SIGN_IN != "after-failures":
        return bool(settings.CAPTCHA_AT_SIGN_IN == "always")
    left = ratelimit.consume(
        request,
        app=_APP,
        action=_WITHOUT_CODE,
        key=person_key(login),
        dry_run=True,
        limit_get=True,
    )
    return left is None
