"""The floor as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    """Site pages, the site's profile and its start-up checks."""

    name = "portal"
    verbose_name = _("Site")

    def ready(self) -> None:
        """Register the start-up checks."""
        from portal import checks  # noqa: F401, PLC0415 - registers itself when the apps are ready
