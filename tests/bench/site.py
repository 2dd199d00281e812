"""A throw-away installation in production's shape: PostgreSQL, Redis, gunicorn."""

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path

from tests.bench.measure import Clocks
from tests.payments.crowd import Gateway
from tests.production import environment, running, wait_until, web_command
from tests.services import free_port, running_postgres, running_redis


@contextmanager
def installation():
    """Databases that run, migrated; Django is set up in this process too."""
    with (
        running_postgres() as database,
        running_redis() as redis,
        tempfile.TemporaryDirectory(prefix="ruxue-bench-") as folder,
    ):
        port = free_port()
        told = environment(Path(folder), port, DATABASE_URL=database, REDIS_URL=redis)
        told["DJANGO_SETTINGS_MODULE"] = "tests.bench.settings"
        told |= Gateway(Path(folder) / "keys").settings
        told["CONN_MAX_AGE"] = "3600"  # its processes are watched: none may end meanwhile
        os.environ.update(told)
        _set_up()
        yield port, Path(folder)


def _set_up():
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("migrate", run_syncdb=True, verbosity=0)  # the bare tables refer to ours
    call_command("collectstatic", interactive=False, verbosity=0)


@contextmanager
def serving(port, folder):
    """The web server, until the end of the block; gives the id of its first process."""
    log = folder / "web.log"
    with running(web_command(port), dict(os.environ), log) as process:
        wait_until(lambda: _answers(port), 60, f"The web server does not answer, see {log}")
        yield process.pid


def _answers(port):
    import http.client

    try:
        connection = http.client.HTTPConnection("localhost", port, timeout=5)
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except OSError:
        return False


def clocks(web):
    """Those of the web server's workers and of the database's processes that serve them."""
    from django.db import connection

    children = Path(f"/proc/{web}/task/{web}/children").read_text().split()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity"
            " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        backends = [pid for (pid,) in cursor.fetchall()]
    return Clocks([web, *map(int, children)], backends)
