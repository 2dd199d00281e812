"""Pages that were opened before a sign-in elsewhere: the token they send no longer counts."""

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

View = Callable[..., HttpResponse]
Answer = Callable[[HttpRequest], HttpResponse | None]
_ANSWER = "answer_to_older_pages"


def answered_by(answer: Answer) -> Callable[[View], View]:
    """Let ``answer`` keep what an older page sends to this view; it may decline with None."""

    def marked(view: View) -> View:
        setattr(view, _ANSWER, answer)
        return view

    return marked


def refuse(request: HttpRequest, reason: str = "") -> HttpResponse:
    """What is said to a post without a token that counts.

    The browser vouches that it was sent by a page of ours; without its word nothing is kept.
    """
    answer: Answer | None = getattr(getattr(request.resolver_match, "func", None), _ANSWER, None)
    kept = answer(request) if answer and _is_ours(request) else None
    return kept or render(request, "403_csrf.html", status=HTTPStatus.FORBIDDEN)


def _is_ours(request: HttpRequest) -> bool:
    here = f"{request.scheme}://{request.get_host()}"
    return request.headers.get("Origin") in (here, *settings.CSRF_TRUSTED_ORIGINS)
