"""What every test may rely on."""

import os

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


@pytest.fixture(scope="session")
def pdf_engine():
    """What makes papers; skips where this machine cannot, fails where everything has to run."""
    try:
        from portal import pdf_engine
    except OSError:
        if os.environ.get("REQUIRE_SERVICES") == "1":
            pytest.fail("Pango is not installed.")
        pytest.skip("Pango is not installed.")
    return pdf_engine
