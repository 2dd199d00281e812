"""Counts what a block asks the database."""

from collections import Counter
from contextlib import contextmanager

from django.db import connection

_OF_THE_TRANSACTION = ("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK")


@contextmanager
def counted():
    """The statements of the block with their parameters, each with how often it was sent."""
    seen = Counter()

    def count(execute, sql, params, many, context):
        if not sql.startswith(_OF_THE_TRANSACTION):
            seen[sql, str(params)] += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        yield seen


def repeated(seen):
    """What was asked more than once."""
    return [sql for (sql, _params), times in seen.items() if times > 1]
