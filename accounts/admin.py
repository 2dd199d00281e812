"""People and the registration agreement in the admin.  Passwords are not set here."""

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib import admin
from django.db.models import Count, Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import Agreement, AgreementAcceptance, User

# allauth's own page would let staff vouch for any address.
if admin.site.is_registered(EmailAddress):
    admin.site.unregister(EmailAddress)


class AcceptanceInline(admin.TabularInline[AgreementAcceptance, User]):
    """What a person accepted, when and from where."""

    model = AgreementAcceptance
    fields = readonly_fields = ("agreement", "accepted_at", "network_address")
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Only the person accepts."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """What was accepted stays."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """What was accepted stays."""
        return False

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Who sees the person sees this."""
        return request.user.has_perm("accounts.view_user")


@admin.register(User)
class UserAdmin(admin.ModelAdmin[User]):
    """People, found by user name, name or e-mail.  Roles are given here; passwords never are."""

    list_display = ("username", "email", "get_full_name", "is_staff", "is_active", "last_login")
    list_filter = ("is_staff", "is_active", "groups", "language")
    search_fields = ("username", "email", "first_name", "last_name")
    search_help_text = _("User name, name or e-mail")
    show_full_result_count = False
    list_per_page = 50
    ordering = ("-date_joined",)
    filter_horizontal = ("groups",)
    inlines = (AcceptanceInline,)
    readonly_fields = ("username", "email", "last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("username", "email", "first_name", "last_name")}),
        (_("Language and time"), {"fields": ("language", "time_zone")}),
        (_("Access"), {"fields": ("is_active", "is_staff", "groups", "is_superuser")}),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """Nobody makes superusers but superusers."""
        fields = tuple(super().get_readonly_fields(request, obj))
        return fields if request.user.is_superuser else (*fields, "is_superuser")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Applicants register; the office is appointed with ``manage.py staff add``."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """A superuser is changed by superusers only."""
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or not obj.is_superuser or request.user.is_superuser)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """People are made inactive, not deleted: their applications stay."""
        return False


@admin.register(Agreement)
class AgreementAdmin(admin.ModelAdmin[Agreement]):
    """Versions of the registration agreement.  What somebody accepted is never reworded."""

    list_display = ("version", "published_at", "accepted_by")
    fields = ("version", "published_at", "text_en", "text_zh")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Agreement]:
        """With the number of people who accepted."""
        return super().get_queryset(request).annotate(people=Count("acceptances"))

    @admin.display(description=_("accepted by"), ordering="people")
    def accepted_by(self, agreement: Any) -> int:
        """How many people accepted this version."""
        return int(agreement.people)

    def get_readonly_fields(
        self, request: HttpRequest, obj: Agreement | None = None
    ) -> tuple[str, ...]:
        """An accepted version can be read only."""
        return self.fields if _is_accepted(obj) else ()

    def has_delete_permission(self, request: HttpRequest, obj: Agreement | None = None) -> bool:
        """An accepted version stays."""
        return super().has_delete_permission(request, obj) and not _is_accepted(obj)


def _is_accepted(agreement: Agreement | None) -> bool:
    return agreement is not None and agreement.acceptances.exists()
