"""A gateway that tells of another payment each time, signed as WeChat signs."""

import os
import threading
from functools import lru_cache
from pathlib import Path

from tests.payments.crowd import Gateway, open_orders

_BATCH = 500
_lock, _waiting = threading.Lock(), []


@lru_cache(maxsize=1)
def gateway():
    """The keys of this installation."""
    return Gateway(Path(os.environ["VAR_DIR"]) / "keys")


def notify(visitor, **more):
    """Post one notification, without a session, as a gateway does."""
    headers, body = gateway().notice(_next())
    return visitor.send("/payments/notify/wechat/", body, expects=204, Cookie="", **headers, **more)


def _next():
    with _lock:
        if not _waiting:
            _waiting.extend(open_orders(_BATCH))
        return _waiting.pop()
