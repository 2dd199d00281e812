"""``staff`` appoints members of the office, says who may do what, and lets people in again."""

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from accounts.lifecycle import BelongsToSomebodyElse, appoint, reset_second_factor
from accounts.limits import unlock
from accounts.models import LANGUAGES, User
from accounts.roles import PERMISSIONS, Role
from accounts.rules import person_called

ROLES = {
    "officer": Role.OFFICER,
    "department-reader": Role.DEPARTMENT_READER,
    "finance": Role.FINANCE,
    "administrator": Role.ADMINISTRATOR,
}


class Command(BaseCommand):
    """Members of the office, from the command line.  Everything can be run twice."""

    help = "Make a member of the office, list the roles, or let somebody in again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """``add``, ``roles``, ``unlock`` and ``reset-mfa``."""
        actions = parser.add_subparsers(dest="action", required=True)
        add = actions.add_parser("add", help="Make a member of the office, or give a role.")
        add.add_argument("username", metavar="USERNAME")
        add.add_argument("email", metavar="EMAIL")
        add.add_argument("--role", required=True, choices=ROLES)
        add.add_argument("--language", default="en", choices=dict(LANGUAGES))
        actions.add_parser("roles", help="List the roles, what they may do and who has them.")
        for name, does in (
            ("unlock", "Forget wrong passwords and codes: this person may try again at once."),
            ("reset-mfa", "Take away a lost second factor; the next sign-in asks for a new one."),
        ):
            action = actions.add_parser(name, help=does)
            action.add_argument("login", metavar="USERNAME", help="or the e-mail")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the action that was named."""
        actions = {
            "add": self._add,
            "roles": self._roles,
            "unlock": self._unlock,
            "reset-mfa": self._reset_mfa,
        }
        actions[options["action"]](options)

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

    def _unlock(self, options: dict[str, Any]) -> None:
        person = _found(options["login"])
        unlock(person)
        self.stdout.write(f"{person.username} may try again at once.")
        if not person.is_active:
            self.stdout.write("The account is inactive: set it active in the administration.")

    def _reset_mfa(self, options: dict[str, Any]) -> None:
        person = _found(options["login"])
        if reset_second_factor(person):
            self.stdout.write(
                f"{person.username} has no second factor any more and is signed out everywhere."
            )
        else:
            self.stdout.write(f"{person.username} has no second factor.")

    def _roles(self, options: dict[str, Any]) -> None:
        for name, role in ROLES.items():
            people = Group.objects.filter(name=role.value).values_list("user__username", flat=True)
            self.stdout.write(self.style.MIGRATE_HEADING(f"{name}: {role.value}"))
            self.stdout.write(f"  people: {', '.join(sorted(filter(None, people))) or '-'}")
            for permission in PERMISSIONS[role]:
                self.stdout.write(f"  {permission}")


def _found(login: str) -> User:
    person = person_called(login)
    if person is None:
        raise CommandError(f"Nobody is called {login}.")
    return person
