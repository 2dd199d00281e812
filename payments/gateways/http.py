"""The one way out: short timeouts, no redirects, a limit on what is read, one error for all."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

import httpx

from payments.gateways.base import GatewayError

SIZE_LIMIT = 1024 * 1024
TIMEOUT = httpx.Timeout(10, connect=5)  # seconds
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """What came back.  Header names are lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def is_success(self) -> bool:
        """Whether the other side says that it did what it was asked."""
        return 200 <= self.status < 300


def is_loopback(url: str) -> bool:
    """Whether an address leads to this machine."""
    return urlsplit(url).hostname in LOOPBACK


def check_base_url(name: str, url: str) -> None:
    """Raise ValueError unless an address is a host that is reached safely."""
    parts = urlsplit(url)
    if parts.path or parts.query or not parts.hostname:
        raise ValueError(f"{name} must be a scheme and a host, without a path.")
    if parts.scheme != "https" and not is_loopback(url):
        raise ValueError(f"{name} must be https.")


class HttpClient:
    """Speaks to one host.  Safe to share between threads."""

    def __init__(self, base_url: str, *, transport: httpx.BaseTransport | None = None) -> None:
        self.base_url = base_url
        self._client = httpx.Client(
            transport=transport,
            verify=_trusted(),
            timeout=TIMEOUT,
            follow_redirects=False,
            # A payment is rare: a connection kept open would be dead when the next one comes.
            limits=httpx.Limits(max_keepalive_connections=0),
            # A proxy of the environment leads out of this machine, never to a simulator on it.
            trust_env=not is_loopback(base_url),
        )

    def send(
        self,
        method: str,
        target: str,
        *,
        headers: Mapping[str, str],
        body: bytes = b"",
        limit: int = SIZE_LIMIT,
    ) -> HttpAnswer:
        """Send one request to ``target``, a path with its query.  Raises GatewayError."""
        # What is signed must be the bytes that travel: nothing is compressed on the way.
        sent = {**headers, "Accept-Encoding": "identity"}
        url = self.base_url + target
        try:
            with self._client.stream(method, url, headers=sent, content=body) as response:
                read = _read(response, limit)
                names = {name.lower(): value for name, value in response.headers.items()}
                return HttpAnswer(response.status_code, names, read)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise GatewayError(f"{self.base_url} did not answer: {type(error).__name__}") from error


@lru_cache(maxsize=1)
def _trusted() -> ssl.SSLContext:
    """The authorities we trust; reading their list takes longer than a request."""
    return httpx.create_ssl_context()


def _read(response: httpx.Response, limit: int) -> bytes:
    read = bytearray()
    for piece in response.iter_bytes():
        read += piece
        if len(read) > limit:
            raise GatewayError(f"The answer is longer than {limit} bytes.")
    return bytes(read)
