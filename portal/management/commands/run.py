"""The whole product on one machine: web, worker and payment simulator, until Ctrl-C."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

STOP_WITHIN = 8  # seconds a process has to end before it is ended
CELERY = ("-m", "celery", "-A", "portal")
WORKER = ("worker", "-P", "prefork", "-c", "1", "--loglevel", "WARNING", "--without-gossip")
BEAT = ("beat", "--loglevel", "WARNING")


class Command(BaseCommand):
    """Prepares the database and the demo once, then starts its processes and watches them."""

    help = "Run web, worker and payment simulator here, for development."
    requires_system_checks: list[str] = []  # the children check; keys may not exist yet

    def add_arguments(self, parser: CommandParser) -> None:
        """Ports; by default the first free ones."""
        parser.add_argument("--port", type=int, default=0, help="port of the web pages")
        parser.add_argument("--simulator-port", type=int, default=0, help="port of the simulator")
        parser.add_argument("--no-demo", action="store_true", help="leave the database empty")
        parser.add_argument("--no-reload", action="store_true", help="do not watch the source")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepare, start, watch, stop.  Exit 1 if a process dies by itself."""
        if not settings.DEBUG:
            raise CommandError("run is for development: set DEBUG=1.")
        port = options["port"] or free_port(8000)
        web = f"http://localhost:{port}"
        simulator = f"http://127.0.0.1:{options['simulator_port'] or free_port(port + 1)}"
        children = Children(web=web, simulator=simulator, reloads=not options["no_reload"])
        # A shell starts what it puts into the background deaf to Ctrl-C.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.default_int_handler)
        died = ""
        self.stdout.write("Preparing. The first time takes a minute.")
        try:
            children.prepare(demo=not options["no_demo"])
            died = children.watch(on_start=lambda: self._welcome(web, simulator))
        except KeyboardInterrupt:
            self.stdout.write("\nStopping.")
        finally:
            children.stop()
        if died:
            raise CommandError(
                f"The {died} process has stopped by itself, so all are ended; see {log_of(died)}"
            )

    def _welcome(self, web: str, simulator: str) -> None:
        accounts = Path(settings.VAR_DIR) / "demo-accounts.txt"
        known = accounts.read_text(encoding="utf-8") if accounts.exists() else ""
        self.stdout.write(
            f"\nRuxue is at          {web}/\n"
            f"Officers sign in at  {web}/admin/\n"
            f"Pretend gateways     {simulator}/\n"
            f"Mails are files in   {settings.MAIL_DIR}\n"
            f"Logs are in          {log_of('web').parent}\n\n"
            f"{known}\nCtrl-C stops everything."
        )
        self.stdout.flush()


class Children:
    """The processes of the product, each in a process group of its own."""

    def __init__(self, *, web: str, simulator: str, reloads: bool) -> None:
        self.reloads = reloads
        self.web_port = web.rsplit(":", 1)[1]
        self.simulator_port = simulator.rsplit(":", 1)[1]
        self.keys = str(Path(settings.VAR_DIR) / "simulator")
        self.environment = {**os.environ, "SITE_URL": web, "PAYMENT_SIMULATOR_URL": simulator}
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def prepare(self, *, demo: bool) -> None:
        """Keys of the simulator, tables, demo data: each only if it is not there yet."""
        self._call(
            "-m", "payments.simulator", "keys", "--keys", self.keys, "--port", self.simulator_port
        )
        self._call("manage.py", "migrate", "--verbosity", "0")
        if demo:
            self._call("manage.py", "demo", "--once")

    def watch(self, *, on_start: Callable[[], None]) -> str:
        """Start all, say so once pages are served, and wait.  Returns the name of one that died."""
        for name, arguments in self._programs().items():
            self._start(name, *arguments)
        is_told = False
        while True:
            for name, process in self.running.items():
                if process.poll() is not None:
                    return name
            if not is_told and is_listening(int(self.web_port)):
                on_start()
                is_told = True
            time.sleep(0.2)

    def _programs(self) -> dict[str, tuple[str, ...]]:
        # Cut off while it was written, the schedule would keep the beat from starting.
        schedule = Path(settings.CELERY_BEAT_SCHEDULE_FILENAME)
        for path in schedule.parent.glob(f"{schedule.name}*"):
            path.unlink()
        port, watches = self.simulator_port, () if self.reloads else ("--noreload",)
        return {
            "simulator": ("-m", "payments.simulator", "--port", port, "--keys", self.keys),
            **_workers(),
            "web": ("manage.py", "runserver", "--insecure", *watches, self.web_port),
        }

    def stop(self) -> None:
        """End every group: kindly first, for good after a while."""
        for process in self.running.values():
            _signal_group(process, signal.SIGTERM)
        deadline = time.monotonic() + STOP_WITHIN
        for process in self.running.values():
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=max(0.1, deadline - time.monotonic()))
            # Children of the worker outlive its own end by some seconds.
            _signal_group(process, signal.SIGKILL)

    def _call(self, *arguments: str) -> None:
        subprocess.run(  # noqa: S603
            [sys.executable, *arguments],
            env=self.environment,
            check=True,
            stdout=subprocess.DEVNULL,
        )

    def _start(self, name: str, *arguments: str) -> None:
        with log_of(name).open("ab") as log:
            self.running[name] = subprocess.Popen(  # noqa: S603
                [sys.executable, *arguments],
                env=self.environment,
                start_new_session=True,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )


def _workers() -> dict[str, tuple[str, ...]]:
    """As in production where there is Redis; else one process does both, which starts sooner."""
    if settings.REDIS_URL:
        return {"worker": (*CELERY, *WORKER), "beat": (*CELERY, *BEAT)}
    return {"worker": (*CELERY, *WORKER, "-B")}


def log_of(name: str) -> Path:
    """Where a process of this name writes its log."""
    folder = Path(settings.VAR_DIR) / "logs"
    folder.mkdir(exist_ok=True)
    return folder / f"{name}.log"


def _signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        return


def is_listening(port: int) -> bool:
    """Whether somebody answers on this port of this machine."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def free_port(start: int) -> int:
    """The first port from ``start`` on to which nobody listens on this machine."""
    for port in range(start, start + 100):
        if not is_listening(port):
            return port
    raise CommandError(f"No free port between {start} and {start + 100}.")
