"""Notices, which are one person's; announcements, which are everybody's."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_safe

from notifications.models import Announcement, InboxItem

PAGE_SIZE = 20


@login_required
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """All notices of this person, newest first."""
    found = InboxItem.objects.of(request.user).defer("body")
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "notifications/inbox.html", {"page": page})


@login_required
@require_GET
def item(request: HttpRequest, key: str) -> HttpResponse:
    """One notice.  Opening it is reading it; opening it again changes nothing."""
    found = get_object_or_404(InboxItem.objects.of(request.user), key=key)
    InboxItem.objects.filter(pk=found.pk).unread().update(read_at=timezone.now())
    paragraphs = [part for part in found.body.split("\n\n") if part.strip()]
    context = {"item": found, "paragraphs": paragraphs, "area": "notices"}
    return render(request, "notifications/item.html", context)


@require_safe
def announcements(request: HttpRequest) -> HttpResponse:
    """What the office tells everybody, newest first."""
    found = Announcement.objects.current().defer("text_en", "text_zh")
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "notifications/announcements.html", {"page": page})


@require_safe
def announcement(request: HttpRequest, pk: int) -> HttpResponse:
    """One announcement."""
    found = get_object_or_404(Announcement.objects.current(), pk=pk)
    return render(request, "notifications/announcement.html", {"announcement": found})
