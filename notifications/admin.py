"""Outbox and notices in the admin (when and to whom, never the words); announcements."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications.models import Announcement, InboxItem, Mail, MailState
from notifications.notice import all_notices
from notifications.outbox import send_again
from portal.read_only import ReadOnlyAdmin


@admin.register(Mail)
class MailAdmin(ReadOnlyAdmin):
    """Every mail on its way.  Its words may hold a link that opens an account: they stay hidden."""

    list_display = ("subject", "recipient", "state", "tries", "created_at", "sent_at")
    list_filter = ("state",)
    search_fields = ("recipient", "subject", "message_id")
    search_help_text = gettext_lazy("Address, subject or message id")
    fields = (
        "subject", "recipient", "from_email", "state", "tries", "due_at", "last_error",
        "message_id", "created_at", "sent_at",
    )  # fmt: skip
    readonly_fields = fields
    change_form_template = "admin/notifications/mail/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Mail]:
        """Without the words."""
        return super().get_queryset(request).defer("body", "html", "headers")

    def get_urls(self) -> list[URLPattern]:
        """The list, the mail, and the page to send it again."""
        again = self.admin_site.admin_view(self.send_again)
        return [
            path("<int:pk>/send-again/", again, name="notifications_mail_send_again"),
            *super().get_urls(),
        ]

    def send_again(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Try once more with a mail that was given up."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        mail = get_object_or_404(self.get_queryset(request), pk=pk)
        if request.method == "POST":
            if send_again(mail):
                messages.success(request, _("The mail is on its way again."))
            else:
                messages.error(request, _("Only a mail that was given up can be sent again."))
            return redirect(reverse("admin:notifications_mail_change", args=[mail.pk]))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Send again"),
            "mail": mail,
            "is_given_up": mail.state == MailState.FAILED,
        }
        return TemplateResponse(request, "admin/notifications/mail/send_again.html", context)


class NoticeFilter(admin.SimpleListFilter):
    """By what happened, without asking every row for its own."""

    title = gettext_lazy("notice")
    parameter_name = "notice"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Every notice there is."""
        return [(notice.name, notice.name) for notice in all_notices()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Narrow the list."""
        return queryset.filter(notice=self.value()) if self.value() else queryset


@admin.register(InboxItem)
class InboxItemAdmin(ReadOnlyAdmin):
    """What people were told in the portal."""

    list_display = ("subject", "user", "notice", "created_at", "read_at")
    list_filter = (NoticeFilter,)
    list_select_related = ("user",)
    search_fields = ("user__username", "user__email", "subject")
    search_help_text = gettext_lazy("User name, e-mail or subject")
    fields = ("subject", "user", "notice", "link", "created_at", "read_at")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[InboxItem]:
        """Without the words."""
        return super().get_queryset(request).defer("body")


@admin.register(Announcement)
class AnnouncementAdmin(admin.ModelAdmin[Announcement]):
    """What home tells everybody."""

    actions = None
    list_display = ("__str__", "published_at", "taken_down_at")
    search_fields = ("title_en", "title_zh")
    date_hierarchy = "published_at"

    def view_on_site(self, announcement: Announcement) -> str:
        """Its public page."""
        return announcement.get_absolute_url()
