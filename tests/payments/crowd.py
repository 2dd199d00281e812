"""Many bills that wait, and what WeChat would say of each: for the soak and the bench."""

import json
import os
import random
from datetime import UTC, datetime
from pathlib import Path

from payments.simulator.keys import make_keys, settings_of
from tests.payments.simulation import notice_of, payment_of

# Nobody listens there: what is measured is only what comes in.
_NOWHERE = 9
_ROWS = """
import json, sys
import django
django.setup()
from payments.models import Bill, Payment
from tests.factories.accounts import UserFactory
from tests.factories.payments import BillFactory, PaymentFactory

payer = UserFactory()
bills = Bill.objects.bulk_create(BillFactory.build_batch(int(sys.argv[1]), payer=payer))
paid = Payment.objects.bulk_create(PaymentFactory.build(bill=bill) for bill in bills)
print(json.dumps([[payment.number, payment.fen] for payment in paid]))
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


def make_orders(run, told, count):
    """Write bills with attempts into the installation that ``told`` names."""
    said = run(["python", "-c", _ROWS, str(count)], told | {"PYTHONPATH": os.fspath(Path.cwd())})
    return [Order(*row) for row in json.loads(said.splitlines()[-1])]
