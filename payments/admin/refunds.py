"""Giving money back: asked for on the page of a payment, agreed to on the page of the refund."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from payments import refunds, rules, transfers
from payments.admin import verbs
from payments.admin.transfers import bank_reference, past_day
from payments.admin.verbs import Unfit, Verb
from payments.gateways.registry import BY_HAND
from payments.models import Payment, Refund
from payments.status import AGREE, DROP, RETRY, RETURN
from portal.read_only import ReadOnlyAdmin
from portal.templatetags.ruxue import day_short, instant_short, yuan
from portal.yuan import ShowsYuan, YuanField


class RefundForm(forms.Form):
    """How much, and why."""

    fen = YuanField(
        label=gettext_lazy("Amount"),
        min_value=Decimal("0.01"),
        help_text=gettext_lazy("In yuan (CNY)."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=80,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=gettext_lazy("At most 80 letters. The gateway may show it to the payer."),
    )


def _ask(by: User, payment: Payment, typed: Mapping[str, Any]) -> None:
    try:
        refunds.request(payment, fen=typed["fen"], reason=typed["reason"], by=by)
    except refunds.TooMuch as why:
        left = _("At most %(left)s of this payment can be given back.") % {"left": yuan(why.left)}
        raise Unfit("fen", left) from why


ASK = Verb(
    permission=refunds.PERMISSION,
    title=gettext_lazy("Give money back"),
    says=gettext_lazy(
        "The money goes back the way it came, and the payer is told when it is done. It un-pays "
        "nothing: what was paid stays paid."
    ),
    done=gettext_lazy("The refund is requested."),
    form=RefundForm,
    do=_ask,
    can=lambda payment: rules.left_to_refund(payment) > 0,
    facts=lambda payment: [
        payment.number, str(payment.bill), str(payment.bill.payer),
        _("%(left)s can be given back") % {"left": yuan(rules.left_to_refund(payment))},
    ],
)  # fmt: skip


def request(request: HttpRequest, pk: int) -> HttpResponse:
    """The page on which a refund is asked for."""
    payment = get_object_or_404(Payment.objects.select_related("bill__payer"), pk=pk)
    return verbs.show(request, ASK, payment, fen=rules.left_to_refund(payment))


class NothingForm(forms.Form):
    """Only a button."""


class ReturnForm(forms.Form):
    """What the bank says of money sent back."""

    reference = bank_reference()
    on = past_day(gettext_lazy("Day of the transfer"))


def _facts(refund: Refund) -> list[str]:
    asked = str(refund.requested_by or _("the system"))
    return [refund.number, yuan(refund.fen), refund.reason, _("asked by %(who)s") % {"who": asked}]


VERBS = {
    AGREE.name: Verb(
        permission=refunds.PERMISSION,
        title=gettext_lazy("Agree to the refund"),
        says=gettext_lazy(
            "The gateway is told at once. A bank transfer is sent back by hand and recorded here. "
            "This cannot be undone."
        ),
        done=gettext_lazy("The money is on its way back."),
        form=NothingForm,
        do=lambda by, refund, _typed: refunds.agree(refund, by=by),
        can=lambda refund: refund.status in AGREE.sources,
        facts=_facts,
    ),
    DROP.name: Verb(
        permission=refunds.PERMISSION,
        title=gettext_lazy("Do not give it back"),
        says=gettext_lazy("Nothing was sent to the gateway yet, and nothing will be."),
        done=gettext_lazy("The refund is dropped."),
        do=lambda by, refund, typed: refunds.drop(refund, by=by, note=typed["reason"]),
        can=lambda refund: refund.status in DROP.sources,
        facts=_facts,
    ),
    RETURN.name: Verb(
        permission=refunds.PERMISSION,
        title=gettext_lazy("Record the transfer back"),
        says=gettext_lazy(
            "First transfer the money back at the bank. Then write down what the bank says; the "
            "payer is told that the money is on its way."
        ),
        done=gettext_lazy("The refund is recorded."),
        form=ReturnForm,
        do=lambda by, refund, typed: transfers.record_refund(refund, by=by, **typed),
        can=lambda refund: refund.status in RETURN.sources and refund.payment.channel in BY_HAND,
        facts=_facts,
    ),
    RETRY.name: Verb(
        permission=refunds.PERMISSION,
        title=gettext_lazy("Try again"),
        says=gettext_lazy(
            "The gateway is told once more, under the same number: it is one refund."
        ),
        done=gettext_lazy("The money is on its way back."),
        form=NothingForm,
        do=lambda by, refund, _typed: refunds.retry(refund, by=by),
        can=lambda refund: refund.status in RETRY.sources and refund.payment.channel not in BY_HAND,
        facts=lambda refund: [*_facts(refund), refund.note],
    ),
}


@admin.register(Refund)
class RefundAdmin(ShowsYuan, ReadOnlyAdmin):
    """Money on its way back."""

    list_display = ("number", "payment", "amount", "status", "requested_at", "done")
    list_filter = ("status",)
    list_select_related = ("payment",)
    search_fields = ("number", "payment__number", "payment__transaction_id")
    fields = (
        "number", "payment", "amount", "reason", "status", "requested_by", "requested_at",
        "agreed_by", "agreed_at", "asked_at", "done", "note",
    )  # fmt: skip
    readonly_fields = fields
    change_form_template = "admin/payments/refund/change_form.html"

    @admin.display(description=gettext_lazy("done"), ordering="done_at")
    def done(self, refund: Refund) -> str:
        """When, in Beijing; of a transfer the day."""
        written = day_short if refund.payment.known_by_day else instant_short
        return written(refund.done_at) or str(self.get_empty_value_display())

    def get_urls(self) -> list[URLPattern]:
        """The list, the refund, and a page for each thing to do."""
        view = self.admin_site.admin_view(self.verb)
        return [
            path("<int:pk>/do/<slug:name>/", view, name="payments_refund_verb"),
            *super().get_urls(),
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The refund, with what this person may do about it."""
        refund = self.get_object(request, object_id)
        may = _open_to(request, refund) if refund else {}
        return super().change_view(
            request, object_id, form_url, {"verbs": may, **(extra_context or {})}
        )

    def verb(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        """Agree, drop or try again."""
        if name not in VERBS:
            raise Http404(name)
        refund = get_object_or_404(Refund.objects.select_related("payment__bill"), pk=pk)
        if name == AGREE.name and refund.status in AGREE.sources and _is_own(request, refund):
            raise PermissionDenied
        return verbs.show(request, VERBS[name], refund)


def _is_own(request: HttpRequest, refund: Refund) -> bool:
    """Whether somebody else has to agree."""
    return settings.REFUND_SECOND_PERSON and refund.requested_by_id == request.user.pk


def _open_to(request: HttpRequest, refund: Refund) -> dict[str, Verb]:
    """What this person may do about this refund now."""
    if not request.user.has_perm(refunds.PERMISSION):
        return {}
    may = {name: verb for name, verb in VERBS.items() if verb.can(refund)}
    if _is_own(request, refund):
        may.pop(AGREE.name, None)
    return may
