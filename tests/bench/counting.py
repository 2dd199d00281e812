"""Counts the statements of a request, if the bench asks for it by a header."""

from tests.counting import counted

ASKED = "HTTP_X_COUNT_QUERIES"


class CountQueries:
    """Answers with ``X-Queries``: how many there were, and how many of them had been sent before
    with the same parameters."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if ASKED not in request.META:
            return self.get_response(request)
        with counted() as seen:
            response = self.get_response(request)
        response["X-Queries"] = f"{seen.total()} {seen.total() - len(seen)}"
        return response
