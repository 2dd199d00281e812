"""What the queue can be narrowed to."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.cache import caches
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.fields.related import RelatedField
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from applications.models import Application, Decision, Photo
from applications.status import DECIDABLE, REVIEWED, Status

EVERY = "every"
PREPARED = "prepared"
TO_BE_LOOKED_AT = "to-be-looked-at"
MINE, NOBODY, SOMEBODY = "me", "nobody", "somebody"
# Where the office may still say something about a photo.
LOOKED_AT = (Status.QUEUED, *DECIDABLE)
Choices = list[tuple[str, Any]]
Related = RelatedField[Any, Any]


class StatusFilter(admin.SimpleListFilter):
    """Where they stand.  Without a choice it is the queue; a search looks everywhere."""

    title = _("status")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> Choices:
        """The statuses an officer can meet, the queue first."""
        met = [status for status in Status if status in REVIEWED or status == Status.WITHDRAWN]
        return [*((status.value, status.label) for status in met), (EVERY, _("All"))]

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        super().__init__(request, *args)
        self.fallback = EVERY if request.GET.get("q") else Status.QUEUED.value

    def chosen(self) -> str:
        """What was clicked, or what is meant without a click."""
        return str(self.value() or self.fallback)

    def choices(self, changelist: ChangeList) -> Any:
        """One link each; there is always exactly one in force."""
        for value, title in self.lookup_choices:
            yield {
                "selected": self.chosen() == str(value),
                "query_string": changelist.get_query_string({self.parameter_name: value}),
                "display": title,
            }

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Application]
    ) -> QuerySet[Application]:
        """Those of this status."""
        if self.chosen() == EVERY:
            return queryset
        return queryset.filter(status=self.chosen())


class CatalogueFilter(admin.RelatedFieldListFilter):
    """One part of the catalogue, which hardly ever changes: its names are kept for a minute."""

    def field_choices(
        self, field: Related, request: HttpRequest, model_admin: admin.ModelAdmin[Any]
    ) -> Choices:
        """Number and name of everything there is, in the reader's language."""
        key = f"applications.choices.{field.name}.{get_language()}"
        choices: Choices | None = caches["memory"].get(key)
        if choices is None:
            choices = super().field_choices(field, request, model_admin)
            caches["memory"].set(key, choices)
        return choices


class OfficerFilter(admin.SimpleListFilter):
    """Who has taken them."""

    title = _("officer")
    parameter_name = "officer"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> Choices:
        """Mine first."""
        return [(MINE, _("Mine")), (NOBODY, _("Nobody’s")), (SOMEBODY, _("Somebody’s"))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Application]
    ) -> QuerySet[Application]:
        """Those with this owner."""
        if self.value() == MINE:
            return queryset.filter(owner=request.user.pk)
        if self.value() in (NOBODY, SOMEBODY):
            return queryset.filter(owner__isnull=self.value() == NOBODY)
        return queryset


class DecisionFilter(admin.SimpleListFilter):
    """On which a decision is prepared and not released."""

    title = _("decision")
    parameter_name = "decision"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> Choices:
        """There is one thing to look for."""
        return [(PREPARED, _("Prepared"))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Application]
    ) -> QuerySet[Application]:
        """Those whose decision waits to be released."""
        if self.value() == PREPARED:
            return queryset.filter(is_prepared())
        return queryset


class PhotoFilter(admin.SimpleListFilter):
    """On which somebody has to look at the photo before anything is decided."""

    title = _("photo")
    parameter_name = "photo"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> Choices:
        """There is one thing to look for."""
        return [(TO_BE_LOOKED_AT, _("Photo to be looked at"))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Application]
    ) -> QuerySet[Application]:
        """Those it is the office's turn with."""
        if self.value() == TO_BE_LOOKED_AT:
            waiting = Photo.objects.waiting_for_a_look()
            return queryset.filter(status__in=LOOKED_AT, pk__in=waiting.values("application"))
        return queryset


def is_prepared() -> Exists:
    """Whether a decision on the application waits to be released, as a question of the query."""
    return Exists(Decision.objects.prepared().filter(application=OuterRef("pk")))
