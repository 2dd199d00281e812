"""People for tests: applicants unless a trait gives them a role."""

import factory
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import Group
from django.utils import timezone

from accounts.models import Agreement, User
from accounts.roles import Role

PASSWORD = "Kt7-river-Moon"


def in_role(role):
    """A trait: a member of the office with this role."""
    return factory.Trait(is_staff=True, role=role)


class UserFactory(factory.django.DjangoModelFactory):
    """Somebody who has activated the account and signs in with ``PASSWORD``.

    ``activated=False``: the e-mail still waits to be confirmed.  Staff have an authenticator,
    unless ``second_factor=False``.
    """

    class Meta:
        model = User

    class Params:
        officer = in_role(Role.OFFICER)
        department_reader = in_role(Role.DEPARTMENT_READER)
        finance = in_role(Role.FINANCE)
        administrator = in_role(Role.ADMINISTRATOR)

    username = factory.Sequence(lambda number: f"person{number}")
    email = factory.LazyAttribute(lambda person: f"{person.username}@mail.example")
    password = factory.django.Password(PASSWORD)
    role = None
    activated = True
    second_factor = factory.SelfAttribute("is_staff")
    is_staff = False

    @classmethod
    def _create(cls, model_class, *args, role, activated, second_factor, **kwargs):
        user = super()._create(model_class, *args, **kwargs)
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=activated)
        if second_factor:
            TOTP.activate(user, generate_totp_secret())
        if role:
            user.groups.add(Group.objects.get(name=role.value))
        return user


class AgreementFactory(factory.django.DjangoModelFactory):
    """A version of the registration agreement in force."""

    class Meta:
        model = Agreement

    version = factory.Sequence(lambda number: number + 1)
    published_at = factory.LazyFunction(timezone.now)
    text_en = "You are who you say you are."
    text_zh = "您保证所填身份真实。"
