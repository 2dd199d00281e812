"""Bank transfers: the account payers are shown, and the slips they send."""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from payments import transfers
from payments.admin import verbs
from payments.admin.verbs import Unfit, Verb, words
from payments.models import BankAccount, Remittance
from payments.status import CONFIRM, REFUSE, RemittanceState
from portal.downloads import send
from portal.kept_history import KeptHistory
from portal.one_row import OneRowAdmin
from portal.read_only import ReadOnlyAdmin
from portal.templatetags.ruxue import instant_short, yuan
from portal.yuan import YuanField


@admin.register(BankAccount)
class BankAccountAdmin(OneRowAdmin, KeptHistory):
    """Where applicants transfer to; who changed it when stays readable."""

    first: ClassVar[dict[str, Any]] = {"is_offered": False}
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "is_offered", "holder_en", "holder_zh", "number", "bank_en", "bank_zh", "swift",
                    "advice_en", "advice_zh",
                ),
                "description": gettext_lazy(
                    "Shown on the pay page of everybody who chooses to pay by bank transfer. "
                    "Compare every digit: money sent to another account does not come back."
                ),
            },
        ),
    )  # fmt: skip


def past_day(label: Any, help_text: Any = "") -> forms.DateField:
    """A day that is not to come."""
    return forms.DateField(
        label=label,
        help_text=help_text,
        validators=[_not_to_come],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


def _not_to_come(day: date) -> None:
    if day > timezone.localdate():
        raise ValidationError(_("This day has not come yet."))


def bank_reference() -> forms.CharField:
    """What the bank calls a transaction."""
    return forms.CharField(
        label=gettext_lazy("Reference of the bank"),
        max_length=64,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=gettext_lazy("The transaction number on the bank’s statement."),
    )


class ConfirmForm(forms.Form):
    """What stands in the account."""

    fen = YuanField(
        label=gettext_lazy("Amount that arrived"),
        min_value=1,
        help_text=gettext_lazy("In yuan (CNY), as the bank’s statement shows it."),
    )
    differs = forms.BooleanField(
        label=gettext_lazy("Not the amount of the fee"),
        required=False,
        help_text=gettext_lazy("Tick this only if the bank’s statement really shows another one."),
    )
    value_date = past_day(gettext_lazy("Value date"))
    reference = bank_reference()


class RefuseForm(forms.Form):
    """Why the slip proves nothing."""

    reason = words(
        gettext_lazy("Say what is wrong: the applicant reads it."),
        help_text=gettext_lazy("The applicant reads it, by mail and on the pay page."),
    )


def _confirm(by: User, remittance: Remittance, typed: Mapping[str, Any]) -> str | None:
    said = dict(typed)
    owed, is_ticked = remittance.payment.bill.fen, said.pop("differs")
    if said["fen"] != owed and not is_ticked:
        told = _("The fee is %(owed)s. Mend the amount; if it is right, tick the box below.")
        raise Unfit("fen", told % {"owed": yuan(owed)})
    if said["fen"] == owed and is_ticked:
        raise Unfit("differs", _("This is the amount of the fee. Take the tick away."))
    try:
        transfers.confirm(remittance, by=by, **said)
    except transfers.ReferenceUsed as why:
        told = _("This reference was confirmed for %(number)s before.")
        raise Unfit("reference", told % {"number": why.payment.number}) from why
    if remittance.state != RemittanceState.WAITING:
        return None
    return _("Noted. It counts when somebody else of finance has found the same.")


def _facts(remittance: Remittance) -> list[str]:
    payment = remittance.payment
    facts = [payment.number, yuan(payment.bill.fen), str(payment.bill.payer), payment.bill.title]
    if remittance.found_by and remittance.state == RemittanceState.WAITING:
        found = _("%(who)s has found %(amount)s; somebody else has to find the same")
        facts.append(found % {"who": remittance.found_by, "amount": yuan(remittance.fen)})
    return facts


VERBS = {
    CONFIRM.name: Verb(
        permission=transfers.PERMISSION,
        title=gettext_lazy("Confirm the transfer"),
        says=gettext_lazy(
            "Type what the bank’s statement shows. The exact amount pays the fee at once. Another "
            "amount pays nothing: it is kept as a payment to be looked at, and can be given back. "
            "The applicant is told."
        ),
        done=gettext_lazy("The slip is decided."),
        form=ConfirmForm,
        do=_confirm,
        can=lambda remittance: remittance.state in CONFIRM.sources,
        facts=_facts,
        template="admin/payments/remittance/verb.html",
    ),
    REFUSE.name: Verb(
        permission=transfers.PERMISSION,
        title=gettext_lazy("Do not confirm"),
        says=gettext_lazy("The applicant is told why, and can send another slip."),
        done=gettext_lazy("The slip is decided."),
        form=RefuseForm,
        do=lambda by, remittance, typed: transfers.refuse(
            remittance, reason=typed["reason"], by=by
        ),
        can=lambda remittance: remittance.state in REFUSE.sources,
        facts=_facts,
        template="admin/payments/remittance/verb.html",
    ),
}


@admin.register(Remittance)
class RemittanceAdmin(ReadOnlyAdmin):
    """The slips, those that wait among them."""

    list_display = ("number", "payer", "owed", "state", "sent", "decided")
    list_filter = ("state",)
    list_select_related = ("payment__bill__payer",)
    search_fields = ("payment__number", "bank_reference", "payment__bill__title_en")
    search_help_text = gettext_lazy("Order number, reference of the bank, or reference")
    fields = (
        "number", "payer", "owed", "state", "sent", "finder", "arrived", "value_date",
        "bank_reference", "reason", "decided", "decided_by",
    )  # fmt: skip
    readonly_fields = fields
    change_form_template = "admin/payments/remittance/change_form.html"

    def get_urls(self) -> list[URLPattern]:
        """The list, one slip, its file, and a page for each thing to do."""
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/file/", view(self.file), name="payments_remittance_file"),
            path("<int:pk>/do/<slug:name>/", view(self.verb), name="payments_remittance_verb"),
            *super().get_urls(),
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The slip, with what this person may do about it."""
        found = self.get_object(request, object_id)
        may = found and request.user.has_perm(transfers.PERMISSION)
        can = {name: verb for name, verb in VERBS.items() if may and verb.can(found)}
        return super().change_view(
            request, object_id, form_url, {"verbs": can, **(extra_context or {})}
        )

    def verb(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        """Confirm it or not."""
        if name not in VERBS:
            raise Http404(name)
        rows = Remittance.objects.select_related("payment__bill__payer")
        return verbs.show(request, VERBS[name], get_object_or_404(rows, pk=pk))

    def file(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """The file itself, for finance."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = get_object_or_404(Remittance, pk=pk)
        return send(request, found.file, found.original_name, found.content_type, inline=True)

    @admin.display(description=gettext_lazy("order number"), ordering="payment__number")
    def number(self, remittance: Remittance) -> str:
        """What the payer was asked to write beside the transfer."""
        return remittance.payment.number

    @admin.display(description=gettext_lazy("payer"))
    def payer(self, remittance: Remittance) -> str:
        """Who sent it."""
        return str(remittance.payment.bill.payer)

    @admin.display(description=gettext_lazy("owed"), ordering="payment__bill__fen")
    def owed(self, remittance: Remittance) -> str:
        """``¥800.00``."""
        return yuan(remittance.payment.bill.fen)

    @admin.display(description=gettext_lazy("arrived"))
    def arrived(self, remittance: Remittance) -> str:
        """What the account showed."""
        return yuan(remittance.fen) or str(self.get_empty_value_display())

    @admin.display(description=gettext_lazy("found first by"))
    def finder(self, remittance: Remittance) -> str:
        """A name only: finance may not open the pages of people."""
        return str(remittance.found_by or self.get_empty_value_display())

    @admin.display(description=gettext_lazy("sent"), ordering="uploaded_at")
    def sent(self, remittance: Remittance) -> str:
        """When, in Beijing."""
        return instant_short(remittance.uploaded_at)

    @admin.display(description=gettext_lazy("looked at"), ordering="decided_at")
    def decided(self, remittance: Remittance) -> str:
        """When, in Beijing."""
        return instant_short(remittance.decided_at) or str(self.get_empty_value_display())
