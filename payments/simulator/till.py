"""What the played gateway has at hand: keys, memory, clock and the notifier."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from payments.simulator.keys import KeyRing
from payments.simulator.mischief import Mischief
from payments.simulator.notify import Notifier
from payments.simulator.store import Store


@dataclass
class Till:
    """Everything a request may need.  ``url`` is where the simulator is reached."""

    ring: KeyRing
    store: Store
    notifier: Notifier
    clock: Callable[[], datetime]
    url: str
    mischief: Mischief
