"""What other pages show of the office's announcements."""

from typing import Any

from django import template

from notifications.models import Announcement

register = template.Library()
_SHOWN = 3


@register.inclusion_tag("notifications/_announcements.html")
def announcements() -> dict[str, Any]:
    """The newest announcements, for home."""
    return {"announcements": Announcement.objects.current().defer("text_en", "text_zh")[:_SHOWN]}
