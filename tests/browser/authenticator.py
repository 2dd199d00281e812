"""The authenticator app on an officer's phone (RFC 6238)."""

import base64
import hmac
import struct
import time

STEP = 30  # seconds a code is good
MARGIN = 5  # seconds a person needs to type it


def code(secret: str) -> str:
    """The six digits the app shows; where they are about to change, the next ones."""
    while time.time() % STEP > STEP - MARGIN:
        time.sleep(0.1)
    message = struct.pack(">Q", int(time.time()) // STEP)
    digest = hmac.digest(base64.b32decode(secret), message, "sha1")
    start = digest[-1] & 0x0F
    (number,) = struct.unpack(">I", digest[start : start + 4])
    return f"{(number & 0x7FFFFFFF) % 10**6:06}"
