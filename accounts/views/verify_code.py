"""The picture of a verify code, the same letters read out, and another one in its place."""

from collections.abc import Callable
from functools import wraps
from io import BytesIO

from allauth.core.internal.ratelimit import consume_or_429
from captcha.models import CaptchaStore
from captcha.views import captcha_image
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from ranged_response import RangedFileResponse

from accounts import captcha, speech

View = Callable[[HttpRequest, str], HttpResponseBase]


def limited(action: str) -> Callable[[View], View]:
    """So many for one network and no more: drawing and speaking cost time."""

    def around(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, name: str) -> HttpResponseBase:
            refused: HttpResponse | None = consume_or_429(
                request, app="allauth.account", action=action, limit_get=True
            )
            return refused or view(request, name)

        return answer

    return around


@require_safe
@never_cache
@limited("verify_code_picture")
def picture(request: HttpRequest, name: str) -> HttpResponseBase:
    """The letters as a picture; 410 once it is answered."""
    drawn: HttpResponse = captcha_image(request, name)
    return drawn


@require_safe
@never_cache
@limited("verify_code_sound")
def sound(request: HttpRequest, name: str) -> HttpResponseBase:
    """The letters read out, played by the browser itself."""
    if not captcha.can_be_heard():
        raise Http404
    row = get_object_or_404(CaptchaStore, hashkey=name)
    wave = BytesIO(speech.spelled(row.challenge))
    # Safari plays nothing that can't be asked for in parts.
    heard: HttpResponseBase = RangedFileResponse(request, wave, content_type="audio/wav")
    return heard


@require_POST
@never_cache
@limited("verify_code_picture")
def another(request: HttpRequest, name: str) -> HttpResponseBase:
    """Another code for the form of this name, for the script that shows it in place."""
    return JsonResponse(captcha.Challenge.new(request, name)._asdict())
