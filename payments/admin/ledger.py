"""The ledger in the admin: read-only, and one page of its own for each thing finance may do."""

from typing import Any, ClassVar

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from payments import lifecycle, rules
from payments.admin import export, refunds, totals, verbs
from payments.admin.filters import ChannelFilter, FlaggedFilter, NamesChannel
from payments.admin.verbs import Verb
from payments.models import Bill, Payment, Refund
from portal.read_only import ReadOnlyAdmin, ReadOnlyInline
from portal.templatetags.ruxue import day_short, instant_short, yuan
from portal.yuan import ShowsYuan


class Attempts(NamesChannel, ShowsYuan, ReadOnlyInline):
    """The attempts to pay a bill."""

    model = Payment
    fields = readonly_fields = (
        "number", "way", "amount", "status", "transaction_id", "flag", "started_at", "paid_at",
    )  # fmt: skip


WAIVE = Verb(
    permission="payments.waive_bill",
    title=gettext_lazy("Waive the fee"),
    says=gettext_lazy(
        "The applicant need not pay. The application enters the queue at once, and the applicant "
        "is told so. This cannot be undone."
    ),
    done=gettext_lazy("The fee is waived."),
    error=gettext_lazy("Say why the fee is waived."),
    do=lambda by, bill, typed: lifecycle.waive(bill, by=by, reason=typed["reason"]),
    can=lambda bill: bill.is_open,
    facts=lambda bill: [bill.title, yuan(bill.fen), str(bill.payer)],
)


@admin.register(Bill)
class BillAdmin(ShowsYuan, ReadOnlyAdmin):
    """What is owed."""

    list_display = ("__str__", "payer", "amount", "status", "settled_at")
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
        bill = get_object_or_404(Bill.objects.select_related("payer"), pk=pk)
        return verbs.show(request, WAIVE, bill)


class Refunds(ShowsYuan, ReadOnlyInline):
    """What of a payment was given back."""

    model = Refund
    fields = readonly_fields = ("number", "amount", "reason", "status", "requested_at", "done_at")


LOOK = Verb(
    permission="payments.refund_payment",
    title=gettext_lazy("Looked at"),
    says=gettext_lazy(
        "Say what came of it. The payment leaves the list of what finance looks at; the flag "
        "stays as history."
    ),
    done=gettext_lazy("The payment is looked at."),
    do=lambda by, payment, typed: lifecycle.look_at(payment, by=by, note=typed["reason"]),
    can=lambda payment: payment.is_flagged,
    facts=lambda payment: [
        payment.number, str(payment.get_flag_display()), payment.note, str(payment.bill),
    ],
)  # fmt: skip


@admin.register(Payment)
class PaymentAdmin(NamesChannel, ShowsYuan, ReadOnlyAdmin):
    """Every attempt to pay."""

    list_display = (
        "number", "payer", "way", "amount", "status", "flagged", "started", "paid",
    )  # fmt: skip
    list_filter = (FlaggedFilter, "status", ChannelFilter)
    list_select_related = ("bill__payer",)
    search_fields = ("number", "transaction_id", "bill__title_en", "bill__payer__email")
    search_help_text = gettext_lazy("Order number, transaction, reference or e-mail")
    fields = (
        "number", "bill", "way", "amount", "currency", "status", "transaction_id", "flag",
        "looked_at", "looked_at_by", "note", "started_at", "expires_at", "asked_at", "paid",
    )  # fmt: skip
    readonly_fields = fields
    inlines: ClassVar[list[Any]] = [Refunds]
    change_form_template = "admin/payments/payment/change_form.html"
    change_list_template = "admin/payments/payment/change_list.html"

    def get_urls(self) -> list[URLPattern]:
        """The list, its file and its totals, the payment, and a page for each thing to do."""
        view = self.admin_site.admin_view
        return [
            path("totals/", view(totals.totals), name="payments_payment_totals"),
            path("export/", view(self.export), name="payments_payment_export"),
            path("<int:pk>/refund/", view(refunds.request), name="payments_payment_refund"),
            path("<int:pk>/look/", view(self.look), name="payments_payment_look"),
            *super().get_urls(),
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The payment, with what this person may do about it."""
        payment = self.get_object(request, object_id)
        may = request.user.has_perm(LOOK.permission)
        context = {
            "can_refund": may and payment and rules.left_to_refund(payment) > 0,
            "can_look": may and payment and payment.is_flagged,
            **(extra_context or {}),
        }
        return super().change_view(request, object_id, form_url, context)

    def look(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say what came of a flag."""
        payment = get_object_or_404(Payment.objects.select_related("bill__payer"), pk=pk)
        return verbs.show(request, LOOK, payment)

    def export(self, request: HttpRequest) -> HttpResponseBase:
        """The list as it is filtered, as a spreadsheet."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return export.payments(self.get_changelist_instance(request).get_queryset(request))

    @admin.display(description=gettext_lazy("started"), ordering="started_at")
    def started(self, payment: Payment) -> str:
        """When, in Beijing."""
        return instant_short(payment.started_at)

    @admin.display(description=gettext_lazy("paid"), ordering="paid_at")
    def paid(self, payment: Payment) -> str:
        """When, in Beijing; of a transfer the day."""
        written = day_short if payment.known_by_day else instant_short
        return written(payment.paid_at) or str(self.get_empty_value_display())

    @admin.display(description=gettext_lazy("flag"), ordering="flag")
    def flagged(self, payment: Payment) -> str:
        """Why finance looks at it, or has looked."""
        word = str(payment.get_flag_display()) if payment.flag else ""
        return _("%(flag)s (looked at)") % {"flag": word} if payment.looked_at else word

    @admin.display(description=gettext_lazy("payer"))
    def payer(self, payment: Payment) -> str:
        """Who pays."""
        return str(payment.bill.payer)
