"""What every test may rely on."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _own_outbox(settings):
    """Mails go to our own outbox; pytest-django would swap it for a list in memory."""
    settings.EMAIL_BACKEND = "notifications.outbox.OutboxBackend"


@pytest.fixture(autouse=True)
def _fresh_cache():
    """Limits and cached rows of one test must not reach the next."""
    cache.clear()
