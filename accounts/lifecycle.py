"""What happens to accounts from the inside: members of the office, and accounts that are closed."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group
from django.db import transaction

from accounts import notices
from accounts.addressee import Addressee
from accounts.models import User
from accounts.passwords import random_password
from accounts.roles import Role
from accounts.rules import can_close_account, person_called
from notifications.telling import NOWHERE, notify
from portal import personal_data


class BelongsToSomebodyElse(Exception):  # noqa: N818 - a fact, no failure of machinery
    """The user name or the e-mail is another account's."""


class StaysOpen(Exception):  # noqa: N818 - a refusal is a fact
    """The account of a member of the office is not closed by themselves."""


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


@transaction.atomic
def reset_second_factor(user: User) -> bool:
    """Take away a second factor that is lost, end all sessions, and tell the owner.

    The next sign-in asks staff for a new one.  False where there was none.
    """
    removed, _by_model = Authenticator.objects.filter(user=user).delete()
    if removed:
        for session in UserSession.objects.filter(user=user):
            session.end()
        notify(notices.SECOND_FACTOR_CHANGED, to=user, username=user.username)
    return bool(removed)


@transaction.atomic
def close(person: User) -> None:
    """Close an account for good: every app erases what it need not keep, nobody signs in again.

    The row stays, without name and address, because records of the university point to it.  A
    letter to the last address says so.  Safe to call again.  Raises StaysOpen.
    """
    person = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    if not can_close_account(person):
        raise StaysOpen(person.username)
    if not person.is_active:
        return
    last_address = Addressee.at(person.email, person)
    personal_data.erase(person)
    notify(notices.ACCOUNT_CLOSED, to=last_address, username=person.username)
    person.username = f"closed-{person.pk}"
    person.email = f"closed-{person.pk}{NOWHERE}"
    person.first_name = person.last_name = person.time_zone = ""
    person.last_login = None
    person.is_active = False
    person.set_unusable_password()
    person.save()
