"""The queue of a machine without a broker: a folder in which each message is a file.

Kombu's own folder shows a message, and the list of its queues, before they are written; a worker
that looks at that instant reads nothing and ends.  Here both appear whole or not at all.
"""

from pathlib import Path
from time import monotonic
from typing import Any
from uuid import uuid4

from kombu.transport import filesystem
from kombu.utils.encoding import str_to_bytes
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    """Writes beside the place and moves into it; a move cannot be seen half done."""

    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]
        """Put ``payload`` onto ``queue``, whose name ends the name of the file."""
        name = f"{round(monotonic() * 1000)}_{uuid4()}.{queue}.msg"
        _write(Path(self.data_folder_out) / name, payload)

    def _queue_bind(
        self, exchange: str, routing_key: str | None, pattern: str | None, queue: str | None
    ) -> None:
        """Note that ``exchange`` feeds ``queue``.  Two programs that note one binding agree."""
        binding = filesystem.exchange_queue_t(routing_key or "", pattern or "", queue or "")
        bindings = self.get_table(exchange)
        if binding not in bindings:
            self.control_folder.mkdir(exist_ok=True)
            _write(self.control_folder / f"{exchange}.exchange", [binding, *bindings])


class Transport(filesystem.Transport):
    """Kombu's folder, with the channel above."""

    Channel = Channel


def _write(path: Path, content: Any) -> None:
    unfinished = path.with_name(f"{uuid4()}.part")
    unfinished.write_bytes(str_to_bytes(dumps(content)))
    unfinished.replace(path)
