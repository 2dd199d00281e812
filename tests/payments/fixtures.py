"""Fixtures around one simulator in a thread, with a clock that each test may move.

A conftest takes them by importing their names.
"""

from datetime import timedelta

import pytest

from payments.simulator.keys import make_keys, settings_of
from tests.payments.simulation import (
    Clock,
    Merchant,
    browser,
    config_of,
    gateway_of,
    new_slip,
    open_attempt,
    running_simulator,
)

PACE = 0.001  # the first retry of a notification comes after 15 ms

__all__ = [
    "_merchant",
    "client",
    "clock",
    "config",
    "keys",
    "merchant",
    "opened",
    "sim_settings",
    "simulator",
    "slip",
    "wechat",
]

_clock = Clock()


@pytest.fixture
def clock():
    _clock.ahead = timedelta()
    return _clock


@pytest.fixture(scope="session")
def keys(tmp_path_factory):
    """The folder of a simulator's key material."""
    folder = tmp_path_factory.mktemp("simulator")
    make_keys(folder)
    return folder


@pytest.fixture(scope="session")
def simulator(keys):
    with running_simulator(keys, clock=_clock, pace=PACE) as running:
        yield running


@pytest.fixture(scope="session")
def sim_settings(simulator, keys):
    """What the product must be told to speak with the simulator."""
    return settings_of(simulator.ring, keys, port=simulator.port)


@pytest.fixture(scope="session")
def config(simulator, keys):
    return config_of(simulator, keys)


@pytest.fixture(scope="session")
def _merchant():
    with Merchant() as merchant:
        yield merchant


@pytest.fixture
def merchant(_merchant, simulator):
    """Takes every notification, unless it is told to refuse."""
    with simulator.store.changing():
        for delivery in simulator.store.deliveries.values():
            delivery.due_at = None  # what an earlier test refused does not come to this one
    _merchant.refusals, _merchant.reply = 0, None
    while not _merchant.received.empty():
        _merchant.received.get()
    return _merchant


@pytest.fixture(scope="session")
def client():
    """A browser, or a merchant's program."""
    return browser()


@pytest.fixture
def wechat(config, clock):
    return gateway_of(config, clock)


@pytest.fixture
def slip(clock):
    return new_slip(clock)


@pytest.fixture
def opened(wechat, slip, merchant):
    """An attempt that waits to be paid."""
    open_attempt(wechat, slip, merchant)
    return slip
