"""Hearing from the gateways."""

import structlog
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from payments import callbacks
from payments.gateways.base import GatewayReply, RawNotice
from payments.gateways.registry import UnknownChannel, get_gateway
from payments.views.network import address_of

log = structlog.get_logger(__name__)
KEPT_HEADERS = frozenset({"content-type", "user-agent", "date", "request-id"})
KEPT_PREFIX = "wechatpay-"
HEADER_LIMIT = 2048


@csrf_exempt
@require_POST
def notify(request: HttpRequest, channel: str) -> HttpResponse:
    """A gateway speaks.  Whatever happens here, it gets an answer it understands."""
    try:
        gateway = get_gateway(channel)
    except UnknownChannel as error:
        raise Http404 from error
    notice = RawNotice(request.path, _kept_headers(request), b"")
    try:
        body = request.read(callbacks.BODY_LIMIT + 1)
        notice = RawNotice(notice.path, notice.headers, body)
        reply = callbacks.receive(gateway, notice, address=address_of(request))
    except UnreadablePostError:
        reply = gateway.reply(notice, accepted=False)
    except Exception:
        log.exception("callback_not_kept", channel=channel)
        reply = gateway.reply(notice, accepted=False)
    return _as_response(reply)


def _as_response(reply: GatewayReply) -> HttpResponse:
    return HttpResponse(reply.body, status=reply.status, content_type=reply.content_type)


def _kept_headers(request: HttpRequest) -> dict[str, str]:
    """Only what a signature needs and what helps to find a fault."""
    named = {name.lower(): value for name, value in request.headers.items()}
    return {
        name: value[:HEADER_LIMIT].replace("\0", "\N{REPLACEMENT CHARACTER}")
        for name, value in named.items()
        if name in KEPT_HEADERS or name.startswith(KEPT_PREFIX)
    }
