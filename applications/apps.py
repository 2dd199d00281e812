"""Applying: catalogue, wizard, life cycle, documents and review."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApplicationsConfig(AppConfig):
    """The top of the house."""

    name = "applications"
    verbose_name = _("Applications")

    def ready(self) -> None:
        """Listen to paid bills, and to changes of the catalogue."""
        from applications import receivers  # noqa: F401, PLC0415 - needs the models
