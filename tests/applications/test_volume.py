"""Applications by the thousand, of which nothing is due."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone
from django.utils.module_loading import import_string

from applications.demo.volume import NAME
from applications.models import Application, EducationRecord, StatusChange
from applications.status import Status
from notifications.models import InboxItem, Mail
from payments.models import Payment
from tests.factories.applications import ApplicationFactory
from tests.factories.payments import PaymentFactory

pytestmark = pytest.mark.django_db
LONG_AGO = timezone.now() - timedelta(days=10)  # papers older than a week are not swept


@pytest.fixture
def grow():
    """Grow to so many applications, from two that the office has."""
    queued = ApplicationFactory(status=Status.QUEUED, complete=True)
    PaymentFactory(bill=queued.bill, paid=True)
    admitted = ApplicationFactory(status=Status.ADMITTED, intake__fee_fen=0)
    StatusChange.objects.create(
        application=admitted, move="admit", source="in_review", target="admitted", at=LONG_AGO
    )
    return lambda count: call_command("demo", "--force", "--applications", str(count), verbosity=0)


def clones():
    return Application.objects.filter(applicant__username__startswith=NAME)


def test_volume_clones_people_money_answers_and_history(grow):
    grow(12)

    assert Application.objects.count() == 12
    assert {one.status for one in clones()} == {Status.QUEUED, Status.ADMITTED}
    one = clones().filter(status=Status.QUEUED).first()
    assert one.basic_information.passport_number.startswith("V")
    assert one.bill.payer == one.applicant
    assert Payment.objects.filter(bill=one.bill).count() == 1
    assert EducationRecord.objects.filter(application=one).count() == 2
    assert not one.applicant.has_usable_password()
    assert clones().filter(status=Status.ADMITTED).first().changes.count() == 1


def test_volume_grows_further_and_never_twice(grow):
    grow(5)
    grow(9)
    grow(9)

    assert Application.objects.count() == 9
    assert ApplicationFactory().pk > clones().order_by("-pk").first().pk


def test_volume_gives_the_sweeps_of_tomorrow_nothing_to_do(grow):
    grow(20)
    before = list(clones().order_by("pk").values_list("pk", "status"))

    with time_machine.travel(timezone.now() + timedelta(days=1), tick=True):
        for job in settings.CELERY_BEAT_SCHEDULE.values():
            import_string(job["task"])()

    assert list(clones().order_by("pk").values_list("pk", "status")) == before
    assert not Mail.objects.filter(recipient__startswith=NAME).exists()
    assert not InboxItem.objects.filter(user__username__startswith=NAME).exists()
    assert not clones().filter(changes__paper__isnull=False).exists()


def test_volume_needs_something_to_clone():
    ApplicationFactory()

    with pytest.raises(CommandError, match="no application to clone"):
        call_command("demo", "--force", "--applications", "5", verbosity=0)
