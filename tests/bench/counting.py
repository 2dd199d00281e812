"""Counts the statements of a request, if the bench asks for it by a header."""

from collections import Counter

from django.db import connection

ASKED = "HTTP_X_COUNT_QUERIES"
_OF_THE_TRANSACTION = ("SAVEPOINT", "RELEASE", "ROLLBACK")


class CountQueries:
    """Answers with ``X-Queries``: how many there were, and how many of them with a text that
    had been sent before."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if ASKED not in request.META:
            return self.get_response(request)
        seen = Counter()

        def count(execute, sql, params, many, context):
            if not sql.startswith(_OF_THE_TRANSACTION):
                seen[sql, str(params)] += 1
            return execute(sql, params, many, context)

        with connection.execute_wrapper(count):
            response = self.get_response(request)
        response["X-Queries"] = f"{seen.total()} {seen.total() - len(seen)}"
        return response
