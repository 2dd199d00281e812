"""The ledger in the admin: read-only, and one page of its own for each thing finance may do."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from payments import lifecycle
from payments.gateways.registry import TABLE
from payments.models import Bill, Callback, Payment, Refund
from payments.status import Flag
from portal.read_only import ReadOnlyAdmin
from portal.templatetags.ruxue import yuan

SHOWN_BODY = 8000  # characters of a callback; a genuine one has about a thousand


class FlaggedFilter(admin.SimpleListFilter):
    """What finance has to look at."""

    title = gettext_lazy("to be looked at")
    parameter_name = "flagged"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Everything flagged, or one reason."""
        reasons = [(flag.value, flag.label) for flag in Flag if flag]
        return [("any", gettext_lazy("Anything")), *reasons]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Narrow the list."""
        if self.value() == "any":
            return queryset.exclude(flag=Flag.NONE)
        return queryset.filter(flag=self.value()) if self.value() else queryset


class ChannelFilter(admin.SimpleListFilter):
    """By the channels there are, without asking every row for its own."""

    title = gettext_lazy("channel")
    parameter_name = "channel"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Every channel, open or not."""
        return [(code, entry.channel.label) for code, entry in TABLE.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Narrow the list."""
        return queryset.filter(channel=self.value()) if self.value() else queryset


class WaiveForm(forms.Form):
    """Why somebody need not pay."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        help_text=gettext_lazy("Kept with the bill; the applicant does not read it."),
    )


class Attempts(admin.TabularInline[Payment, Bill]):
    """The attempts to pay a bill."""

    model = Payment
    fields = readonly_fields = (
        "number", "channel", "status", "transaction_id", "flag", "started_at", "paid_at",
    )  # fmt: skip
    extra = 0
    can_delete = False
    show_change_link = True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody adds by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody edits."""
        return False


@admin.register(Bill)
class BillAdmin(ReadOnlyAdmin):
    """What is owed."""

    list_display = ("title", "payer", "amount", "status", "settled_at")
    list_display_links = ("title",)
    view_on_site = False  # the pay page is the payer's alone
    list_filter = ("status",)
    list_select_related = ("payer",)
    search_fields = ("title_en", "payer__username", "payer__email", "payments__number")
    search_help_text = gettext_lazy("Reference, user name, e-mail or order number")
    fields = (
        "title_en", "title_zh", "payer_name", "amount", "status",
        "opened_at", "due_at", "settled_at", "waiver", "waiver_reason",
    )  # fmt: skip
    readonly_fields = fields
    inlines: ClassVar[list[Any]] = [Attempts]
    change_form_template = "admin/payments/bill/change_form.html"

    @admin.display(description=gettext_lazy("amount"), ordering="fen")
    def amount(self, bill: Bill) -> str:
        """``¥800.00``."""
        return yuan(bill.fen)

    # Names only: finance may not open the pages of people, to which Django would link.
    @admin.display(description=gettext_lazy("payer"))
    def payer_name(self, bill: Bill) -> str:
        """Who owes it."""
        return str(bill.payer)

    @admin.display(description=gettext_lazy("waived by"))
    def waiver(self, bill: Bill) -> str:
        """Who let the payer off."""
        return str(bill.waived_by or self.get_empty_value_display())

    def get_urls(self) -> list[URLPattern]:
        """The list, the bill, and the page to waive it."""
        waive = self.admin_site.admin_view(self.waive)
        return [
            path("<int:pk>/waive/", waive, name="payments_bill_waive"),
            *super().get_urls(),
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The bill, with what this person may do about it."""
        context = {
            "can_waive": request.user.has_perm("payments.waive_bill"),
            **(extra_context or {}),
        }
        return super().change_view(request, object_id, form_url, context)

    def waive(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Let the payer off, with a reason."""
        if not request.user.has_perm("payments.waive_bill"):
            raise PermissionDenied
        bill = get_object_or_404(Bill.objects.select_related("payer"), pk=pk)
        form = WaiveForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            return self._waive(request, bill, form.cleaned_data["reason"])
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Waive the fee"),
            "bill": bill,
            "form": form,
            "media": self.media,
        }
        return TemplateResponse(request, "admin/payments/bill/waive.html", context)

    def _waive(self, request: HttpRequest, bill: Bill, reason: str) -> HttpResponse:
        try:
            lifecycle.waive(bill, by=request.user, reason=reason)  # type: ignore[arg-type]
        except lifecycle.MoveNotAllowed:
            messages.error(request, _("This bill is not open any more; nothing was changed."))
        else:
            messages.success(request, _("The fee is waived."))
        return redirect(reverse("admin:payments_bill_change", args=[bill.pk]))


@admin.register(Payment)
class PaymentAdmin(ReadOnlyAdmin):
    """Every attempt to pay."""

    list_display = (
        "number", "payer", "channel", "amount", "status", "flag", "started_at", "paid_at",
    )  # fmt: skip
    list_filter = (FlaggedFilter, "status", ChannelFilter)
    list_select_related = ("bill__payer",)
    search_fields = ("number", "transaction_id", "bill__title_en", "bill__payer__email")
    search_help_text = gettext_lazy("Order number, transaction, reference or e-mail")
    fields = (
        "number", "bill", "channel", "amount", "currency", "status", "transaction_id", "flag",
        "note", "started_at", "expires_at", "asked_at", "paid_at",
    )  # fmt: skip
    readonly_fields = fields

    @admin.display(description=gettext_lazy("payer"))
    def payer(self, payment: Payment) -> str:
        """Who pays."""
        return str(payment.bill.payer)

    @admin.display(description=gettext_lazy("amount"), ordering="fen")
    def amount(self, payment: Payment) -> str:
        """``¥800.00``."""
        return yuan(payment.fen)


@admin.register(Callback)
class CallbackAdmin(ReadOnlyAdmin):
    """Everything a gateway sent."""

    list_display = ("received_at", "channel", "state", "payment", "note")
    list_filter = ("state", ChannelFilter)
    list_select_related = ("payment",)
    search_fields = ("payment__number", "note")
    fields = ("received_at", "channel", "path", "state", "note", "payment", "headers", "text")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Callback]:
        """Without the bodies, which only one page shows."""
        return super().get_queryset(request).defer("body")

    @admin.display(description=gettext_lazy("body"))
    def text(self, callback: Callback) -> SafeString:
        """The body as text; what is not text shows as signs, nothing in it is markup."""
        shown = bytes(callback.body).decode("utf-8", errors="replace")[:SHOWN_BODY]
        return format_html("<pre>{}</pre>", shown)


@admin.register(Refund)
class RefundAdmin(ReadOnlyAdmin):
    """Money on its way back."""

    list_display = ("number", "payment", "amount", "status", "requested_at", "done_at")
    list_filter = ("status",)
    list_select_related = ("payment",)
    search_fields = ("number", "payment__number", "payment__transaction_id")
    fields = (
        "number", "payment", "amount", "reason", "status", "requested_by", "requested_at",
        "done_at",
    )  # fmt: skip
    readonly_fields = fields

    @admin.display(description=gettext_lazy("amount"), ordering="fen")
    def amount(self, refund: Refund) -> str:
        """``¥800.00``."""
        return yuan(refund.fen)
