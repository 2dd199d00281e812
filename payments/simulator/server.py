"""The HTTP server, on the loopback address only, and the simulator as a whole."""

import logging
import threading
from collections.abc import Callable
from datetime import datetime
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Protocol

from payments.simulator import alipay_words, icbc_words
from payments.simulator.alipay import CODE, DOWNLOAD, GATEWAY, Alipay
from payments.simulator.cashier import Cashier
from payments.simulator.counter import Counter
from payments.simulator.exchange import Answer, Request, utc_now
from payments.simulator.icbc import Icbc
from payments.simulator.keys import KeyRing, add_platform_key, make_keys
from payments.simulator.mischief import Mischief
from payments.simulator.notify import Notifier
from payments.simulator.store import Delivery, Store
from payments.simulator.till import Till
from payments.simulator.wechat import WeChat, compose

logger = logging.getLogger("payments.simulator")

HOST = "127.0.0.1"
LONGEST_BODY = 64 * 1024
LONGEST_READ = 1024 * 1024


class Desk(Protocol):
    """Whoever answers requests."""

    def answer(self, request: Request) -> Answer:
        """Answer one."""


class Simulator:
    """A running simulator.  Port 0 takes a free one; ``clock`` and ``pace`` are for tests."""

    def __init__(
        self,
        folder: Path,
        *,
        port: int = 0,
        clock: Callable[[], datetime] = utc_now,
        notify_timeout: float = 5,
        pace: float = 1,
    ) -> None:
        self._stopping = threading.Event()
        self.mischief = Mischief()
        self._server = ThreadingHTTPServer((HOST, port), partial(Handler, self._answer))
        self._server.daemon_threads = True
        self._thread: threading.Thread | None = None
        self.port = self._server.server_port
        self.url = f"http://{HOST}:{self.port}"
        self.store = Store(folder / "state.json")

        self.notifier = Notifier(
            self.store,
            self._composed,
            self._accepts,
            clock=clock,
            mischief=self.mischief,
            timeout=notify_timeout,
            pace=pace,
        )
        self._till = till = Till(
            make_keys(folder), self.store, self.notifier, clock, self.url, self.mischief
        )
        self._folder = folder
        self._wechat, self._counter = WeChat(till), Counter(till)
        self._alipay, self._icbc, self._cashier = Alipay(till), Icbc(till), Cashier(till)

    @property
    def ring(self) -> KeyRing:
        """The keys it has now; another one after ``rotate``."""
        return self._till.ring

    def rotate(self) -> None:
        """From now on WeChat signs with a key of which the merchant may not know yet."""
        self._till.ring = add_platform_key(self._folder)

    def serve_forever(self) -> None:
        """Serve until ``stop`` is called from another thread."""
        self.notifier.start()
        self._server.serve_forever(poll_interval=0.05)

    def start(self) -> "Simulator":
        """Serve in a thread."""
        self._thread = threading.Thread(target=self.serve_forever, name="simulator", daemon=True)
        self._thread.start()
        return self

    def stop(self) -> None:
        """End, and give the port back."""
        self._stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self.notifier.stop()
        if self._thread:
            self._thread.join()

    def _answer(self, request: Request) -> Answer:
        path = request.path
        if path.startswith(("/v3/", "/api/", GATEWAY)):
            self._stopping.wait(self.mischief.slow)
        if path == "/rotate" and request.method == "POST":
            self.rotate()
            return Answer(303, headers={"Location": "/"})
        if path in {GATEWAY, DOWNLOAD, CODE}:
            return self._alipay.answer(request)
        desks: tuple[tuple[str, Desk], ...] = (
            ("/v3/", self._wechat),
            ("/ui/", self._icbc),
            ("/api/", self._icbc),
            ("/cashier", self._cashier),
            ("/alipay/", self._cashier),
            ("/icbc/", self._cashier),
        )
        desk = next((desk for start, desk in desks if path.startswith(start)), self._counter)
        return desk.answer(request)

    def _composed(self, delivery: Delivery) -> tuple[dict[str, str], bytes]:
        if delivery.channel == "alipay":
            return alipay_words.compose(self._till, delivery)
        if delivery.channel == "icbc":
            return icbc_words.compose(self._till, delivery)
        return compose(self.ring, self.store, delivery, now=self._till.clock())

    def _accepts(self, delivery: Delivery, status: int, said: bytes) -> bool:
        if delivery.channel == "alipay":
            return alipay_words.accepts(status, said)
        if delivery.channel == "icbc":
            return icbc_words.accepts(self._till, delivery, status, said)
        return 200 <= status < 300


class Handler(BaseHTTPRequestHandler):
    """Turns bytes into a Request and an Answer into bytes."""

    protocol_version = "HTTP/1.1"
    server_version = "PaymentSimulator"
    timeout = 30
    wbufsize = -1  # headers and body leave together; apart, they wait for each other

    def __init__(self, answer: Callable[[Request], Answer], *args: object) -> None:
        self._answer = answer
        super().__init__(*args)  # type: ignore[arg-type]  # socketserver hands them through

    def do_GET(self) -> None:
        """Answer a GET."""
        self._send(self._answered(b""))

    def do_POST(self) -> None:
        """Answer a POST."""
        said = self.headers.get("Content-Length", "")
        length = int(said) if said.isdecimal() else 0
        # What is too long is read as far as is decent: who still sends would not hear the answer.
        body = self.rfile.read(min(length, LONGEST_READ))
        if length <= LONGEST_BODY:
            self._send(self._answered(body))
            return
        self.close_connection = True
        self._send(Answer.of({"code": "PARAM_ERROR", "message": "The body is too long."}, 413))

    def log_message(self, *args: object) -> None:
        """Say nothing: the notifications, which are logged, tell enough."""

    def _answered(self, body: bytes) -> Answer:
        names = {name.lower(): value for name, value in self.headers.items()}
        try:
            return self._answer(Request(self.command, self.path, names, body))
        except Exception:
            logger.exception("%s %s failed", self.command, self.path)
            return Answer.of({"code": "SYSTEM_ERROR", "message": "The simulator failed."}, 500)

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.status != 204:
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)
