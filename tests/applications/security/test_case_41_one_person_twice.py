"""One person twice: the same passport, the same intake."""

import pytest
from django.db import IntegrityError, transaction

from applications import lifecycle
from applications.models import Application, BasicInformation
from applications.status import Status
from applications.wizard import flow
from tests.applications.pages import address, text
from tests.factories.applications import ApplicationFactory
from tests.factories.typed import basic_information, save

pytestmark = pytest.mark.django_db
BASIC = "basic-information"
REVIEW = "pre-review"


@pytest.mark.parametrize("number", ["a01234567", "A 0123 4567", "Ａ０１２３４５６７", "A-01234567"])
def test_case_41_passport_number_is_one_however_it_is_written(client, number):
    first, second = ApplicationFactory(), ApplicationFactory()
    for application, typed in ((first, "A01234567"), (second, number)):
        save(application, BASIC, basic_information(passport_number=typed))
        BasicInformation.objects.update_or_create(
            application=application, defaults=_typed(application)
        )

    assert len(set(BasicInformation.objects.values_list("passport_number", flat=True))) == 1
    client.force_login(second.applicant)
    page = text(client.get(address(second, REVIEW)))
    assert first.reference not in page


def _typed(application):
    from applications.wizard.flow import ApplicationPaper

    form = ApplicationPaper(application).filled(flow.BASIC).form
    _judged = form.errors
    return {name: getattr(form.instance, name) for name in type(form).base_fields}


def test_case_41_same_passport_under_two_accounts_tells_neither_of_the_other(client):
    first, second = ApplicationFactory(complete=True), ApplicationFactory(complete=True)
    lifecycle.submit(first, by=first.applicant)
    client.force_login(second.applicant)

    page = text(client.post(address(second, REVIEW), {"confirm": "1"}, follow=True))

    assert Application.objects.get(pk=second.pk).status == Status.SUBMITTED
    assert first.reference not in page
    assert first.applicant.username not in page


def test_case_41_one_person_has_one_application_in_an_intake():
    first = ApplicationFactory()

    with pytest.raises(lifecycle.AlreadyApplied) as found:
        lifecycle.start(first.offering, by=first.applicant, guidelines=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        ApplicationFactory(applicant=first.applicant, intake=first.intake)

    assert found.value.application == first
