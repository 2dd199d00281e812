"""People and the registration agreement in the admin.  Passwords are not set here."""

from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django import forms
from django.contrib import admin
from django.db.models import Count, Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Agreement, AgreementAcceptance, User
from portal.read_only import ReadOnlyInline

# allauth's own page would let staff vouch for any address.
if admin.site.is_registered(EmailAddress):
    admin.site.unregister(EmailAddress)


class AcceptanceInline(ReadOnlyInline):
    """What a person accepted, when and from where."""

    model = AgreementAcceptance
    fields = readonly_fields = ("agreement", "accepted_at", "network_address")

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Who sees the person sees this."""
        return request.user.has_perm("accounts.view_user")


@admin.register(User)
class UserAdmin(admin.ModelAdmin[User]):
    """People, found by user name, name or e-mail.  Roles are given here; passwords never are."""

    list_display = ("username", "email", "full_name", "is_staff", "is_active", "last_login")
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

    @admin.display(description=_("name"))
    def full_name(self, user: User) -> str:
        """Given name and surname."""
        return user.get_full_name()

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


class AgreementForm(forms.ModelForm[Agreement]):
    """A version of the agreement, as long as it is a draft."""

    def clean_published_at(self) -> datetime | None:
        """A time that has passed means now: nobody has read the text before."""
        at: datetime | None = self.cleaned_data["published_at"]
        return max(at, timezone.now()) if at else None


@admin.register(Agreement)
class AgreementAdmin(admin.ModelAdmin[Agreement]):
    """Versions of the registration agreement.  What people have read is never reworded."""

    form = AgreementForm
    list_display = ("__str__", "published_at", "accepted_by")
    fields = ("version", "text_en", "text_zh", "published_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Agreement]:
        """With the number of people who accepted."""
        return super().get_queryset(request).annotate(people=Count("acceptances"))

    @admin.display(description=_("accepted by"), ordering="people")
    def accepted_by(self, agreement: Any) -> int:
        """How many people accepted this version."""
        return int(agreement.people)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A new version begins with the words of the newest one."""
        newest = Agreement.objects.order_by("-version").first()
        return {"text_en": newest.text_en, "text_zh": newest.text_zh} if newest else {}

    def get_readonly_fields(
        self, request: HttpRequest, obj: Agreement | None = None
    ) -> tuple[str, ...]:
        """The number is given by us; what is published is not changed but superseded."""
        return self.fields if _is_kept(obj) else ("version",)

    def save_model(self, request: HttpRequest, obj: Agreement, form: Any, change: Any) -> None:
        """Number a new version."""
        if not change:
            obj.version = Agreement.next_version()
        super().save_model(request, obj, form, change)

    def has_delete_permission(self, request: HttpRequest, obj: Agreement | None = None) -> bool:
        """A published version stays."""
        return super().has_delete_permission(request, obj) and not _is_kept(obj)


def _is_kept(agreement: Agreement | None) -> bool:
    return agreement is not None and agreement.is_published
