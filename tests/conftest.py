"""What every test may rely on."""

import os

import pytest
from celery import Celery, current_app
from django.core.cache import caches


@pytest.fixture(autouse=True)
def _own_outbox(settings):
    """Mails go to our own outbox; pytest-django would swap it for a list in memory."""
    settings.EMAIL_BACKEND = "notifications.outbox.OutboxBackend"


@pytest.fixture(autouse=True)
def _fresh_cache():
    """Limits and cached rows of one test must not reach the next."""
    for cache in caches.all(initialized_only=False):
        cache.clear()


@pytest.fixture
def sent(monkeypatch):
    """What reached the broker; the broker is no part of ours."""
    tasks = []
    monkeypatch.setattr(
        current_app, "send_task", lambda name, args, **kwargs: tasks.append((name, args))
    )
    return tasks


@pytest.fixture
def dead_broker(settings, monkeypatch):
    """A queue on a port of this machine where nobody listens."""
    dead = Celery("dead", broker="redis://127.0.0.1:1/0", set_as_current=False)
    dead.conf.broker_transport_options = settings.CELERY_TASK_PUBLISH_RETRY_POLICY
    monkeypatch.setattr(current_app, "send_task", dead.send_task)


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


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Keep each ``xdist_group`` in one process.

    pytest-xdist 3.8 writes the group where pytest 9.2 no longer looks; without this every process
    would start its own product.  Does nothing once the two agree again.
    """
    for item in items:
        grouped = vars(item).get("_nodeid", item.nodeid)
        if grouped != item.nodeid:
            item._id = type(item._id).parse(grouped)
