"""What is held on a person here: the account, its addresses, sessions and second factor."""

from collections.abc import Sequence

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.utils.translation import gettext as _

from accounts.models import AgreementAcceptance, User
from portal.personal_data import Held, row

# What opens an account is no reading matter.
_SECRETS = ("password", "session_key", "data")


def held(person: User) -> Held:
    """The account without what opens it."""
    accepted = AgreementAcceptance.objects.filter(user=person).select_related("agreement")
    return Held(
        {
            "account": row(person, *_SECRETS),
            "email_addresses": [row(one) for one in EmailAddress.objects.filter(user=person)],
            "accepted": [{"version": one.agreement.version, **row(one)} for one in accepted],
            "second_factor": [
                row(one, *_SECRETS) for one in Authenticator.objects.filter(user=person)
            ],
            "signed_in": [row(one, *_SECRETS) for one in UserSession.objects.filter(user=person)],
        }
    )


def parting(person: User) -> Sequence[str]:
    """What goes with the account itself."""
    return (
        _("Your name, e-mail, password, second factor and notices are erased."),
        _("You are signed out everywhere, and nobody can sign in to this account again."),
    )


def erase(person: User) -> None:
    """Remove addresses, sessions and second factor.  The account's own row is ``close``'s."""
    for session in UserSession.objects.filter(user=person):
        session.end()
    EmailAddress.objects.filter(user=person).delete()
    Authenticator.objects.filter(user=person).delete()
    AgreementAcceptance.objects.filter(user=person).update(network_address=None)
