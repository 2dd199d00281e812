"""The count of unread notices, for the masthead."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from notifications.models import InboxItem


def unread(request: HttpRequest) -> dict[str, object]:
    """How many notices are unread: one query, and only where a page shows it."""
    # A request that is refused early, for its Host say, has no user yet.
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"unread_count": 0}
    return {"unread_count": SimpleLazyObject(lambda: InboxItem.objects.of(user).unread().count())}
