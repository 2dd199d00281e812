"""The queue of what the statements and the ledger do not agree on, and how it is solved."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from payments import statements
from payments.admin.filters import ChannelFilter, NamesChannel
from payments.admin.verbs import words
from payments.gateways.base import GatewayError
from payments.gateways.registry import UnknownChannel, label_of
from payments.lifecycle import MoveNotAllowed, WrongMoney
from payments.models import Difference, Statement
from payments.status import DifferenceKind
from portal.read_only import ReadOnlyAdmin
from portal.templatetags.ruxue import day_short, instant_short, yuan


class UnsolvedFilter(admin.SimpleListFilter):
    """What waits; the list begins with it."""

    title = gettext_lazy("to be looked at")
    parameter_name = "solved"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Everything, or what is done; without a word what waits."""
        return [("all", gettext_lazy("All")), ("yes", gettext_lazy("Solved"))]

    def choices(self, changelist: Any) -> Any:
        """The first choice is what waits."""
        waits, *others = super().choices(changelist)
        yield waits | {"display": gettext_lazy("Not solved")}
        yield from others

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Narrow the list."""
        if self.value() == "yes":
            return queryset.filter(solved_at__isnull=False)
        return queryset if self.value() == "all" else queryset.filter(solved_at__isnull=True)


class SolveForm(forms.Form):
    """What came of it."""

    note = words(
        gettext_lazy("Say in a few words what came of it."), label=gettext_lazy("What came of it")
    )


ADVICE = {
    DifferenceKind.OURS_ONLY: gettext_lazy(
        "It counts as paid here, and their file does not know of it. Their file may be late: ask "
        "the gateway. If it says no as well, compare with the merchant’s own pages."
    ),
    DifferenceKind.THEIRS_ONLY: gettext_lazy(
        "They took money of which nothing is known here: a notification that was lost, or another "
        "system of the same merchant. Asking the gateway credits what is ours."
    ),
    DifferenceKind.AMOUNT_DIFFERS: gettext_lazy(
        "Both know of it with different amounts. Compare with the merchant’s own pages; give back "
        "what is too much, or ask for the rest outside this portal."
    ),
    DifferenceKind.REFUNDED: gettext_lazy(
        "Money went back that nobody here gave back. Asking the gateway writes it down with the "
        "payment; ask whoever has access to the merchant’s pages why."
    ),
    DifferenceKind.DUPLICATED: gettext_lazy(
        "They took money for this order more than once. Give one back on the merchant’s own pages."
    ),
}


@admin.register(Difference)
class DifferenceAdmin(NamesChannel, ReadOnlyAdmin):
    """What has to be found out, one page for each."""

    list_display = ("number", "kind", "way", "ours", "theirs", "when")
    list_filter = (UnsolvedFilter, "kind", ChannelFilter)
    search_fields = ("number", "transaction_id", "refund_number")
    search_help_text = gettext_lazy("Order number, transaction or refund number")
    fields = (
        "kind", "way", "number", "payment", "transaction_id", "refund_number", "ours", "theirs",
        "when", "file", "found_at", "solved_at", "solved_by", "note",
    )  # fmt: skip
    readonly_fields = fields
    change_form_template = "admin/payments/difference/change_form.html"

    @admin.display(description=gettext_lazy("amount here"), ordering="our_fen")
    def ours(self, difference: Difference) -> str:
        """The amount in the ledger."""
        return "–" if difference.our_fen is None else yuan(difference.our_fen)

    @admin.display(description=gettext_lazy("amount at the gateway"), ordering="their_fen")
    def theirs(self, difference: Difference) -> str:
        """The amount in the statement."""
        return "–" if difference.their_fen is None else yuan(difference.their_fen)

    @admin.display(description=gettext_lazy("when"), ordering="happened_at")
    def when(self, difference: Difference) -> str:
        """When, in Beijing."""
        return instant_short(difference.happened_at)

    @admin.display(description=gettext_lazy("statement"))
    def file(self, difference: Difference) -> SafeString:
        """The file it stands in."""
        statement = difference.statement
        address = reverse("admin:payments_statement_change", args=[statement.pk])
        named = f"{label_of(statement.channel)}, {day_short(statement.first_day)}"
        return format_html('<a href="{}">{}</a>', address, named)

    def get_urls(self) -> list[URLPattern]:
        """The list, the page of one, and what its buttons do."""
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/repair/", view(self.repair), name="payments_difference_repair"),
            path("<int:pk>/solve/", view(self.solve), name="payments_difference_solve"),
            *super().get_urls(),
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The difference, with what it means and what this person may do about it."""
        found = self.get_object(request, object_id)
        may = request.user.has_perm("payments.solve_difference")
        context = {
            "advice": ADVICE[DifferenceKind(found.kind)] if found else "",
            "can_solve": may and found and not found.solved_at,
            "can_ask": found and found.payment_id,
            "form": SolveForm(),
            **(extra_context or {}),
        }
        return super().change_view(request, object_id, form_url, context)

    def repair(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask the gateway and settle what it says."""
        difference = _of_post(request, pk)
        try:
            agrees = statements.repair(difference, by=request.user)  # type: ignore[arg-type]
        except (GatewayError, UnknownChannel):
            messages.error(request, _("The gateway cannot be asked at this moment. Try again."))
        except MoveNotAllowed:
            messages.error(request, _("This cannot be done any more; nothing was changed."))
        except WrongMoney:
            messages.warning(
                request, _("What the gateway says does not fit this order. The payment is flagged.")
            )
        else:
            _tell(request, agrees=agrees)
        return _back_to(difference)

    def solve(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Close it with a note."""
        difference = _of_post(request, pk)
        form = SolveForm(request.POST)
        if not form.is_valid():
            messages.error(request, str(form.errors["note"][0]))
            return _back_to(difference)
        try:
            statements.solve(difference, by=request.user, note=form.cleaned_data["note"])  # type: ignore[arg-type]
        except MoveNotAllowed:
            messages.error(request, _("This cannot be done any more; nothing was changed."))
        else:
            messages.success(request, _("The difference is marked as solved."))
        return _back_to(difference)


def _of_post(request: HttpRequest, pk: int) -> Difference:
    if request.method != "POST" or not request.user.has_perm("payments.solve_difference"):
        raise PermissionDenied
    return get_object_or_404(Difference.objects.select_related("payment__bill"), pk=pk)


def _back_to(difference: Difference) -> HttpResponse:
    return redirect(reverse("admin:payments_difference_change", args=[difference.pk]))


def _tell(request: HttpRequest, *, agrees: bool) -> None:
    if agrees:
        messages.success(request, _("The gateway was asked. Both sides agree now."))
    else:
        messages.warning(
            request, _("The gateway was asked. The difference stays; somebody has to look at it.")
        )


@admin.register(Statement)
class StatementAdmin(NamesChannel, ReadOnlyAdmin):
    """Every file that was compared."""

    list_display = ("way", "first_day", "last_day", "lines", "total", "imported_at")
    list_display_links = ("way", "first_day")
    list_filter = (ChannelFilter,)
    fields = ("way", "first_day", "last_day", "lines", "total", "imported_at", "digest")
    readonly_fields = fields

    @admin.display(description=gettext_lazy("total"), ordering="fen")
    def total(self, statement: Statement) -> str:
        """``¥800.00``."""
        return yuan(statement.fen)
