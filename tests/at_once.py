"""Several at the same moment.  Only PostgreSQL has row locks, so only there can this be shown."""

import threading

import pytest
from django.db import connection, connections

LONG_ENOUGH = 20  # seconds; a lock that is never released would otherwise hang the run
WITH_ROW_LOCKS = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite locks the whole file, not rows."
    ),
]


def at_once(*tasks):
    """Run each in a thread with a connection of its own, all from the same moment."""
    start, errors = threading.Barrier(len(tasks)), []

    def run(task):
        try:
            start.wait(LONG_ENOUGH)
            task()
        except Exception as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(task,), daemon=True) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LONG_ENOUGH)
        assert not thread.is_alive()
    assert errors == []
