"""How often somebody may try: for a person, for a network, on the cache that all processes share.

The numbers stand in ``ACCOUNT_RATE_LIMITS``.  A person is counted once, whether called by user name
or by e-mail, and for each network apart: who guesses elsewhere does not lock the owner out.
"""

from allauth.core.internal import ratelimit
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from accounts.models import User
from accounts.rules import person_called
from portal.keys import new_key

_APP = "allauth.account"
_ANYWHERE = "login_failed_anywhere"
_WITHOUT_CODE = "sign_in_without_code"
_LONGEST = 24 * 3600  # seconds; by then every older count has run out


def person_key(login: str) -> str:
    """Who is counted, known or not."""
    person = person_called(login)
    if person is None:
        return f"unknown:{login.strip().lower()}"
    return f"person:{person.pk}{cache.get(_count_name(person), '')}"


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


def unlock(person: User) -> None:
    """Begin anew for this person in every network: the office has made sure who it is."""
    cache.set(_count_name(person), f".{new_key()}", _LONGEST)
    for action, key in (
        ("login_failed", f"mfa-auth-user-{person.pk}"),
        ("reset_password", person.email.lower()),
        ("confirm_email", person.email.lower()),
    ):
        for rate in ratelimit.get_rates(app=_APP, action=action):
            if rate.per == "key":
                nobody = HttpRequest()
                cache.delete(
                    ratelimit.get_cache_key(nobody, app=_APP, action=action, rate=rate, key=key)
                )


def _count_name(person: User) -> str:
    """Where the cache says which count of a person is the present one."""
    return f"accounts.limits.count:{person.pk}"
