"""Intakes: when applications are taken, for what fee and programmes, with which documents."""

from typing import Any, cast

from django.contrib import admin
from django.contrib.admin.options import InlineModelAdmin
from django.db import models
from django.forms import Field, ModelChoiceField
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from applications.admin.questions import QuestionsField
from applications.models import Application, DocumentRequirement, Intake, Offering
from portal.kept_history import KeptHistory
from portal.templatetags.ruxue import instant_short, yuan
from portal.yuan import YuanAdmin


class _OfIntake(InlineModelAdmin[Any, Intake]):
    """Rows of an intake.  They stay once somebody has applied in it.

    Django would otherwise answer a deletion by naming the applications that forbid it, unpaid
    ones too.
    """

    def has_delete_permission(self, request: HttpRequest, obj: Intake | None = None) -> bool:
        """Not in an intake that has applications."""
        return super().has_delete_permission(request, obj) and not _has_applications(obj)


class OfferingInline(_OfIntake, admin.TabularInline[Offering, Intake]):
    """The programmes of an intake."""

    model = Offering
    extra = 0

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Offering]:
        """With the names each row shows."""
        return super().get_queryset(request).select_related("intake", "programme")

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField[Any] | None:
        """One list of programmes for all rows."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None and db_field.name == "programme":
            # A generator, so that they are not counted first.
            field.choices = list(iter(cast(Any, field.choices)))
        return field


class DocumentRequirementInline(_OfIntake, admin.StackedInline[DocumentRequirement, Intake]):
    """The documents an intake asks for."""

    model = DocumentRequirement
    extra = 0
    fields = (
        ("code", "position", "is_required"),
        ("name_en", "name_zh"),
        ("hint_en", "hint_zh"),
        ("kinds", "max_megabytes", "max_pages", "max_files"),
        ("wants_translation", "evidence", "validity", "drawing"),
    )


@admin.register(Intake)
class IntakeAdmin(YuanAdmin, KeptHistory):
    """The rounds of applications, with a history of every edit."""

    actions = None
    in_yuan = {"fee_fen": _("application fee")}
    inlines = (OfferingInline, DocumentRequirementInline)
    list_display = ("code", "name_en", "name_zh", "year", "opens", "closes", "fee")
    list_filter = ("year", "admission_type", "funding_category")
    search_fields = ("code", "name_en", "name_zh")

    def formfield_for_dbfield(
        self, db_field: models.Field[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> Field | None:
        """The optional questions in a table of their own."""
        if db_field.name == "questions":
            return QuestionsField()
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    @admin.display(description=_("opens"), ordering="opens_at")
    def opens(self, intake: Intake) -> str:
        """When it opens, in Beijing."""
        return instant_short(intake.opens_at)

    @admin.display(description=_("closes"), ordering="closes_at")
    def closes(self, intake: Intake) -> str:
        """When it closes, in Beijing."""
        return instant_short(intake.closes_at)

    @admin.display(description=_("application fee"), ordering="fee_fen")
    def fee(self, intake: Intake) -> str:
        """What applying costs."""
        return yuan(intake.fee_fen)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Not once somebody has applied in it."""
        return super().has_delete_permission(request, obj) and not _has_applications(obj)


def _has_applications(intake: Intake | None) -> bool:
    return intake is not None and Application.objects.filter(intake=intake).exists()
