"""The language of a visitor: what was chosen in this session, in the account, in the browser."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.http import HttpRequest
from django.utils import translation

_SESSION_KEY = "language"


def language_of(request: HttpRequest) -> str:
    """What the visitor chose in this session, else in the account, else what the browser asks."""
    known = dict(settings.LANGUAGES)
    for choice in (
        request.session.get(_SESSION_KEY),
        getattr(request.user, "language", None) if request.user.is_authenticated else None,
    ):
        if choice in known:
            return str(choice)
    return translation.get_language_from_request(request)


def choose_language(request: HttpRequest) -> None:
    """Remember the posted ``language`` in session and account; an unknown one is ignored.

    Where a form has a field of that name, its button says it in the address.
    """
    language = request.GET.get("language") or request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        remember_language(request, language)
        if request.user.is_authenticated:
            get_user_model().objects.filter(pk=request.user.pk).update(language=language)


def remember_language(request: HttpRequest, language: str) -> None:
    """This session reads in ``language`` from now on."""
    request.session[_SESSION_KEY] = language
