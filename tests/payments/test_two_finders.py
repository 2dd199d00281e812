"""Where the office wants it, two people of finance find the same transfer before it counts."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.roles import Role
from notifications.models import Mail
from payments.models import Payment
from payments.status import BillStatus, PaymentStatus, RemittanceState
from tests.factories.payments import RemittanceFactory
from tests.payments.test_transfers import TODAY, seen

pytestmark = pytest.mark.django_db


@pytest.fixture
def slip(settings):
    settings.TRANSFER_SECOND_PERSON = True
    return RemittanceFactory()


@pytest.fixture
def two(member):
    return member(Role.FINANCE), member(Role.FINANCE)


def test_transfer_counts_when_a_second_person_has_found_the_same(slip, two):
    first, second = two

    for _ in range(2):
        seen(slip, first)
    assert (slip.state, slip.found_by) == (RemittanceState.WAITING, first)
    assert Payment.objects.get().status == PaymentStatus.WAITING
    assert not Mail.objects.exists()

    seen(slip, second)
    assert (slip.state, slip.found_by, slip.decided_by) == (
        RemittanceState.CONFIRMED,
        first,
        second,
    )
    assert slip.payment.bill.status == BillStatus.PAID


@pytest.mark.parametrize(
    "other", [{"fen": 79_000}, {"reference": "B-2"}, {"value_date": TODAY() - timedelta(days=1)}]
)
def test_who_finds_something_else_is_the_first_to_find_it(slip, two, other):
    first, second = two

    seen(slip, first)
    seen(slip, second, **other)
    assert (slip.state, slip.found_by) == (RemittanceState.WAITING, second)
    assert Payment.objects.get().status == PaymentStatus.WAITING

    seen(slip, first, **other)
    assert slip.state != RemittanceState.WAITING


def test_one_person_is_enough_where_the_office_says_so(slip, two, settings):
    settings.TRANSFER_SECOND_PERSON = False

    seen(slip, two[0])

    assert slip.state == RemittanceState.CONFIRMED


def test_first_and_second_are_told_what_came_of_it(client, slip, two):
    confirm = reverse("admin:payments_remittance_verb", args=[slip.pk, "confirm"])
    typed = {"fen": "800.00", "value_date": str(TODAY()), "reference": "B-1"}

    client.force_login(two[0])
    noted = client.post(confirm, typed, follow=True).content.decode()
    client.force_login(two[1])
    shown = client.get(confirm).content.decode()
    decided = client.post(confirm, typed, follow=True).content.decode()

    assert "It counts when somebody else of finance has found the same." in noted
    assert f"{two[0]} has found ¥800.00" in shown
    assert "The slip is decided." in decided
