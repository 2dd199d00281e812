"""Questions about people that write nothing."""

from accounts.models import User


def person_called(login: str) -> User | None:
    """Whose user name or e-mail this is.  A user name has no @, so there is no doubt which."""
    wanted = login.strip()
    if "\x00" in wanted:  # which no database looks for
        return None
    by = {"email__iexact": wanted} if "@" in wanted else {"username__iexact": wanted}
    return User.objects.filter(**by).first()


def can_close_account(person: User) -> bool:
    """Applicants close their own; whoever decided on applications stays known by name."""
    return not person.is_staff
