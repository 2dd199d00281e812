"""``python -m payments.simulator [serve|keys] --keys DIR --port 8001``."""

import argparse
import logging
import signal
import sys
import threading
from pathlib import Path

from payments.simulator.keys import make_keys, write_settings
from payments.simulator.server import Simulator

DEFAULT_PORT = 8001


def main(arguments: list[str] | None = None) -> int:
    """Make the keys and settings, and serve unless only these were asked for."""
    options = _parser().parse_args(arguments)
    folder: Path = options.keys
    if options.command == "keys":
        written = write_settings(make_keys(folder), folder, port=options.port)
        _say(f"Settings are in {written}")
        return 0
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stdout)
    try:
        simulator = Simulator(
            folder, port=options.port, notify_timeout=options.notify_timeout, pace=options.pace
        )
    except OSError as error:
        _say(f"The payment simulator cannot start on port {options.port}: {error}")
        return 1
    write_settings(simulator.ring, folder, port=simulator.port)
    _stop_on_signals(simulator)
    _say(f"The payment simulator listens on {simulator.url}")
    simulator.serve_forever()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m payments.simulator",
        description="Plays WeChat Pay, Alipay and ICBC. No real money moves.",
    )
    parser.add_argument("command", nargs="?", choices=("serve", "keys"), default="serve")
    parser.add_argument(
        "--keys", type=Path, required=True, metavar="DIR", help="folder of keys and memory"
    )
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help="0 takes a free one")
    parser.add_argument(
        "--notify-timeout", type=float, default=5, help="seconds a notification may take"
    )
    parser.add_argument(
        "--pace", type=float, default=1, help="factor on the waits between notifications"
    )
    return parser


def _stop_on_signals(simulator: Simulator) -> None:
    def stop(*_: object) -> None:
        # serve_forever() runs in this thread and would wait for itself.
        threading.Thread(target=simulator.stop).start()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
