"""Pictures for the documentation: starts the product with its demo and photographs a few pages.

``python -m tests.screenshots [FOLDER]``; without a folder they go to ``docs/pictures``.
"""

import io
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.services import free_port

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"
START_WITHIN = 180  # seconds; the demo draws portraits and papers
LARGEST = 150 * 1000  # bytes
DESK, TELEPHONE = {"width": 1200, "height": 800}, {"width": 390, "height": 780}
STAFF, ENGLISH, CHINESE = "zhou", "en", "zh-hans"

# Opens a session as signing in would, in the language of the picture; prints its cookie.
SIGN_IN = """
import sys, django; django.setup()
from django.conf import settings
from django.test import Client
from accounts.models import User
username, language = sys.argv[1:]
client = Client()
client.force_login(User.objects.get(username=username))
session = client.session; session["language"] = language; session.save()
print(client.cookies[settings.SESSION_COOKIE_NAME].value)
"""
# Where somebody's application is, by its status.
FIND = """
import sys, django; django.setup()
from applications.models import Application
found = Application.objects.filter(status=sys.argv[1]).order_by("pk").first()
print(found.pk, found.key, found.applicant.username, found.bill.key if found.bill else "-")
"""


@dataclass(frozen=True)
class Shot:
    """One picture: what it shows, to whom, in which language, on which screen.

    In ``path`` stand ``{pk}``, ``{key}`` and ``{bill}`` of the first application in ``status``;
    ``who`` is its applicant unless somebody else is named.
    """

    name: str
    path: str
    language: str
    status: str = ""
    who: str = ""
    screen: dict[str, int] | None = None


SHOTS = (
    Shot("home-en", "/", ENGLISH),
    Shot("home-zh", "/", CHINESE, screen=TELEPHONE),
    Shot("step-en", "/applications/{key}/basic-information/", ENGLISH, "draft"),
    Shot(
        "step-zh", "/applications/{key}/education-employment/", CHINESE, "draft", screen=TELEPHONE
    ),
    Shot("pay-en", "/payments/{bill}/", ENGLISH, "submitted"),
    Shot("status-en", "/applications/{key}/", ENGLISH, "returned"),
    Shot("status-zh", "/applications/{key}/", CHINESE, "admitted", screen=TELEPHONE),
    Shot("desk-zh", "/admin/", CHINESE, who=STAFF),
    Shot("reading-en", "/admin/applications/application/{pk}/change/", ENGLISH, "in_review", STAFF),
    Shot(
        "prepare-zh", "/admin/applications/application/{pk}/prepare/", CHINESE, "in_review", STAFF
    ),
)


def main(arguments: list[str]) -> int:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        print("Chromium is not installed: no pictures.")
        return 1
    folder = Path(arguments[0]) if arguments else PICTURES
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="ruxue-pictures-") as var, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium)
        with product(Path(var)) as (address, environment):
            for shot in SHOTS:
                size = keep(
                    photograph(browser, shot, address, environment), folder / f"{shot.name}.png"
                )
                print(f"{shot.name}.png  {size // 1000} kB")
        browser.close()
    return 0


@contextmanager
def product(var):
    """The product as ``make run`` starts it, in a folder of its own, until the end of the block."""
    port, simulator = free_port(), free_port()
    kept = {name: value for name, value in os.environ.items() if not name.endswith("_URL")}
    environment = {
        **kept,
        "DEBUG": "1",
        "VAR_DIR": str(var),
        "DJANGO_SETTINGS_MODULE": "portal.settings",
    }
    words = ["manage.py", "run", "--port", str(port), "--simulator-port", str(simulator)]
    log = var / "product.log"
    with log.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, *words, "--no-reload"],
            cwd=ROOT,
            env=environment,
            stdout=file,
            stderr=subprocess.STDOUT,
        )
        try:
            wait_for_answer(f"http://localhost:{port}/readyz", process, log)
            yield f"http://localhost:{port}", environment
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=30)


def wait_for_answer(url, process, log):
    deadline = time.monotonic() + START_WITHIN
    while process.poll() is None and time.monotonic() < deadline:
        try:
            urllib.request.urlopen(url, timeout=2).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit(f"The product does not answer.\n{log.read_text(errors='replace')[-3000:]}")


def ask(environment, program, *arguments):
    """Run a few lines with the product's settings and return what they print last."""
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=ROOT,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.strip().splitlines()[-1]


def photograph(browser, shot, address, environment):
    """The page as this person sees it."""
    words, who = {}, shot.who
    if shot.status:
        pk, key, applicant, bill = ask(environment, FIND, shot.status).split()
        words, who = {"pk": pk, "key": key, "bill": bill}, shot.who or applicant
    context = browser.new_context(
        base_url=address,
        viewport=shot.screen or DESK,
        locale="zh-CN" if shot.language == CHINESE else "en-GB",
        timezone_id="Asia/Shanghai",
        reduced_motion="reduce",
    )
    if who:
        cookie = ask(environment, SIGN_IN, who, shot.language)
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": address}])
    page = context.new_page()
    answer = page.goto(shot.path.format(**words), wait_until="networkidle")
    if answer is None or answer.status != 200:
        raise SystemExit(f"{shot.name}: {answer and answer.status} at {page.url}")
    taken = page.screenshot()
    context.close()
    return taken


def keep(taken, path):
    """Write it with as many colours as fit the limit; returns the size in bytes."""
    picture = Image.open(io.BytesIO(taken)).convert("RGB")
    for colours in (256, 128, 64, 32):
        packed = io.BytesIO()
        picture.quantize(colours, dither=Image.Dither.NONE).save(packed, "PNG", optimize=True)
        if packed.tell() < LARGEST:
            path.write_bytes(packed.getvalue())
            return packed.tell()
    raise SystemExit(f"{path.name} is larger than {LARGEST // 1000} kB.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
