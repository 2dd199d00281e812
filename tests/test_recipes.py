"""The recipes of the documentation are true: they are followed in a copy of the checkout.

What they name is touched and nothing else; then a test inside the copy looks at what came of it.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
NOT_COPIED = shutil.ignore_patterns(
    ".*", "node_modules", "var", "staticfiles", "__pycache__", "browser", "pictures"
)
RECIPES = (ROOT / "docs" / "recipes.md").read_text(encoding="utf-8")

HOBBIES_MODEL = '''

class Hobbies(models.Model):
    """What the applicant likes."""

    application = models.OneToOneField(Application, models.CASCADE, related_name="hobbies")
    hobby = models.CharField(_("Hobby"), max_length=40)

    def __str__(self) -> str:
        return str(self.application)
'''
HOBBIES_STEP = '''"""A step that asks what the applicant likes."""

from django.utils.translation import gettext_lazy

from applications.models import Hobbies
from applications.wizard.forms import Part, StepForm, names_of
from applications.wizard.step import Step


class HobbiesForm(StepForm):
    """One question."""

    parts = (Part(gettext_lazy("Hobbies"), ("hobby",)),)

    class Meta(StepForm.Meta):
        model = Hobbies
        fields = names_of((Part("", ("hobby",)),))


class HobbiesStep(Step):
    """Asks what the applicant likes."""

    slug = "hobbies"
    title = gettext_lazy("Hobbies")
    short_title = gettext_lazy("Hobbies")
    form_class = HobbiesForm
    kept_as = "hobbies"
'''
LOOKS = """
import pytest
from django.urls import reverse

from applications import lifecycle, notices, rules
from applications.status import Status
from applications.wizard import flow, summary
from applications.wizard.bar import step_bar
from notifications.models import InboxItem, Mail
from tests.factories.accounts import UserFactory
from tests.factories.applications import ApplicationFactory
from tests.factories.typed import save

pytestmark = pytest.mark.django_db


def test_notice():
    application = ApplicationFactory(status=Status.QUEUED)

    lifecycle.take(application, by=UserFactory(officer=True))

    assert InboxItem.objects.get().notice == "applications/taken"
    assert Mail.objects.get().subject == f"{application.reference} is being read"


def test_step(client):
    application = ApplicationFactory(complete=True)
    assert flow.first_incomplete(application) is None
    assert len(step_bar(application)) == 8
    assert "Chess" in str(summary.answers(application))

    client.force_login(application.applicant)
    page = client.get(reverse("applications:step", args=[application.key, "hobbies"]))
    assert "Hobby" in page.content.decode()
    preview = client.get(reverse("applications:step", args=[application.key, "pre-review"]))
    assert "Chess" in preview.content.decode()

    save(application, "hobbies", {"hobby": ""})
    with pytest.raises(lifecycle.Incomplete):
        lifecycle.submit(application, by=application.applicant)


def test_field(client):
    application = ApplicationFactory(complete=True)
    client.force_login(application.applicant)

    page = client.get(reverse("applications:step", args=[application.key, "contact-information"]))

    assert "Pigeon loft" in page.content.decode()


def test_status(client):
    application = ApplicationFactory(status=Status.IN_REVIEW)
    officer = UserFactory(officer=True)

    lifecycle.hold(application, by=officer)

    assert application.status == Status.ON_HOLD
    client.force_login(application.applicant)
    assert "Somebody is being asked." in client.get(application.get_absolute_url()).content.decode()
    lifecycle.unhold(application, by=officer)
    assert application.status == Status.IN_REVIEW


def test_rule():
    assert rules.is_patient(ApplicationFactory())
"""


class Checkout:
    """A copy of the source in which a recipe is followed."""

    def __init__(self, root):
        self.root = root
        self.touched = set()
        told = {name: value for name, value in os.environ.items() if not name.endswith("_URL")}
        kept = {name: value for name, value in told.items() if not name.startswith("PYTEST_")}
        self.environment = {**kept, "DEBUG": "1", "VAR_DIR": str(root / "var")}

    def write(self, path, text):
        self.touched.add(path)
        (self.root / path).write_text(text, encoding="utf-8")

    def append(self, path, text):
        self.write(path, (self.root / path).read_text(encoding="utf-8") + text)

    def insert(self, path, before, text):
        """Put ``text`` in front of what stands there once."""
        old = (self.root / path).read_text(encoding="utf-8")
        assert old.count(before) == 1, (path, before)
        self.write(path, old.replace(before, text + before))

    def run(self, *words):
        done = subprocess.run(
            [sys.executable, *words],
            cwd=self.root,
            env={**self.environment, "DJANGO_SETTINGS_MODULE": "portal.settings"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-3000:]
        return done.stdout


def add_notice(copy):
    copy.append(
        "applications/notices.py", 'TAKEN = Notice("applications/taken", needs=("application",))\n'
    )
    copy.write(
        "templates/applications/notices/taken.subject.txt",
        "{% blocktranslate trimmed with reference=application.reference %}\n"
        "{{ reference }} is being read\n{% endblocktranslate %}\n",
    )
    copy.write(
        "templates/applications/notices/taken.body.txt",
        '{% translate "Somebody of the office reads it now." %}\n',
    )
    copy.insert(
        "applications/lifecycle.py",
        "        application.owner = by\n\n\ndef put_back",
        "        tell(notices.TAKEN, application)\n",
    )


def add_step(copy):
    copy.append("applications/models/answers.py", HOBBIES_MODEL)
    copy.insert("applications/models/__init__.py", "    Declaration,\n)", "    Hobbies,\n")
    copy.insert("applications/models/__init__.py", '    "Intake",\n', '    "Hobbies",\n')
    copy.write("applications/wizard/steps/hobbies.py", HOBBIES_STEP)
    copy.insert(
        "applications/wizard/flow.py",
        "from applications.wizard.steps.pre_review",
        "from applications.wizard.steps.hobbies import HobbiesStep\n",
    )
    copy.insert(
        "applications/wizard/flow.py", "    DOCUMENTS,\n    PRE_REVIEW,\n)", "    HobbiesStep(),\n"
    )
    copy.insert(
        "tests/factories/typed.py",
        '    "pre-review": declaration,\n',
        '    "hobbies": lambda: {"hobby": "Chess"},\n',
    )


def add_field(copy):
    copy.insert(
        "applications/models/answers.py",
        '    wechat = models.CharField(_("WeChat")',
        '    loft = models.CharField(_("Pigeon loft"), max_length=40, blank=True)\n',
    )
    copy.insert("applications/wizard/steps/contact.py", '("wechat", "whatsapp")', '"loft", ')


def add_status(copy):
    table = "applications/status.py"
    copy.insert(table, "    RETURNED = ", '    ON_HOLD = "on_hold", _("On hold")\n')
    copy.insert(
        table, "        Status.RETURNED,\n        Status.WAITLISTED", "        Status.ON_HOLD,\n"
    )
    copy.insert(table, "    Status.RETURNED: Tone", '    Status.ON_HOLD: Tone("river"),\n')
    copy.insert(
        table,
        "PUT_BACK = _move",
        'HOLD = _move("hold", _("Hold"), {A.OFFICER}, {S.IN_REVIEW}, {S.ON_HOLD})\n'
        'UNHOLD = _move("unhold", _("Go on"), {A.OFFICER}, {S.ON_HOLD}, {S.IN_REVIEW})\n',
    )
    copy.insert(table, "    PUT_BACK,\n", "    HOLD,\n    UNHOLD,\n")
    for name in ("hold", "unhold"):
        copy.append(
            "applications/lifecycle.py",
            f"\n\ndef {name}(application: Application, *, by: User) -> None:\n"
            f'    """{name.title()}."""\n'
            f"    with moving(application, status.{name.upper()}, by=by):\n"
            "        pass\n",
        )
    copy.insert("tests/applications/test_lifecycle.py", '"put_back"}\n', '"hold", "unhold", ')
    copy.insert(
        "applications/standing.py",
        "    Status.RETURNED: _returned,\n",
        '    Status.ON_HOLD: lambda application, now: Standing("Somebody is being asked.", Turn.OFFICE),\n',
    )


def add_rule(copy):
    copy.append(
        "applications/rules.py",
        "\n\ndef is_patient(application: Application) -> bool:\n"
        '    """Whether it can wait."""\n'
        "    return not application.is_editable or True\n",
    )


# Each recipe, with the words chosen where it leaves a choice.
FOLLOWED = {
    add_notice: {"<app>": "applications", "<what>": "taken"},
    add_step: {"<step>": "hobbies"},
    add_field: {"<step>": "contact"},
    add_status: {},
    add_rule: {},
}


@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="It is the same on every database.")
def test_recipes_are_true(tmp_path):
    shutil.copytree(ROOT, tmp_path / "copy", ignore=NOT_COPIED)
    copy = Checkout(tmp_path / "copy")
    for follow, chosen in FOLLOWED.items():
        follow(copy)
        assert named_by_the_recipe(follow, chosen) >= copy.touched, follow.__name__
        copy.touched.clear()

    copy.run("manage.py", "makemigrations", "applications", "--name", "throw_away")
    copy.write("tests/test_throw_away.py", LOOKS)

    # What a recipe promises, and what grows by itself: the new moves from every status.
    wanted = "throw_away or hold and (officer or told)"
    tests = ("tests/test_throw_away.py", "tests/applications/test_lifecycle.py")
    copy.run("-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *tests, "-k", wanted)


def named_by_the_recipe(follow, chosen):
    """The files of the checkout that a recipe names; ``<…>`` stands for a name one chooses."""
    title = follow.__name__.removeprefix("add_")
    (recipe,) = re.findall(rf"^## An? {title}\n(.*?)(?=^## |\Z)", RECIPES, re.MULTILINE | re.DOTALL)
    names = set(re.findall(r"`([\w./<>-]+/[\w./<>-]+\.\w+)`", recipe))
    for placeholder, word in chosen.items():
        names = {name.replace(placeholder, word) for name in names}
    return names
