"""Notices by mail and in the portal."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    """Finds every app's ``notices`` module."""

    name = "notifications"
    verbose_name = _("Notifications")

    def ready(self) -> None:
        """Fill the register of notices."""
        autodiscover_modules("notices")
