"""The queue: what is paid and waits for the office, the longest wait first."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.views.main import ChangeList
from django.db.models import Model, QuerySet, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from applications import reading
from applications.admin import desk, labels, moves, notes, one, photo, preparing, releasing, taking
from applications.admin.filters import (
    CatalogueFilter,
    DecisionFilter,
    OfficerFilter,
    PhotoFilter,
    StatusFilter,
    is_prepared,
)
from applications.models import Application, kept
from applications.status import Status
from applications.wizard.lists import countries
from portal.templatetags.ruxue import day_short

OFFICES_TURN = (Status.QUEUED, Status.IN_REVIEW)
_PREFIX = "applications_application"
# What a row shows of other tables; the catalogue comes from memory.
_PEOPLE = ("basic_information", "owner")
_SHOWN = (
    *("reference", "status", "fee_settled_at", "intake", "offering", "applicant"),
    *(f"basic_information__passport_{name}" for name in ("surname", "given_names")),
    "basic_information__nationality",
    *(f"owner__{name}" for name in ("username", "first_name", "last_name")),
)


class Queue(ChangeList):
    """The rows of a page.  Six more joined tables would cost more than everything else."""

    def get_results(self, request: HttpRequest) -> None:
        """Read them, and put beside each what it is an application for."""
        super().get_results(request)
        rows = list(self.result_list.only(*_SHOWN))
        kept.put_beside(rows)
        # Without a passport it is the account's name.
        prefetch_related_objects([row for row in rows if not labels.person(row)], "applicant")
        self.result_list = rows
        self.address = reverse(f"admin:{_PREFIX}_changelist")

    def url_for_result(self, result: Model) -> str:
        """Its page, which a list links to a hundred times."""
        return f"{self.address}{result.pk}/change/"


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
        ("intake", CatalogueFilter),
        ("offering__programme__department", CatalogueFilter),
    )
    list_per_page = 50
    list_select_related = _PEOPLE
    ordering = ("fee_settled_at", "pk")
    search_fields = (
        "reference__istartswith",
        "basic_information__passport_surname",
        "basic_information__passport_given_names",
        "basic_information__passport_number__iexact",
        "applicant__email__iexact",
    )
    search_help_text = _("Reference, name, passport number or e-mail")
    empty_value_display = "-"
    show_facets = admin.ShowFacets.NEVER
    show_full_result_count = False
    sortable_by = ("reference", "fee_settled")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Application]:
        """What this person may read."""
        readable = reading.readable_by(desk.officer(request))
        return readable.annotate(is_prepared=is_prepared()).order_by(*self.ordering)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """With our way to read the rows."""
        return Queue

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

    @admin.display(description=SafeString('<input type="checkbox" id="action-toggle">'))
    def action_checkbox(self, obj: Application) -> SafeString:
        """As Django's, without a template for every row."""
        return format_html(
            '<input type="checkbox" name="{}" value="{}" class="action-select" aria-label="{}">',
            ACTION_CHECKBOX_NAME,
            obj.pk,
            str(_("Select this object for an action - {}")).format(obj),
        )

    @admin.display(description=_("name"))
    def name(self, application: Application) -> str:
        """As in the passport, in capitals."""
        return labels.full_name(application).upper()

    @admin.display(description=_("nationality"))
    def nationality(self, application: Application) -> str:
        """The country that issued the passport."""
        basics = labels.person(application)
        return countries().get(basics.nationality.code, "") if basics else ""

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
