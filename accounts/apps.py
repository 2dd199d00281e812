"""People who sign in."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Users, registration and roles."""

    name = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        """Keep the roles' permissions true after every migration, and sessions short and safe."""
        from allauth.mfa.signals import authenticator_added  # noqa: PLC0415

        from accounts import sessions  # noqa: PLC0415 - models are ready only now
        from accounts.roles import sync_roles  # noqa: PLC0415

        post_migrate.connect(sync_roles, dispatch_uid="accounts.sync_roles")
        user_logged_in.connect(sessions.begin, dispatch_uid="accounts.begin_session")
        authenticator_added.connect(sessions.end_others, dispatch_uid="accounts.end_sessions")
