"""What happens to accounts from the inside: members of the office, addresses we vouch for."""

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.db import transaction

from accounts.models import User
from accounts.passwords import random_password
from accounts.roles import Role
from accounts.rules import person_called


class BelongsToSomebodyElse(Exception):  # noqa: N818 - a fact, no failure of machinery
    """The user name or the e-mail is another account's."""


@transaction.atomic
def appoint(username: str, email: str, *, role: Role, language: str = "en") -> tuple[User, str]:
    """A member of the office in this role, and the password if the account is new.

    Safe to call again: an account that is there gets the role and keeps its password.
    Raises BelongsToSomebodyElse and ValidationError.
    """
    email = email.lower()
    by_name, by_email = person_called(username), person_called(email)
    if by_name != by_email:
        raise BelongsToSomebodyElse(username if by_name else email)
    user, password = by_name, ""
    if user is None:
        user, password = User(username=username, email=email, language=language), random_password()
        user.set_password(password)
        user.full_clean()
    user.is_staff = True
    user.save()
    user.groups.add(Group.objects.get(name=role.value))
    vouch_for_address(user)
    return user, password


def vouch_for_address(user: User) -> None:
    """Count the e-mail as confirmed without a mail, for people whom the university knows."""
    EmailAddress.objects.update_or_create(
        user=user, email=user.email.lower(), defaults={"primary": True, "verified": True}
    )
