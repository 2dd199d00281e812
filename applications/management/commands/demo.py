"""Fill an empty installation with an invented university."""

import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from applications.demo import story, volume
from applications.demo.catalogue import make_catalogue
from applications.demo.staff import OFFICE, make_office
from applications.models import Application, Intake

DEVELOPMENT_PASSWORD = "Ruxue-demo-2027"  # noqa: S105 - published on purpose, refused elsewhere


class Command(BaseCommand):
    """A university, its office, and an applicant in every status, relative to the day it runs."""

    help = "Fill an empty installation with an invented university, its office and applicants."

    def add_arguments(self, parser: CommandParser) -> None:
        """``--once`` for start-up scripts, ``--force`` outside development, and how many."""
        parser.add_argument(
            "--once", action="store_true", help="do nothing where there is data already"
        )
        parser.add_argument(
            "--force", action="store_true", help="also outside development, with random passwords"
        )
        parser.add_argument(
            "--applications", type=int, default=0, help="clone until there are so many"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the demo where there is nothing yet, then as many clones as are asked for."""
        if not settings.DEBUG and not options["force"]:
            raise CommandError("The demo is for development. Use --force to fill this database.")
        if not (Intake.objects.exists() or Application.objects.exists()):
            self._fill()
        elif not (options["once"] or options["applications"]):
            raise CommandError("There is data already; the demo only fills an empty installation.")
        if options["applications"]:
            self._grow(options["applications"])

    def _fill(self) -> None:
        """Everything in one transaction, then the accounts into a file."""
        password = DEVELOPMENT_PASSWORD if settings.DEBUG else secrets.token_urlsafe(12)
        now = timezone.now()
        with transaction.atomic():
            make_catalogue(timezone.localdate(now))
            office = make_office(password)
            for person in story.people():
                story.tell(person, office=office, password=password, now=now)
        self._tell_accounts(password)

    def _grow(self, count: int) -> None:
        try:
            added = volume.grow_to(count, say=self.stdout.write)
        except ValueError as why:
            raise CommandError(str(why)) from why
        self.stdout.write(
            f"{added:,} applications added; there are {Application.objects.count():,}."
        )

    def _tell_accounts(self, password: str) -> None:
        lines = ["Demo accounts", f"  password of all     {password}"]
        lines += [f"  {one.username:<18}  {one.role.value}" for one in OFFICE]
        applicants = User.objects.filter(is_staff=False, applications__isnull=False)
        for user in applicants.order_by("applications__pk").distinct():
            lines.append(f"  {user.username:<18}  applicant")
        text = "\n".join(lines) + "\n"
        if settings.DEBUG:
            (Path(settings.VAR_DIR) / "demo-accounts.txt").write_text(text, encoding="utf-8")
        self.stdout.write(text)
