"""Starts PostgreSQL and Redis of this machine on free ports, runs a command, stops both.

``python -m tests.services pytest …``.  Where a server is not installed, says so and ends well,
unless ``REQUIRE_SERVICES=1`` makes that a failure.
"""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path

START_WITHIN = 30  # seconds


def main(command: list[str]) -> int:
    missing = [
        name for name, found in (("PostgreSQL", postgres_folder()), ("Redis", redis())) if not found
    ]
    if missing:
        print(f"Skipped the run on PostgreSQL and Redis: {' and '.join(missing)} not installed.")
        return 1 if os.environ.get("REQUIRE_SERVICES") == "1" else 0
    with ExitStack() as stack:
        environment = {
            **os.environ,
            "DATABASE_URL": stack.enter_context(running_postgres()),
            "REDIS_URL": stack.enter_context(running_redis()),
        }
        return subprocess.run(command, env=environment, check=False).returncode


def postgres_folder() -> Path | None:
    """The programs of the newest PostgreSQL on this machine."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[4]))
    return found[-1].parent if found else None


def redis() -> str | None:
    return shutil.which("redis-server")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port: int) -> None:
    deadline = time.monotonic() + START_WITHIN
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError(f"Nothing listens on port {port} after {START_WITHIN} s.")


@contextmanager
def running_postgres():
    """A throw-away cluster; PostgreSQL refuses to run as root, so root borrows its own user."""
    folder, port = postgres_folder(), free_port()
    user = "postgres" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name
    prefix = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
    with tempfile.TemporaryDirectory(prefix="ruxue-postgres-") as data:
        if prefix:
            shutil.chown(data, "postgres")
        quiet = {"stdout": subprocess.DEVNULL, "cwd": data}
        initdb = [
            *prefix,
            folder / "initdb",
            "-D",
            f"{data}/db",
            "-A",
            "trust",
            "-U",
            user,
            "-E",
            "UTF8",
            "--no-sync",
        ]
        subprocess.run(initdb, check=True, **quiet)
        # Nothing has to survive this cluster.
        careless = "-c fsync=off -c full_page_writes=off -c wal_level=minimal -c max_wal_senders=0"
        place = f"-p {port} -k {data} -c listen_addresses=127.0.0.1"
        options = f"{place} {careless} -c max_wal_size=8GB"
        control = [*prefix, folder / "pg_ctl", "-D", f"{data}/db", "-w", "-l", f"{data}/log"]
        subprocess.run([*control, "-o", options, "start"], check=True, **quiet)
        try:
            yield f"postgres://{user}@127.0.0.1:{port}/postgres"
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], check=True, **quiet)


@contextmanager
def running_redis():
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="ruxue-redis-") as data:
        options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", data]
        process = subprocess.Popen([redis(), *options], stdout=subprocess.DEVNULL)
        try:
            wait_for(port)
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            process.terminate()
            process.wait(timeout=10)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
