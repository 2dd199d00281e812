"""Whether a password is right: one look-up and one hash, whether there is anybody or not."""

from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest

from accounts.models import User
from accounts.rules import person_called


class PasswordBackend(AuthenticationBackend):
    """By user name or by e-mail.  allauth's own tries both and tells by its time which exists."""

    def _authenticate(self, request: HttpRequest | None, **credentials: str) -> User | None:
        login = credentials.get("email") or credentials.get("username") or ""
        person: User | None = self._check_password(person_called(login), credentials["password"])
        return person
