"""What anybody may ask for by naming a person.  A worker looks whether there is such a person.

The page that takes the wish knows nothing, so that neither its words nor its time can tell.
"""

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.internal.flows.email_verification import (
    consume_email_verification_rate_limit,
)
from allauth.account.models import EmailAddress
from allauth.account.utils import has_verified_email, user_pk_to_url_str
from allauth.core.internal import ratelimit
from django.contrib.auth.models import AbstractBaseUser

from accounts.models import User
from accounts.rules import person_called
from portal.queue import enqueue


def reset_link(login: str) -> None:
    """Ask a worker for the mail with which a forgotten password is replaced."""
    enqueue("accounts.tasks.mail_reset_link", login)


def activation(login: str) -> None:
    """Ask a worker for the activation mail."""
    enqueue("accounts.tasks.mail_activation", login)


def mail_reset_link(login: str) -> None:
    """Mail the link to the person of this name, if there is one; some an hour and no more."""
    person = person_called(login)
    if person is None or not person.is_active or not _may_be_mailed("reset_mail", person):
        return
    words = {
        "uid": user_pk_to_url_str(person),
        "key": default_token_generator.make_token(person),
    }
    get_adapter().send_password_reset_mail(person, person.email, words)


def mail_activation(login: str) -> None:
    """Mail the activation link to the person of this name, if there is somebody to activate."""
    person = person_called(login)
    if person is not None and person.is_active and not has_verified_email(person):
        mail_activation_link(person)


def mail_activation_link(person: User) -> None:
    """The link for the address as it is now; a second mail within three minutes is not sent."""
    address, _created = EmailAddress.objects.get_or_create(
        user=person, email=person.email.lower(), defaults={"primary": True}
    )
    if consume_email_verification_rate_limit(None, address.email):
        address.send_confirmation()


def _may_be_mailed(action: str, person: AbstractBaseUser) -> bool:
    usage = ratelimit.consume(
        None, app="allauth.account", action=action, key=f"person:{person.pk}", limit_get=True
    )
    return usage is not None
