"""Who of the office may read which applications.  Unpaid ones do not exist for anybody."""

from accounts.models import User
from applications.models import Application
from applications.models.application import ApplicationQuerySet
from applications.status import PERMISSION, Actor


def readable_by(user: User) -> ApplicationQuerySet:
    """What this person may open: officers everything paid, department readers their departments.

    Used by every page and file of the office, so that permission is the query.
    """
    settled = Application.objects.for_office()
    if not user.is_staff or not user.has_perm("applications.view_application"):
        return settled.none()
    return within_departments(settled, user)


def readable_or_own(user: User) -> ApplicationQuerySet:
    """The person's own applications, and what they read for the office."""
    return Application.objects.of(user) | readable_by(user)


def within_departments(applications: ApplicationQuerySet, user: User) -> ApplicationQuerySet:
    """Those of the departments this person reads for; reviewers read for all."""
    if user.has_perm(PERMISSION[Actor.OFFICER]):
        return applications
    departments = user.read_departments.values("department")
    return applications.filter(offering__programme__department__in=departments)
