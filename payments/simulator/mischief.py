"""What goes wrong on purpose: with notifications on their way, and with answers."""

from collections.abc import Mapping
from dataclasses import dataclass, fields


@dataclass
class Mischief:
    """Switches that stay until they are set anew.  ``late`` and ``slow`` are seconds."""

    lost: bool = False  # a notification is never sent
    doubled: bool = False  # every one is sent twice
    reordered: bool = False  # one waits until the next has gone
    forged: bool = False  # before each goes one whose signature does not fit
    late: float = 0  # a notification waits so long
    slow: float = 0  # an answer to the merchant waits so long

    def set(self, form: Mapping[str, str]) -> None:
        """Take all switches from a form; what is not in it is off.  Raises ValueError."""
        seconds = {name: float(form.get(name) or 0) for name in ("late", "slow")}
        if not all(0 <= value <= 600 for value in seconds.values()):
            raise ValueError("From 0 to 600 seconds.")
        for switch in fields(self):
            on = form.get(switch.name, "") not in {"", "0"}
            setattr(self, switch.name, seconds.get(switch.name, on))


def forged(body: bytes) -> bytes:
    """The same words with something added that nobody signed."""
    return body + (b" " if body.startswith(b"{") else b"&forged=1")
