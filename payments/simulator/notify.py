"""Tells the merchant, again and again, until a notification is accepted."""

import logging
import threading
import uuid
from collections.abc import Callable
from datetime import datetime
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

from payments.simulator.exchange import leads_here, rfc3339
from payments.simulator.mischief import Mischief, forged
from payments.simulator.store import Delivery, Store, Try

logger = logging.getLogger("payments.simulator")

# Seconds between one try and the next: WeChat Pay has fifteen retries within a day, Alipay seven,
# ICBC three within ten minutes.
CADENCE = (15, 15, 30, 180, 600, 1200, *(1800,) * 3, 3600, *(10800,) * 3, *(21600,) * 2)
CADENCES = {
    "wechat": CADENCE,
    "alipay": (240, 600, 600, 3600, 7200, 21600, 54000),
    "icbc": (180, 180, 180),
}
NO_ANSWER = 0
HOLD = 60  # seconds at most that a notification waits for the next one to overtake it

# Headers and body of a notification, signed afresh.
Compose = Callable[[Delivery], tuple[dict[str, str], bytes]]
# Whether status and body of an answer are what this gateway wants to hear.
Accepts = Callable[[Delivery, int, bytes], bool]


class Notifier:
    """Delivers notifications in a thread of its own.  ``pace`` below 1 shortens every wait."""

    def __init__(
        self,
        store: Store,
        compose: Compose,
        accepts: Accepts,
        *,
        clock: Callable[[], datetime],
        mischief: Mischief | None = None,
        timeout: float = 5,
        pace: float = 1,
    ) -> None:
        self._store = store
        self._compose = compose
        self._accepts = accepts
        self._clock = clock
        self._timeout = timeout
        self._pace = pace
        self._mischief = mischief or Mischief()
        self._held: Delivery | None = None
        self._wake = threading.Event()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="notifier", daemon=True)

    def start(self) -> None:
        """Begin, also with what an earlier run left undelivered."""
        self._thread.start()

    def stop(self) -> None:
        """End after the try under way."""
        self._stopping = True
        self._wake.set()
        self._thread.join(self._timeout + 1)

    def announce(self, event: str, number: str, url: str, *, channel: str = "wechat") -> Delivery:
        """Remember a notification; ``attempt`` or ``hurry`` sends it."""
        now = self._clock()
        delivery = Delivery(str(uuid.uuid4()), event, number, url, rfc3339(now), channel)
        with self._store.changing():
            self._store.deliveries[delivery.id] = delivery
        return delivery

    def hurry(self, delivery: Delivery) -> None:
        """Let the thread send it at once, unless some mischief is on."""
        now = self._clock().timestamp()
        with self._store.changing():
            delivery.due_at = None if self._mischief.lost else now + self._mischief.late
            if self._mischief.reordered:
                self._overtake(delivery, now)
        self._wake.set()

    def _overtake(self, delivery: Delivery, now: float) -> None:
        """The first of two waits, the second goes, then the first."""
        if self._held is None:
            self._held, delivery.due_at = delivery, now + HOLD
        else:
            self._held.due_at, self._held = now + 2 * self._pace, None

    def attempt(self, delivery: Delivery) -> int:
        """Send it here and now, and plan the next try unless it was accepted."""
        status, said = self._send(delivery)
        accepted = self._accepts(delivery, status, said)
        now, cadence = self._clock(), CADENCES[delivery.channel]
        with self._store.changing():
            delivery.tries.append(Try(rfc3339(now), status, accepted))
            tried = len(delivery.tries)
            over = accepted or tried > len(cadence)
            wait = 0 if over else cadence[tried - 1] * self._pace
            delivery.due_at = None if over else now.timestamp() + wait
        logger.info("Notification %s of %s: %s", tried, delivery.number, status or "no answer")
        self._wake.set()
        return status

    def _send(self, delivery: Delivery) -> tuple[int, bytes]:
        headers, body = self._compose(delivery)
        if self._mischief.forged:
            post(delivery.url, headers, forged(body), timeout=self._timeout)
        if self._mischief.doubled:
            post(delivery.url, headers, body, timeout=self._timeout)
        return post(delivery.url, headers, body, timeout=self._timeout)

    def _run(self) -> None:
        while not self._stopping:
            self._wake.clear()
            now = self._clock().timestamp()
            for delivery in self._waiting():
                if not self._stopping and delivery.due_at is not None and delivery.due_at <= now:
                    self._attempt_safely(delivery)
            later = [found.due_at for found in self._waiting() if found.due_at is not None]
            self._wake.wait(max(0, min(later) - self._clock().timestamp()) if later else None)

    def _attempt_safely(self, delivery: Delivery) -> None:
        """One notification that cannot be made must not hold up all others."""
        try:
            self.attempt(delivery)
        except Exception:
            logger.exception("The notification of %s cannot be made.", delivery.number)
            delivery.due_at = None

    def _waiting(self) -> list[Delivery]:
        with self._store.reading():
            deliveries = self._store.deliveries.values()
            waiting = [delivery for delivery in deliveries if delivery.due_at is not None]
            return sorted(waiting, key=lambda delivery: delivery.due_at or 0)


def post(url: str, headers: dict[str, str], body: bytes, *, timeout: float) -> tuple[int, bytes]:
    """What a merchant answers; status 0 where it does not.  Follows nothing, leaves never."""
    if not leads_here(url):
        return NO_ANSWER, b""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.hostname or "", parts.port or 80, timeout=timeout)
    try:
        connection.request("POST", parts.path or "/", body=body, headers=headers)
        response = connection.getresponse()
        said = response.read(64 * 1024)
    except (OSError, HTTPException):
        return NO_ANSWER, b""
    finally:
        connection.close()
    return response.status, said
