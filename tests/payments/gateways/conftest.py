"""Gateways that speak to a simulator."""

import pytest

from tests.payments.fixtures import *  # noqa: F403
from tests.payments.simulation import ScriptedWeChat, gateway_of, pay_in_simulator


@pytest.fixture
def pay(simulator):
    """Pay an attempt, as a phone would, and lose the notification."""

    def paid(slip):
        pay_in_simulator(simulator, slip, lose="1")

    return paid


@pytest.fixture
def scripted(config, clock, simulator):
    """A gateway that hears one answer to everything."""

    def answered(content=None, **options):
        transport = ScriptedWeChat(simulator.ring, clock, content, **options)
        return gateway_of(config, clock, transport=transport)

    return answered
