"""The product as it runs in production, without docker: the commands are those of the files."""

import json
import os
import re
import secrets
import shlex
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[1]
INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR")


def compose():
    """The services of docker-compose.yml."""
    return YAML(typ="safe").load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))[
        "services"
    ]


def web_command(port):
    """What the image starts, on this port of this machine."""
    image = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    words = json.loads(re.findall(r"^CMD (\[.*\])$", image, re.MULTILINE)[-1])
    return [word.replace("0.0.0.0:8000", f"127.0.0.1:{port}") for word in words]


def health_command(port):
    """How the web container is asked whether it is well."""
    words = compose()["web"]["healthcheck"]["test"]
    return [word.replace(":8000", f":{port}") for word in words[1:]]


def command_of(service):
    """What another container of the image runs."""
    return shlex.split(compose()[service]["command"])


def environment(var, port, **more):
    """All that the processes are told: nothing of the test run, nothing of a developer."""
    kept = {name: os.environ[name] for name in INHERITED if name in os.environ}
    return {
        **kept,
        "STAGING": "1",
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "SECRET_KEY": secrets.token_urlsafe(60),
        "SITE_URL": f"http://localhost:{port}",
        "VAR_DIR": str(var),
        "STATIC_ROOT": str(var / "static"),
        "SWEEP_SECONDS": "1",
        "PYTHONPATH": str(ROOT),
        **more,
    }


def run(words, told, **more):
    """Run one command to its end and return what it prints."""
    done = subprocess.run(
        [*_here(words)], env=told, cwd=ROOT, capture_output=True, text=True, check=False, **more
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _here(words):
    """The programs of this environment, whatever PATH says."""
    program = words[0]
    if program == "python":
        return [sys.executable, *words[1:]]
    return [str(Path(sys.executable).with_name(program)), *words[1:]]


@contextmanager
def running(words, told, log):
    """A process until the end of the block; what it says goes into ``log``."""
    with log.open("wb") as file:
        process = subprocess.Popen(
            _here(words), env=told, cwd=ROOT, stdout=file, stderr=subprocess.STDOUT
        )
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextmanager
def new_database(address, name):
    """An empty database beside the one of the test run, dropped in the end."""

    def tell(sentence):
        connection = psycopg2.connect(address)
        connection.autocommit = True
        connection.cursor().execute(sentence)
        connection.close()

    tell(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    tell(f"CREATE DATABASE {name}")
    yield urlsplit(address)._replace(path=f"/{name}").geturl()
    tell(f"DROP DATABASE {name} WITH (FORCE)")


def wait_until(is_so, seconds, what):
    """Ask again until it is so."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, f"{what}, not within {seconds} s."
        time.sleep(0.1)
