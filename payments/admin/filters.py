"""By what finance narrows its lists, and how they name a channel."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from payments.gateways.registry import TABLE, label_of
from payments.models import Payment
from payments.status import Flag

WAITING, EVER = "waiting", "any"


class FlaggedFilter(admin.SimpleListFilter):
    """What finance has to look at."""

    title = gettext_lazy("to be looked at")
    parameter_name = "flagged"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """What waits, one reason, or everything that ever was flagged."""
        reasons = [(flag.value, flag.label) for flag in Flag if flag]
        return [
            (WAITING, gettext_lazy("Not looked at yet")),
            *reasons,
            (EVER, gettext_lazy("Ever flagged")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Narrow the list."""
        if self.value() == EVER:
            return queryset.exclude(flag=Flag.NONE)
        if self.value() == WAITING:
            return queryset.filter(pk__in=Payment.objects.flagged())
        return queryset.filter(flag=self.value()) if self.value() else queryset


class NamesChannel:
    """A page or rows on which ``way`` shows the column ``channel`` as people call it."""

    @admin.display(description=gettext_lazy("channel"), ordering="channel")
    def way(self, row: Any) -> str:
        """The channel by its name."""
        return label_of(row.channel)


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
