"""Many bills that wait, and what WeChat would say of each: for the soak and the bench."""

import json
import random
from datetime import UTC, datetime
from pathlib import Path

from django.utils import timezone

from payments.numbers import PAYMENT, new_number
from payments.simulator.keys import make_keys, settings_of
from tests.payments.simulation import notice_of, payment_of
from tests.production import run

# Nobody listens there: what is measured is only what comes in.
_NOWHERE = 9
_OPEN = """
import json, sys
import django
django.setup()
from tests.payments.crowd import open_orders
print(json.dumps([[order.number, order.fen] for order in open_orders(int(sys.argv[1]))]))
"""


class Order:
    """What a notice needs to know of an attempt."""

    def __init__(self, number, fen):
        self.number, self.fen = number, fen


class Gateway:
    """Signs as WeChat does, with the simulator's keys in this folder."""

    def __init__(self, folder: Path):
        self.ring = make_keys(folder)
        self.settings = settings_of(self.ring, folder, port=_NOWHERE)

    def notice(self, order):
        """Headers and body of one notification, signed at this moment."""
        content = payment_of(
            self.ring, order, transaction_id=f"4200{order.number.removeprefix('AF'):0>24}"
        )
        notice = notice_of(self.ring, content, now=datetime.now(UTC))
        return {**notice.headers, "content-type": "application/json"}, notice.body


def shuffled(orders, count, seed):
    """Every order at least once, the rest of ``count`` again, in any order."""
    rng = random.Random(seed)
    sent = [*orders, *rng.choices(orders, k=count - len(orders))]
    rng.shuffle(sent)
    return sent


def open_orders(count):
    """Write down bills with an attempt each, as they stand before anybody pays."""
    from payments.models import Bill, Payment
    from tests.factories.accounts import UserFactory
    from tests.factories.payments import BillFactory, PaymentFactory

    bills = Bill.objects.bulk_create(BillFactory.build_batch(count, payer=UserFactory()))
    made = Payment.objects.bulk_create(
        PaymentFactory.build(bill=bill, number=new_number(PAYMENT, timezone.now()))
        for bill in bills
    )
    return [Order(payment.number, payment.fen) for payment in made]


def open_orders_there(told, count):
    """The same in the installation that ``told`` names."""
    said = run(["python", "-c", _OPEN, str(count)], told)
    return [Order(*row) for row in json.loads(said.splitlines()[-1])]
