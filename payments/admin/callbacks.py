"""Everything a gateway sent, with what became of it."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from payments.admin.filters import ChannelFilter, NamesChannel
from payments.models import Callback
from portal import times
from portal.read_only import ReadOnlyAdmin

SHOWN_BODY = 8000  # characters of a callback; a genuine one has about a thousand


@admin.register(Callback)
class CallbackAdmin(NamesChannel, ReadOnlyAdmin):
    """Everything a gateway sent."""

    list_display = ("received", "way", "state", "payment", "note")
    list_filter = ("state", ChannelFilter)
    list_select_related = ("payment",)
    search_fields = ("payment__number", "note")
    fields = ("received_at", "way", "path", "state", "note", "payment", "headers", "text")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Callback]:
        """Without the bodies, which only one page shows."""
        return super().get_queryset(request).defer("body")

    @admin.display(description=gettext_lazy("received"), ordering="received_at")
    def received(self, callback: Callback) -> str:
        """When, in Beijing, to the second."""
        return f"{times.in_beijing(callback.received_at):%Y-%m-%d %H:%M:%S}"

    @admin.display(description=gettext_lazy("body"))
    def text(self, callback: Callback) -> SafeString:
        """The body as text; what is not text shows as signs, nothing in it is markup."""
        shown = bytes(callback.body).decode("utf-8", errors="replace")[:SHOWN_BODY]
        return format_html("<pre>{}</pre>", shown)
