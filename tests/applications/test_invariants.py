"""What must never be is refused by the database itself, whoever asks."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from applications.models import Application, StepDraft
from applications.status import REVIEWED, FeeBasis, Status
from payments.models import Bill, Payment
from tests.factories.accounts import UserFactory
from tests.factories.applications import ApplicationFactory
from tests.factories.payments import BillFactory, PaymentFactory

pytestmark = pytest.mark.django_db


def refuses(write):
    with pytest.raises(IntegrityError), transaction.atomic():
        write()


@pytest.mark.parametrize("reviewed", sorted(REVIEWED))
def test_no_review_status_without_a_settled_fee(reviewed):
    application = ApplicationFactory()

    refuses(lambda: Application.objects.filter(pk=application.pk).update(status=reviewed))


def test_a_settled_fee_has_a_basis_and_a_basis_has_a_time():
    application = Application.objects.filter(pk=ApplicationFactory().pk)

    refuses(lambda: application.update(fee_settled_at=timezone.now()))
    refuses(lambda: application.update(fee_basis=FeeBasis.PAID))
    refuses(lambda: application.update(fee_settled_at=timezone.now(), fee_basis="gift"))


def test_a_status_is_one_of_the_table():
    application = ApplicationFactory()

    refuses(lambda: Application.objects.filter(pk=application.pk).update(status="lost"))


def test_one_live_application_per_person_and_intake():
    first = ApplicationFactory()

    refuses(
        lambda: ApplicationFactory(
            applicant=first.applicant, intake=first.intake, offering=first.offering
        )
    )


def test_a_closed_application_leaves_room_for_another():
    first = ApplicationFactory(status=Status.WITHDRAWN)

    second = ApplicationFactory(
        applicant=first.applicant, intake=first.intake, offering=first.offering
    )

    assert second.status == Status.DRAFT


def test_one_draft_per_step():
    application = ApplicationFactory()
    StepDraft.objects.create(application=application, step="study-plan")

    refuses(lambda: StepDraft.objects.create(application=application, step="study-plan"))


def test_a_transaction_of_a_gateway_counts_once():
    first, second = PaymentFactory(paid=True), PaymentFactory()

    refuses(
        lambda: Payment.objects.filter(pk=second.pk).update(
            channel=first.channel, transaction_id=first.transaction_id
        )
    )


def test_a_paid_payment_says_when_and_by_which_transaction():
    payment = Payment.objects.filter(pk=PaymentFactory().pk)

    refuses(lambda: payment.update(status="paid"))
    refuses(lambda: payment.update(status="paid", paid_at=timezone.now()))


def test_a_bill_is_about_money_and_settled_exactly_when_it_says_so():
    bill = Bill.objects.filter(pk=BillFactory().pk)

    refuses(lambda: bill.update(fen=0))
    refuses(lambda: bill.update(status="paid"))
    refuses(lambda: bill.update(settled_at=timezone.now()))


@pytest.mark.parametrize("field", ["username", "email"])
def test_names_and_addresses_are_unique_without_regard_to_case(field):
    somebody = UserFactory()
    other = UserFactory()

    refuses(
        lambda: User.objects.filter(pk=other.pk).update(**{field: getattr(somebody, field).upper()})
    )
