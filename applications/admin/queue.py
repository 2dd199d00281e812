"""The queue: what is paid and waits for the office, the longest wait first."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from applications import reading
from applications.admin import desk, labels, moves, notes, one, photo, preparing, releasing, taking
from applications.admin.filters import (
    DecisionFilter,
    OfficerFilter,
    PhotoFilter,
    StatusFilter,
    is_prepared,
)
from applications.models import Application
from applications.status import Status
from portal.templatetags.ruxue import day_short

OFFICES_TURN = (Status.QUEUED, Status.IN_REVIEW)
_PREFIX = "applications_application"


@admin.register(Application)
class ApplicationAdmin(admin.ModelAdmin[Application]):
    """A list to read from and one page for each; what happens to them happens on pages of moves.

    The query is the permission: what is not paid, or belongs to another department, does not
    exist here, whatever the address.
    """

    actions = ("release_decisions",)
    list_display = (
        "reference",
        "name",
        "nationality",
        "programme",
        "round",
        "status_badge",
        "fee_settled",
        "officer",
    )
    list_display_links = ("reference", "name")
    list_filter = (
        StatusFilter,
        OfficerFilter,
        DecisionFilter,
        PhotoFilter,
        "intake",
        ("offering__programme__department", admin.RelatedFieldListFilter),
    )
    list_per_page = 50
    list_select_related = (
        "basic_information",
        "applicant",
        "offering__programme",
        "intake",
        "owner",
    )
    ordering = ("fee_settled_at", "pk")
    search_fields = (
        "reference__istartswith",
        "basic_information__passport_surname",
        "basic_information__passport_given_names",
        "basic_information__passport_number__iexact",
        "applicant__email__iexact",
    )
    search_help_text = _("Reference, name, passport number or e-mail")
    show_facets = admin.ShowFacets.NEVER
    show_full_result_count = False
    sortable_by = ("reference", "fee_settled")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Application]:
        """What this person may read."""
        readable = reading.readable_by(desk.officer(request))
        return readable.annotate(is_prepared=is_prepared()).order_by(*self.ordering)

    def get_urls(self) -> list[URLPattern]:
        """Only these pages: no other page of Django's can show or change an application."""

        def page(view: Any) -> Any:
            return self.admin_site.admin_view(view)

        return [
            path("", page(self.changelist_view), name=f"{_PREFIX}_changelist"),
            path("take-next/", page(taking.take_next), name=f"{_PREFIX}_take_next"),
            path("release/", page(releasing.release_many), name=f"{_PREFIX}_release_many"),
            path("<int:pk>/change/", page(one.one), name=f"{_PREFIX}_change"),
            path("<int:pk>/note/", page(notes.add), name=f"{_PREFIX}_note"),
            path("<int:pk>/photo/", page(photo.accept), name=f"{_PREFIX}_photo"),
            path("<int:pk>/prepare/", page(preparing.prepare), name=f"{_PREFIX}_prepare"),
            path("<int:pk>/release/", page(releasing.release), name=f"{_PREFIX}_release"),
            path("<int:pk>/move/<slug:name>/", page(moves.move), name=f"{_PREFIX}_move"),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list, the whole width of the page."""
        frame = {"title": _("Applications"), "is_nav_sidebar_enabled": False}
        return super().changelist_view(request, {**frame, **(extra_context or {})})

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Applicants apply, nobody else."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Application | None = None) -> bool:
        """What an applicant has answered is theirs."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Application | None = None) -> bool:
        """Nothing that was submitted disappears."""
        return False

    def has_review_permission(self, request: HttpRequest) -> bool:
        """Whether this person decides."""
        return taking.may_take(desk.officer(request))

    @admin.action(description=_("Release decisions"), permissions=["review"])
    def release_decisions(
        self, request: HttpRequest, queryset: QuerySet[Application]
    ) -> HttpResponse:
        """On a page of its own, which says first what goes and what stays."""
        return redirect(releasing.address_of_many(queryset))

    @admin.display(description=_("name"))
    def name(self, application: Application) -> str:
        """As in the passport, in capitals."""
        return labels.full_name(application).upper()

    @admin.display(description=_("nationality"))
    def nationality(self, application: Application) -> str:
        """The country that issued the passport."""
        basics = labels.person(application)
        return basics.nationality.name if basics else ""

    @admin.display(description=_("programme"))
    def programme(self, application: Application) -> str:
        """What is applied for."""
        return application.offering.programme.name

    @admin.display(description=_("intake"))
    def round(self, application: Application) -> str:
        """In which round."""
        return application.intake.name

    @admin.display(description=_("officer"), empty_value="")
    def officer(self, application: Application) -> str:
        """Who has taken it."""
        return str(application.owner or "")

    @admin.display(description=_("status"))
    def status_badge(self, application: Application) -> SafeString:
        """Where it stands, and whether a decision waits to be released."""
        badge = labels.status_badge(application)
        if application.is_prepared:  # type: ignore[attr-defined]
            return format_html("{} {}", badge, labels.prepared_badge())
        return badge

    @admin.display(description=_("fee settled"), ordering="fee_settled_at")
    def fee_settled(self, application: Application) -> SafeString:
        """Since when it is the office's turn, and how long that is."""
        settled = application.fee_settled_at
        if application.status not in OFFICES_TURN:
            return format_html("{}", day_short(settled))
        return format_html("{} {}", day_short(settled), labels.wait(settled))
