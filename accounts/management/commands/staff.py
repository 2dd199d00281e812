"""``staff add`` makes a member of the office, ``staff roles`` says who may do what."""

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from accounts.lifecycle import BelongsToSomebodyElse, appoint
from accounts.models import LANGUAGES
from accounts.roles import PERMISSIONS, Role

ROLES = {
    "officer": Role.OFFICER,
    "department-reader": Role.DEPARTMENT_READER,
    "finance": Role.FINANCE,
    "administrator": Role.ADMINISTRATOR,
}


class Command(BaseCommand):
    """Members of the office, from the command line.  Both can be run twice."""

    help = "Make a member of the office, or list the roles and who has them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """``add`` and ``roles``."""
        actions = parser.add_subparsers(dest="action", required=True)
        add = actions.add_parser("add", help="Make a member of the office, or give a role.")
        add.add_argument("username", metavar="USERNAME")
        add.add_argument("email", metavar="EMAIL")
        add.add_argument("--role", required=True, choices=ROLES)
        add.add_argument("--language", default="en", choices=dict(LANGUAGES))
        actions.add_parser("roles", help="List the roles, what they may do and who has them.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the action that was named."""
        if options["action"] == "add":
            self._add(options)
        else:
            self._roles()

    def _add(self, options: dict[str, Any]) -> None:
        role = ROLES[options["role"]]
        try:
            user, password = appoint(
                options["username"], options["email"], role=role, language=options["language"]
            )
        except BelongsToSomebodyElse as taken:
            raise CommandError(f"{taken} belongs to another account.") from taken
        except ValidationError as wrong:
            raise CommandError("; ".join(wrong.messages)) from wrong
        self.stdout.write(f"{user.username} <{user.email}>: {role.value}")
        if password:
            self.stdout.write(f"Password, shown this once: {password}")
        else:
            self.stdout.write("The account was there already and keeps its password.")

    def _roles(self) -> None:
        for name, role in ROLES.items():
            people = Group.objects.filter(name=role.value).values_list("user__username", flat=True)
            self.stdout.write(self.style.MIGRATE_HEADING(f"{name}: {role.value}"))
            self.stdout.write(f"  people: {', '.join(sorted(filter(None, people))) or '-'}")
            for permission in PERMISSIONS[role]:
                self.stdout.write(f"  {permission}")
