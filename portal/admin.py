"""The university's own row."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from portal.models import SiteProfile


@admin.register(SiteProfile)
class SiteProfileAdmin(admin.ModelAdmin[SiteProfile]):
    """One installation is one university: there is one row, and the list leads straight to it."""

    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        """The row is there from the first look at it."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: SiteProfile | None = None) -> bool:
        """A portal always belongs to somebody."""
        return False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The one row instead of a list of one."""
        if self.has_view_or_change_permission(request):
            SiteProfile.objects.get_or_create(pk=1)
            return redirect("admin:portal_siteprofile_change", 1)
        return super().changelist_view(request, extra_context)
