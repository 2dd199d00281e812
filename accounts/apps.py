"""People who sign in."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Users, registration and roles."""

    name = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        """Keep the roles' permissions true after every migration."""
        from accounts.roles import sync_roles  # noqa: PLC0415 - models are ready only now

        post_migrate.connect(sync_roles, dispatch_uid="accounts.sync_roles")
