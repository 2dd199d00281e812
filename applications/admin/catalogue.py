"""The catalogue: what can be studied where, and the texts around it.

Pages here never name an application: unpaid ones must not show anywhere in the office.
"""

from typing import Any

from django.contrib import admin
from django.db import models
from django.forms import ModelChoiceField
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from applications.models import (
    AdmissionType,
    Application,
    Department,
    DepartmentReader,
    FundingCategory,
    Guidelines,
    Major,
    Programme,
    ResearchArea,
)
from portal.kept_history import KeptHistory
from portal.yuan import YuanAdmin


class NamedAdmin(admin.ModelAdmin[models.Model]):
    """A page of things with a code and a name in both languages."""

    actions = None
    list_display: tuple[str, ...] = ("code", "name_en", "name_zh", "position")
    search_fields = ("code", "name_en", "name_zh")


@admin.register(FundingCategory)
class FundingCategoryAdmin(NamedAdmin):
    """Who pays for the study."""


@admin.register(AdmissionType)
class AdmissionTypeAdmin(NamedAdmin):
    """Bachelor, master, doctor and so on."""


@admin.register(Department)
class DepartmentAdmin(NamedAdmin):
    """The schools of the university."""


@admin.register(Major)
class MajorAdmin(NamedAdmin):
    """Fields of study."""


class ResearchAreaInline(admin.TabularInline[ResearchArea, Programme]):
    """The research areas of a programme."""

    model = ResearchArea
    extra = 0


@admin.register(Programme)
class ProgrammeAdmin(YuanAdmin, KeptHistory, NamedAdmin):
    """What is taught, with a history of every edit."""

    in_yuan = {"tuition_fen": _("tuition a year")}
    inlines = (ResearchAreaInline,)
    list_display = (
        "code",
        "name_en",
        "name_zh",
        "department",
        "admission_type",
        "teaching_language",
    )
    list_filter = ("admission_type", "department", "teaching_language")
    list_select_related = ("department", "admission_type")


@admin.register(Guidelines)
class GuidelinesAdmin(admin.ModelAdmin[Guidelines]):
    """The application guidelines.  A version somebody has agreed to stays as it was agreed to."""

    actions = None
    list_display = ("version", "published_at")

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A new version is the next one."""
        last = Guidelines.objects.aggregate(last=models.Max("version"))["last"] or 0
        return {"version": last + 1}

    def has_change_permission(self, request: HttpRequest, obj: Guidelines | None = None) -> bool:
        """Not once it has been agreed to."""
        return super().has_change_permission(request, obj) and not _is_agreed_to(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Guidelines | None = None) -> bool:
        """Not once it has been agreed to."""
        return super().has_delete_permission(request, obj) and not _is_agreed_to(obj)


def _is_agreed_to(guidelines: Guidelines | None) -> bool:
    return guidelines is not None and Application.objects.filter(guidelines=guidelines).exists()


@admin.register(DepartmentReader)
class DepartmentReaderAdmin(admin.ModelAdmin[DepartmentReader]):
    """Who of the staff reads for which department."""

    actions = None
    list_display = ("user", "department")
    list_filter = ("department",)
    list_select_related = ("user", "department")

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField[Any] | None:
        """Only staff can read for a department."""
        if db_field.name == "user":
            kwargs["queryset"] = User.objects.filter(is_staff=True).order_by("username")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
