"""Fees: bills, payments and the gateways that carry the money."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PaymentsConfig(AppConfig):
    """Collects an amount from a person; knows nothing of applications."""

    name = "payments"
    verbose_name = _("Payments")

    def ready(self) -> None:
        """Have the settings checked."""
        from payments import checks  # noqa: F401, PLC0415
