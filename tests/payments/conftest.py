"""The product, told to speak with a simulator that runs on this machine."""

import pytest

from accounts.roles import Role
from payments import checkout
from payments.gateways.base import PayerContext
from tests.factories.accounts import UserFactory
from tests.factories.payments import BillFactory
from tests.payments.fixtures import _merchant, clock, keys, merchant, sim_settings, simulator
from tests.payments.simulation import pay_in_simulator, visit

__all__ = ["_merchant", "clock", "keys", "merchant", "sim_settings", "simulator"]


@pytest.fixture
def wechat_open(settings, sim_settings, clock, merchant):
    """WeChat Pay is set up; its notifications go to ``merchant``, who hands them to the test."""
    for name, value in sim_settings.items():
        setattr(settings, name, value)
    settings.SITE_URL = merchant.url.removesuffix("/notify/wechat/")
    return merchant


@pytest.fixture
def waiting(wechat_open, db):
    """A bill with a code on the payer's screen."""
    return checkout.begin(BillFactory(), channel="wechat", payer=PayerContext())


@pytest.fixture
def pay(simulator):
    """The payer's telephone: pays an attempt at the gateway."""

    def paid(payment, **options):
        checkout = payment.checkout
        visit(checkout["kind"], checkout["url"], checkout["fields"])
        pay_in_simulator(simulator, payment, payment.channel, **options)

    return paid


@pytest.fixture
def hand_over(client, wechat_open):
    """What the gateway sent, posted to the portal."""

    def handed(notice, **changes):
        signed = {n: v for n, v in notice.headers.items() if n.startswith("wechatpay-")}
        return client.post(
            "/payments/notify/wechat/",
            notice.body,
            content_type="application/json",
            headers=signed | changes,
        )

    return handed


@pytest.fixture
def member(db):
    """Makes members of the office: ``member(Role.FINANCE)``."""

    def made(role: Role):
        return UserFactory(is_staff=True, role=role)

    return made


@pytest.fixture
def finance(member):
    return member(Role.FINANCE)
