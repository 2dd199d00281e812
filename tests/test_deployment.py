"""The production shape: the compose file is sound, and its processes work together."""

import json
import os
import re
import subprocess
import sys
import urllib.request
from types import SimpleNamespace

import pytest

from tests import production
from tests.notifications.smtp import running_mail_server
from tests.services import free_port, wait_for

SOON = 30  # seconds
SCHEMA = ("--builtin-schema", "vendor.compose-spec")

HAND_OVER = """
import django; django.setup()
from django.core.mail import send_mail
send_mail("Handed over", "Hello", None, ["one@mail.example"])
"""
LOSE = """
import django; django.setup()
from notifications.models import Mail
Mail.objects.create(
    recipient="two@mail.example", subject="Lost by the queue", body="Hello",
    from_email="office@university.example", message_id="<lost@university.example>",
)
"""


def in_production_shape(test):
    """A test with the processes of production, one group of them for all."""
    return pytest.mark.postgres(pytest.mark.xdist_group("deployment")(test))


def test_compose_file_fits_its_schema():
    checked = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", *SCHEMA, "docker-compose.yml"],
        cwd=production.ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert checked.returncode == 0, checked.stdout


def test_compose_starts_nothing_before_the_tables_are_there():
    services = production.compose()

    for name in ("web", "worker", "beat"):
        assert services[name]["depends_on"]["migrate"] == {
            "condition": "service_completed_successfully"
        }


def test_mails_are_caught_in_rehearsals_only():
    services = production.compose()

    assert services["mail"]["profiles"] == ["rehearsal"]
    assert not any("profiles" in service for name, service in services.items() if name != "mail")


def test_data_survives_the_containers():
    services = production.compose()

    for name in ("web", "worker", "beat", "db", "redis"):
        assert services[name]["volumes"]


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"STAGING": "0", "PAYMENT_SIMULATOR_URL": "http://127.0.0.1:9"}, "portal.E002"),
        ({"SITE_URL": "http://apply.university.example"}, "portal.E003"),
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
    ],
)
def test_web_server_does_not_begin_with_wrong_settings(tmp_path, told, said):
    environment = production.environment(tmp_path, 8000, **told)

    began = subprocess.run(
        [sys.executable, "-c", "import portal.wsgi"],
        env=environment,
        cwd=production.ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert began.returncode != 0
    assert said in began.stderr


def test_web_server_does_not_look_for_garbage_in_what_stays(tmp_path):
    began = subprocess.run(
        [sys.executable, "-c", "import gc, portal.wsgi; print(gc.get_freeze_count())"],
        env=production.environment(tmp_path, 8000),
        cwd=production.ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    assert int(began.stdout) > 50_000


@pytest.fixture(scope="module")
def installation(tmp_path_factory):
    """Web and worker on PostgreSQL and Redis, with collected files and a mail server."""
    address, redis = os.environ.get("DATABASE_URL", ""), os.environ.get("REDIS_URL", "")
    if not (address.startswith("postgres") and redis):
        pytest.skip("Runs in the second pass, on PostgreSQL and Redis.")
    var, port = tmp_path_factory.mktemp("installation"), free_port()
    with (
        production.new_database(address, "rehearsal") as database,
        running_mail_server() as mails,
    ):
        told = production.environment(
            var,
            port,
            DATABASE_URL=database,
            REDIS_URL=f"{redis.rpartition('/')[0]}/14",
            EMAIL_URL=f"smtp://127.0.0.1:{mails.port}",
        )
        production.run(["python", "manage.py", "collectstatic", "--noinput"], told)
        production.run(production.command_of("migrate"), told)
        with (
            production.running(production.web_command(port), told, var / "web.log"),
            production.running(production.command_of("worker"), told, var / "worker.log"),
        ):
            wait_for(port)
            yield SimpleNamespace(port=port, told=told, mails=mails, var=var)


def fetch(installation, path):
    """What a browser gets; errors are raised."""
    return urllib.request.urlopen(f"http://localhost:{installation.port}{path}", timeout=SOON)


def has_arrived(installation, subject, recipient):
    """Wait for a mail to come through queue and worker, and see that it came once."""
    delivered = installation.mails.delivered
    production.wait_until(
        lambda: any(mail.subject == subject for mail in delivered), SOON, f"{subject}: arrived"
    )
    assert [mail.recipients for mail in delivered if mail.subject == subject] == [[recipient]]


@in_production_shape
def test_web_answers(installation):
    assert fetch(installation, "/healthz").read() == b"ok\n"
    assert json.load(fetch(installation, "/readyz"))["database"] == "ok"


@in_production_shape
def test_web_container_would_count_as_healthy(installation):
    production.run(production.health_command(installation.port), installation.told)


@in_production_shape
def test_pages_refer_to_hashed_files_that_are_kept_for_ever(installation):
    page = fetch(installation, "/").read().decode()

    files = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', page))
    assert any(re.fullmatch(r"/static/css/tokens\.[0-9a-f]{12}\.css", name) for name in files)
    for name in files:
        assert re.search(r"\.[0-9a-f]{12}\.\w+$", name), name
        assert "immutable" in fetch(installation, name).headers["Cache-Control"]


@in_production_shape
def test_worker_delivers_what_it_is_handed(installation):
    production.run(["python", "-c", HAND_OVER], installation.told)

    has_arrived(installation, "Handed over", "one@mail.example")


@in_production_shape
def test_beat_finds_what_the_queue_has_lost(installation):
    production.run(["python", "-c", LOSE], installation.told)
    command, log = production.command_of("beat"), installation.var / "beat.log"

    with production.running(command, installation.told, log):
        has_arrived(installation, "Lost by the queue", "two@mail.example")
