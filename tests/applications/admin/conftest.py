"""Members of the office at their desk, and applications with a name."""

from datetime import date

import pytest
from django.urls import reverse

from applications.models import BasicInformation
from applications.status import Status
from tests.factories.accounts import UserFactory
from tests.factories.applications import ApplicationFactory

ROLES = ("officer", "department_reader", "finance", "administrator")


@pytest.fixture
def sign_in(client, db):
    """``sign_in("officer")`` makes one, signs them in and returns them."""

    def sign_in(role):
        person = UserFactory(**{role: True}) if role else UserFactory()
        client.force_login(person)
        return person

    return sign_in


@pytest.fixture
def officer(sign_in):
    """An officer, signed in."""
    return sign_in("officer")


@pytest.fixture
def administrator(sign_in):
    """An administrator, signed in."""
    return sign_in("administrator")


@pytest.fixture
def applied(db):
    """``applied(Status.QUEUED)``: an application of Adaeze, whose first step is filled in."""

    def applied(status=Status.QUEUED, surname="Okonkwo", number="A01234567", **fields):
        application = ApplicationFactory(status=status, **fields)
        BasicInformation.objects.filter(application=application).delete()
        BasicInformation.objects.create(
            application=application,
            passport_surname=surname,
            passport_given_names="Adaeze Ngozi",
            gender="F",
            date_of_birth=date(2001, 5, 14),
            birth_country="NG",
            birth_place="Ibadan",
            nationality="NG",
            passport_type="ordinary",
            passport_number=number,
            passport_expiry_date=date(2031, 8, 14),
            native_language="en",
            marital_status="single",
            highest_education="bachelor",
            occupation="student",
            employer_or_school="University of Ibadan",
            in_china_now=False,
            been_in_china=False,
        )
        return application

    return applied


@pytest.fixture
def queue_url():
    return reverse("admin:applications_application_changelist")


def one_url(application):
    """The page of an application."""
    return reverse("admin:applications_application_change", args=[application.pk])


def move_url(application, name):
    """The page of a move."""
    return reverse("admin:applications_application_move", args=[application.pk, name])


def prepare_url(application):
    """The page on which a decision is prepared."""
    return reverse("admin:applications_application_prepare", args=[application.pk])


def release_url(application):
    """The page on which the prepared decision is released."""
    return reverse("admin:applications_application_release", args=[application.pk])
