"""What every page knows of the site."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from portal.models import SiteProfile


def site(request: HttpRequest) -> dict[str, Any]:
    """The university, and whether this is a staging installation."""
    return {"site": SimpleLazyObject(SiteProfile.current), "staging": settings.STAGING}
