"""The whole product as one starts it: web, worker and simulator as real processes."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2

from tests.services import free_port

ROOT = Path(__file__).resolve().parents[2]
START_WITHIN = 90  # seconds
STOP_WITHIN = 30  # seconds
ARRIVE_WITHIN = 30  # seconds; a mail passes through queue and worker
REDIS_DATABASE = 15  # no test process has it


@dataclass
class Product:
    """A product with ports and a database of its own, and what a person outside can see of it."""

    var: Path
    environment: dict[str, str]
    port: int = field(default_factory=free_port)
    simulator_port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @classmethod
    def at(cls, var: Path) -> "Product":
        """One that keeps its files in this folder; it is not started yet."""
        product = cls(var, _environment(var))
        product.environment["SITE_URL"] = product.url
        return product

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def start(self) -> None:
        """Start it, or start it again, and wait until it answers."""
        ports = ["--port", str(self.port), "--simulator-port", str(self.simulator_port)]
        with (self.var / "product.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "run", *ports, "--no-demo", "--no-reload"],
                env=self.environment,
                cwd=ROOT,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        for port in (self.port, self.simulator_port):
            self._wait_until_it_answers(f"http://localhost:{port}/healthz")

    def stop(self) -> int:
        """End it as Ctrl-C does.  Returns how it ended."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=STOP_WITHIN)

    def groups(self) -> list[int]:
        """The process groups of its parts."""
        pid = self.process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
        return [os.getpgid(int(child)) for child in children.split()]

    def perform(self, script: str):
        """Run a script of ``tests.browser`` inside and return what it says."""
        done = subprocess.run(
            [sys.executable, "-m", "tests.browser", script],
            env=self.environment,
            cwd=ROOT,
            check=False,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def captcha_answer(self, hashkey: str) -> str:
        """What a person reads in the picture."""
        query = "SELECT response FROM captcha_captchastore WHERE hashkey = {}"
        return str(self._one(query, hashkey))

    def number_of(self, reference: str) -> int:
        """Under which number an application stands in the addresses of the office."""
        query = "SELECT id FROM applications_application WHERE reference = {}"
        return int(self._one(query, reference))

    def mail(self, recipient: str, about: str) -> str:
        """The newest mail to this person whose subject contains ``about``, once it has arrived."""
        deadline = time.monotonic() + ARRIVE_WITHIN
        while time.monotonic() < deadline:
            for path in sorted((self.var / "mail").glob(f"*-{recipient}*.txt"), reverse=True):
                text = path.read_text(encoding="utf-8")
                if about in text.partition("\n\n")[0]:
                    return text
            time.sleep(0.1)
        raise AssertionError(f"No mail about {about!r} to {recipient} within {ARRIVE_WITHIN} s.")

    def _one(self, query: str, parameter: str):
        address = self.environment.get("DATABASE_URL", "")
        if address:
            connection, sign = psycopg2.connect(address), "%s"
        else:
            connection, sign = sqlite3.connect(self.var / "ruxue.sqlite3"), "?"
        with closing(connection):
            cursor = connection.cursor()
            cursor.execute(query.format(sign), [parameter])
            ((value,),) = cursor.fetchall()
        return value

    def _wait_until_it_answers(self, address: str) -> None:
        deadline = time.monotonic() + START_WITHIN
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                urllib.request.urlopen(address, timeout=2).close()
            except OSError:
                time.sleep(0.1)
            else:
                return
        log = (self.var / "product.log").read_text(encoding="utf-8", errors="replace")
        raise AssertionError(f"The product does not answer.\n{log[-3000:]}")


def is_running(group: int) -> bool:
    """Whether a process of this group still does something."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _parent, its_group = stat.read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue  # it ended while we looked
        if int(its_group) == group and state != "Z":
            return True
    return False


def _environment(var: Path) -> dict[str, str]:
    """The environment of the test run, with a database and a queue of the product's own."""
    inherited = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("WECHAT_", "ALIPAY_", "ICBC_", "PYTEST_", "COV_"))
    }
    environment = {
        **inherited,
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "DEBUG": "1",
        "VAR_DIR": str(var),
        "STAFF_SECOND_FACTOR": "1",
        "SWEEP_SECONDS": "2",
        "MAIL_BACKOFF_SECONDS": "1",
    }
    if address := environment.get("DATABASE_URL"):
        environment["DATABASE_URL"] = _new_database(address, name=f"browser_{os.getpid()}")
    if address := environment.get("REDIS_URL"):
        environment["REDIS_URL"] = f"{address.rpartition('/')[0]}/{REDIS_DATABASE}"
    return environment


def _new_database(address: str, *, name: str) -> str:
    with closing(psycopg2.connect(address)) as connection:
        connection.autocommit = True
        connection.cursor().execute(f"CREATE DATABASE {name}")
    return urlsplit(address)._replace(path=f"/{name}").geturl()
