"""Where a request comes from, behind the proxies that the settings trust."""

from allauth.account.adapter import get_adapter
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The network address of the browser or gateway, as far as anybody can say."""
    try:
        return str(get_adapter(request).get_client_ip(request))
    except (PermissionDenied, ImproperlyConfigured):
        # Fewer proxies than the settings say: a gateway must be heard all the same.
        return str(request.META.get("REMOTE_ADDR", ""))
