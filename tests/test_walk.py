"""Everybody walks through the whole demo by its links: nothing is missing, plain or untranslated."""

import re
from collections import deque
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

import lxml.html
import pytest
from django.apps import apps
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.db import models, transaction
from django.test import Client, override_settings
from django.urls import URLResolver, get_resolver, resolve
from lxml.etree import XPath

from accounts.models import User
from applications.models import Photo
from applications.status import Status
from applications.wizard import evidence

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("walk")]

HOST = "http://testserver"
OFFICE = {
    "zhou": "officer",
    "liu": "department reader",
    "wang": "finance",
    "admin": "administrator",
}
VISITOR = ""
CODES = "/accounts/verify-code/"  # another one on every page
APPLICATIONS = "/admin/applications/application/"


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """The invented university, told once for all walks."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("demo", "--force", verbosity=0)
        yield
        transaction.set_rollback(True)


def test_demo_has_a_photo_to_be_looked_at_and_schools_with_and_without_proof(
    demo, django_db_blocker
):
    with django_db_blocker.unblock():
        photo = Photo.objects.waiting_for_a_look().get()
        application = photo.application
        wanted = application.intake.document_requirements.all()
        shown = evidence.table(
            evidence.schools_kept(application), wanted, application.documents.all()
        )

    cells = [cell for row in shown.rows for cell in row.cells]
    assert application.status == Status.QUEUED
    assert {bool(cell.files) for cell in cells} == {True, False}
    assert all(bool(cell.files) != bool(cell.missing) for cell in cells)
    assert shown.unplaced == []


@pytest.fixture(scope="module")
def told(demo, django_db_blocker):
    """Every word in the database, which pages show as it stands."""
    with django_db_blocker.unblock():
        words = [
            " ".join(str(value).split())
            for model in apps.get_models()
            for field in model._meta.concrete_fields
            if isinstance(field, (models.CharField, models.TextField, models.JSONField))
            for value in model._base_manager.values_list(field.name, flat=True)
            if value
        ]
        names = [user.get_full_name() for user in User.objects.all()]
        return "\n".join(words + names).casefold()


class Walk:
    """One person, who opens every page once to which a page that they saw has a link."""

    def __init__(self, username, start, language):
        self.language, self.pages = language, {}
        self.missing = []
        self.client = Client(headers={"Accept-Language": language})
        if username:
            User.objects.filter(username=username).update(language=language)
            self.client.force_login(User.objects.get(username=username))
        self._go(start)

    def _go(self, start):
        ahead, seen = deque([(start, START)]), set()
        ahead.extend((address, "") for address in ADDRESSES)
        while ahead:
            address, origin = ahead.popleft()
            kind = kind_of(address)
            if kind in seen:
                continue
            seen.add(kind)
            answer = self.client.get(address, follow=True)
            if origin and answer.status_code not in (200, 202):
                self.missing.append(f"{answer.status_code} at {address}, linked from {origin}")
            elif answer.status_code != NO_GET and answer["Content-Type"].startswith("text/html"):
                page = lxml.html.fromstring(answer.content.decode(), base_url=address)
                self.pages[address] = page
                ahead.extend((link, address) for link in links_of(page, address))
            for part in getattr(answer, "streaming_content", ()):
                assert part  # a file is read, so that it is closed


def addresses(resolver, prefix="/"):
    """Every address without a parameter."""
    for pattern in resolver.url_patterns:
        address = prefix + str(pattern.pattern).lstrip("^").replace("\\Z", "").rstrip("$")
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, address)
        elif not set("<(") & set(address):
            yield address


def kind_of(address):
    """Pages that differ only by what is searched are one; so are lists and objects in the office."""
    parts = urlsplit(address)
    asked = tuple(sorted({name for name, _ in parse_qsl(parts.query, keep_blank_values=True)}))
    is_an_application = parts.path.startswith(APPLICATIONS) and parts.path != APPLICATIONS
    is_one_of_many = parts.path.startswith("/admin/") and not is_an_application
    if is_one_of_many or parts.path.startswith(CODES):
        return resolve(parts.path).view_name, asked[:1]
    return parts.path, asked


def links_of(page, address):
    """Where the links of a page lead, on this site, to what can be read."""
    for link in page.iter("a"):
        target = urldefrag(urljoin(HOST + address, link.get("href", ""))).url
        if target.startswith(HOST + "/"):
            yield target.removeprefix(HOST)


def words_of(page):
    """What a page says in its own language, text by text."""
    for text in OWN_WORDS(page):
        yield " ".join(text.split())


OWN_WORDS = XPath(
    "//body//text()[normalize-space() and not(ancestor::*[(@lang and not(self::html)) or "
    "self::script or self::style or self::textarea or self::option])]"
)
NO_GET = 405  # an answer without a page
START, ADDRESSES = "the start", [*addresses(get_resolver())]
WALKS = [
    *((VISITOR, "/", language) for language in ("en", "zh-hans")),
    *((name, "/applications/", "zh-hans") for name in ("amina", "minh", "hassan", "elif", "ravi")),
    ("amina", "/applications/", "en"),
    *((name, "/admin/", "zh-hans") for name in OFFICE),
    ("admin", "/admin/", "en"),
]
ADDRESS = re.compile(r"https?://\S+")  # what is random in it may look like words
ENGLISH = re.compile(r"[A-Za-z]{2,}(?:[ ,.'’:()-]+[A-Za-z]{2,})+")


@pytest.fixture(scope="module")
def walks(demo, django_db_blocker):
    """Every walk, taken once."""
    with django_db_blocker.unblock(), override_settings(STAFF_SECOND_FACTOR=False):
        return {walk: Walk(*walk) for walk in WALKS}


@pytest.mark.parametrize("walk", WALKS, ids=" ".join)
def test_every_link_leads_to_a_whole_page(walks, told, walk):
    taken = walks[walk]

    assert taken.missing == []
    assert [
        f"{fault} at {address}"
        for address, page in taken.pages.items()
        for fault in faults_of(page, taken.language, told)
    ] == []


def faults_of(page, language, told):
    """What is missing, plain or untranslated."""
    faults = {
        "another language": page.get("lang", "").casefold() != language,
        "no title": not page.findtext(".//title").strip(),
        "not one heading": len(page.xpath("//h1")) != 1,
        "no style": not page.xpath("//link[@rel='stylesheet']"),
    }
    yield from (fault for fault, is_there in faults.items() if is_there)
    for file in page.xpath("//link/@href | //script/@src | //img/@src"):
        path = urlsplit(file).path
        if path.startswith("/static/") and not finders.find(path.removeprefix("/static/")):
            yield f"no file {file}"
    if language == "zh-hans":
        yield from (f"English “{run}”" for run in english_of(page) if run.casefold() not in told)


def english_of(page):
    """Several Latin words in a row, as they stand in a Chinese page; lists item by item."""
    for text in words_of(page):
        for run in ENGLISH.findall(ADDRESS.sub("", text)):
            yield from run.split(", ")
