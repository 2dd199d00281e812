"""The members of the invented admissions office: one in each role."""

from typing import NamedTuple

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group

from accounts.models import Agreement, User
from accounts.roles import Role
from applications.models import Department, DepartmentReader


class Colleague(NamedTuple):
    """One member of the office."""

    username: str
    first_name: str
    last_name: str
    role: Role


OFFICE = (
    Colleague("zhou", "Min", "Zhou", Role.OFFICER),
    Colleague("liu", "Jian", "Liu", Role.DEPARTMENT_READER),
    Colleague("wang", "Fang", "Wang", Role.FINANCE),
    Colleague("admin", "Lei", "Chen", Role.ADMINISTRATOR),
)
READS_FOR = "CSE"


def make_office(password: str) -> dict[Role, User]:
    """Write the colleagues, with this password, and return them by role."""
    found = {}
    for colleague in OFFICE:
        user = make_user(
            colleague.username,
            f"{colleague.username}@jialing.example",
            password,
            first_name=colleague.first_name,
            last_name=colleague.last_name,
            is_staff=True,
            language="zh-hans",
        )
        user.groups.add(Group.objects.get(name=colleague.role.value))
        found[colleague.role] = user
    DepartmentReader.objects.get_or_create(
        user=found[Role.DEPARTMENT_READER], department=Department.objects.get(code=READS_FOR)
    )
    return found


def make_user(username: str, email: str, password: str, **more: object) -> User:
    """An activated account that accepted the agreement; the password is set anew each time."""
    user, _created = User.objects.update_or_create(
        username=username, defaults={"email": email, **more}
    )
    user.set_password(password)
    user.save()
    EmailAddress.objects.update_or_create(
        user=user, email=email, defaults={"primary": True, "verified": True}
    )
    agreement = Agreement.current()
    if agreement and not user.is_staff:
        user.acceptances.get_or_create(agreement=agreement)
    return user
