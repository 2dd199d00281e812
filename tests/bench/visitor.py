"""A browser of the bench: one kept connection, one session, and what it was answered."""

import gzip
import http.client
import time
from dataclasses import dataclass
from urllib.parse import urlencode

from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

_KEPT_FOR = 1.0  # seconds without a request; the server closes after two
_SECRET = "b" * 32  # the token of forms: any secret will do that is both cookie and header


@dataclass
class Answer:
    """One response."""

    status: int
    body: bytes
    headers: http.client.HTTPMessage

    @property
    def kilobytes(self) -> float:
        """How large it is on the line, where a proxy compresses."""
        return len(gzip.compress(self.body, 6)) / 1024


class Visitor:
    """Somebody who is signed in; ``application`` is what an applicant fills in."""

    def __init__(self, port, session, application=None):
        self.connection = http.client.HTTPConnection("localhost", port, timeout=60)
        self.application = application
        self.versions = {}
        self.turn = 0
        self.last = 0.0
        self.headers = {
            "Cookie": f"sessionid={session}; csrftoken={_SECRET}",
            "X-CSRFToken": _SECRET,
            "Accept-Encoding": "identity",
        }

    def get(self, path, **more):
        return self._send("GET", path, 200, **more)

    def post(self, path, form, *, expects=302, **more):
        typed = {"Content-Type": "application/x-www-form-urlencoded", **more}
        return self._send("POST", path, expects, urlencode(form, doseq=True), **typed)

    def post_with_files(self, path, form, *, expects=302, **more):
        """As a browser sends a form that has a place for a file."""
        body = encode_multipart(BOUNDARY, form)
        return self._send("POST", path, expects, body, Content_Type=MULTIPART_CONTENT, **more)

    def send(self, path, body, *, expects, **headers):
        return self._send("POST", path, expects, body, **headers)

    def _send(self, method, path, expects, body=None, **more):
        named = {name.replace("_", "-"): value for name, value in more.items()}
        if time.monotonic() - self.last > _KEPT_FOR:
            self.connection.close()  # it opens again by itself
        self.connection.request(method, path, body, self.headers | named)
        response = self.connection.getresponse()
        answer = Answer(response.status, response.read(), response.headers)
        self.last = time.monotonic()
        assert answer.status == expects, f"{method} {path}: {answer.status}, not {expects}"
        return answer
