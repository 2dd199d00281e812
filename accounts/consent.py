"""The registration agreement: accepted before there is an account, or at the next sign-in."""

from dataclasses import dataclass
from datetime import datetime

from allauth.account.adapter import get_adapter
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import Agreement, AgreementAcceptance, User

_SESSION_KEY = "agreement"


@dataclass(frozen=True)
class Consent:
    """What a visitor accepted before having an account."""

    version: int
    accepted_at: datetime
    network_address: str | None


def give(request: HttpRequest, agreement: Agreement) -> None:
    """Remember in this session that the visitor pressed Accept."""
    request.session[_SESSION_KEY] = {
        "version": agreement.version,
        "accepted_at": timezone.now().isoformat(),
        "network_address": get_adapter(request).get_client_ip(request),
    }


def given(request: HttpRequest) -> Consent | None:
    """What this visitor accepted, if anything."""
    kept = request.session.get(_SESSION_KEY)
    if not kept:
        return None
    accepted_at = datetime.fromisoformat(kept["accepted_at"])
    return Consent(kept["version"], accepted_at, kept["network_address"])


def is_missing(request: HttpRequest) -> bool:
    """Whether the version in force has still to be accepted."""
    agreement = Agreement.current()
    consent = given(request)
    return agreement is not None and (consent is None or consent.version != agreement.version)


def record(request: HttpRequest, user: User) -> None:
    """Write down what the new account accepted: version, time and network address."""
    consent = given(request)
    if consent is None:
        return
    agreement = Agreement.objects.filter(version=consent.version).first()
    if agreement is None:
        return
    AgreementAcceptance.objects.create(
        user=user,
        agreement=agreement,
        accepted_at=consent.accepted_at,
        network_address=consent.network_address,
    )
    del request.session[_SESSION_KEY]


def is_due(user: User) -> bool:
    """Whether this applicant has yet to accept the version in force.

    Members of the office are appointed; they register for nothing.
    """
    agreement = Agreement.current()
    if agreement is None or user.is_staff:
        return False
    return not AgreementAcceptance.objects.filter(user=user, agreement=agreement).exists()


def renew(request: HttpRequest, user: User, agreement: Agreement) -> None:
    """Write down that this person accepted a new version just now."""
    address = get_adapter(request).get_client_ip(request)
    AgreementAcceptance.objects.get_or_create(
        user=user, agreement=agreement, defaults={"network_address": address}
    )
