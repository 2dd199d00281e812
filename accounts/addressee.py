"""Whom a letter about an account goes to, where that is not the address of the account."""

from dataclasses import dataclass

from accounts.models import User


@dataclass
class Addressee:
    """A person at an address that is not, or no longer, the one of the account."""

    pk: int
    username: str
    full_name: str
    language: str
    email: str

    @classmethod
    def at(cls, email: str, person: User) -> "Addressee":
        """This person, at that address."""
        return cls(person.pk, person.username, person.get_full_name(), person.language, email)

    def get_full_name(self) -> str:
        """The name to greet with."""
        return self.full_name
