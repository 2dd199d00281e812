"""Work is started after the commit, and a dead broker never makes anything fail."""

import pytest
from django.db import transaction

from portal.queue import enqueue


@pytest.mark.django_db(transaction=True)
def test_task_is_sent_after_the_commit(sent):
    with transaction.atomic():
        enqueue("notifications.tasks.deliver", 7)
        assert sent == []

    assert sent == [("notifications.tasks.deliver", (7,))]


@pytest.mark.django_db(transaction=True)
def test_nothing_is_sent_when_the_transaction_fails(sent):
    with transaction.atomic():
        enqueue("notifications.tasks.deliver", 7)
        transaction.set_rollback(True)

    assert sent == []


@pytest.mark.usefixtures("dead_broker")
@pytest.mark.django_db(transaction=True)
def test_dead_broker_is_logged_and_not_raised(caplog):
    enqueue("notifications.tasks.deliver", 7)

    assert "queue_unreachable" in caplog.text
