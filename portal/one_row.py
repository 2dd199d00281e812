"""Tables of which there is one row."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse


class OneRowAdmin(admin.ModelAdmin[Any]):
    """There is one row, with the number 1, and the list leads straight to it."""

    actions = None
    first: ClassVar[dict[str, Any]] = {}  # how the row begins

    def has_add_permission(self, request: HttpRequest) -> bool:
        """The row is there from the first look at it."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """It is emptied, never deleted."""
        return False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The one row instead of a list of one."""
        if self.has_view_or_change_permission(request):
            self.model.objects.get_or_create(pk=1, defaults=self.first)
            opts = self.model._meta  # noqa: SLF001 Django's documented API
            return redirect(reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[1]))
        return super().changelist_view(request, extra_context)
