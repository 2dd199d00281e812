"""The simulator's own tests."""

from tests.payments.fixtures import *  # noqa: F403
