"""Work is started by name, after the commit."""

from collections.abc import Callable

import structlog
from celery import current_app
from django.db import transaction

log = structlog.get_logger(__name__)


def enqueue(task: str, *args: int | str) -> None:
    """Ask a worker to run ``task`` once the transaction has committed.

    A dead broker is logged and never raised: the rows are the truth, and a sweep finds what is due.
    """
    transaction.on_commit(_sender(task, args), robust=True)


def _sender(task: str, args: tuple[int | str, ...]) -> Callable[[], None]:
    def send() -> None:
        try:
            current_app.send_task(task, args=args, retry=False)
        except Exception:
            log.exception("queue_unreachable", task=task)

    return send
