"""What happens on a pay page, whoever sits before it: the payer, or a friend with a link."""

from dataclasses import dataclass
from urllib.parse import urlencode

import structlog
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from payments import checkout, lifecycle, qr, rules
from payments.gateways.base import CheckoutKind, GatewayError
from payments.gateways.registry import UnknownChannel
from payments.models import Bill
from payments.rules import Stage
from payments.views.page import BACK, offered, payer_of, sorry, standing_of

log = structlog.get_logger(__name__)
WAY = "code-title"  # where the page goes on: on a telephone that is far below the methods


@dataclass(frozen=True)
class Door:
    """The addresses of one pay page."""

    page: str
    check: str
    back: str
    state: str
    code: str
    slip: str = ""  # where slips of a bank transfer go; none for a friend


def door_of(bill: Bill) -> Door:
    """The payer's own page."""
    names = ("pay", "check", "back", "state", "code", "slip")
    return Door(*(reverse(f"payments:{name}", args=[bill.key]) for name in names))


def door_for(token: str) -> Door:
    """The page behind a link for somebody else."""
    names = ("link", "link_check", "link_back", "link_state", "link_code")
    return Door(*(reverse(f"payments:{name}", args=[token]) for name in names))


def begin(request: HttpRequest, bill: Bill, door: Door) -> HttpResponse:
    """A method was chosen: open an attempt there, and show it."""
    channel = request.POST.get("channel", "")
    try:
        if channel not in {one.code for one in offered(is_payer=bool(door.slip))}:
            raise UnknownChannel(channel)
        checkout.begin(
            bill,
            channel=channel,
            payer=payer_of(request),
            back=door.back,
            anew="anew" in request.POST,
        )
    except UnknownChannel:
        messages.error(request, _("Choose one of the methods."))
    except GatewayError as error:
        log.warning("payment_not_begun", bill=bill.pk, channel=channel, why=str(error))
        # Another one is closed first: then it is that gateway which does not answer.
        former = bill.payments.unfinished().exclude(channel=channel).first()
        messages.warning(request, sorry(former.channel if former else channel))
    except (lifecycle.MoveNotAllowed, lifecycle.WrongMoney) as refusal:
        # The page itself says why: paid meanwhile, closed, or being looked at.
        log.info("payment_not_begun", bill=bill.pk, channel=channel, why=str(refusal))
    else:
        return redirect(f"{door.page}#{WAY}")
    return redirect(door.page)


def check(request: HttpRequest, bill: Bill, door: Door) -> HttpResponse:
    """After "I have paid, check now": ask the gateway instead of waiting for its word."""
    answer = checkout.ask_about(bill)
    if answer is checkout.Answer.WAITING:
        messages.info(
            request,
            _("No payment has arrived yet. It can take a minute; money is never lost on the way."),
        )
    elif answer in (checkout.Answer.UNREACHABLE, checkout.Answer.BROKEN):
        latest = rules.latest_of(bill)
        messages.warning(request, sorry(latest.channel if latest else ""))
    return redirect(door.page)


def back(bill: Bill, door: Door) -> HttpResponse:
    """The gateway's page sends somebody back, which proves nothing: ask once, then show.

    What the gateway added to the address is left behind.
    """
    checkout.ask_about(bill)
    return redirect(f"{door.page}?{urlencode({BACK: 1})}")


def state(request: HttpRequest, bill: Bill, door: Door) -> HttpResponse:
    """For the page that waits: its line anew, or the word to load the whole page again."""
    page = standing_of(bill, rules.latest_of(bill))
    if "HX-Request" not in request.headers:
        response: HttpResponse = redirect(door.page)
    elif request.GET.get("seen") != page["seen"]:
        response = reload_page()
    else:
        response = render(request, "payments/_waiting.html", {"bill": bill, "door": door, **page})
    patch_vary_headers(response, ("HX-Request",))
    return response


def reload_page() -> HttpResponse:
    """Tells the script of a page that waits to load it again."""
    return HttpResponse(headers={"HX-Refresh": "true"})


def code(bill: Bill) -> HttpResponse:
    """The QR code as a picture: to scan from the album."""
    page = standing_of(bill, rules.latest_of(bill))
    payment = page["payment"]
    if page["stage"] is not Stage.WAITING or payment.checkout["kind"] != CheckoutKind.QR:
        raise Http404
    return HttpResponse(
        qr.as_png(payment.checkout["url"]),
        content_type="image/png",
        headers={"Content-Disposition": f'attachment; filename="{payment.number}.png"'},
    )
