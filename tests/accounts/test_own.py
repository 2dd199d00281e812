"""One's own account: profile, everything held on oneself, and closing it."""

import io
import json
import zipfile

import pytest
from allauth.account.models import EmailAddress
from django.contrib.messages import get_messages
from django.urls import reverse

from accounts import lifecycle, time_zones
from accounts.models import User
from accounts.rules import person_called
from applications.models import Application
from applications.status import Status
from notifications.models import InboxItem, Mail
from payments.models import Bill
from payments.status import BillStatus
from tests.factories.accounts import PASSWORD, AgreementFactory, UserFactory
from tests.factories.applications import (
    ApplicationFactory,
    DocumentRequirementFactory,
    IntakeFactory,
)

pytestmark = pytest.mark.django_db

PROFILE = {"last_name": "Okonkwo", "first_name": "Adaeze", "reads": "en", "time_zone": ""}


@pytest.fixture
def adaeze(client, post):
    """Signed in, and has just said the password again."""
    person = UserFactory(username="adaeze")
    client.force_login(person)
    post("account_reauthenticate", password=PASSWORD)
    return person


def apply(person, status=Status.DRAFT):
    """A complete application of this person, as far as ``status``."""
    requirement = DocumentRequirementFactory(intake=IntakeFactory())
    return ApplicationFactory(
        applicant=person, intake=requirement.intake, status=status, complete=True
    )


@pytest.fixture
def download(post, adaeze):
    """``download()``: the ZIP that Adaeze gets."""

    def download():
        return zipfile.ZipFile(io.BytesIO(post("account_personal_data").getvalue()))

    return download


# Profile ----------------------------------------------------------------------------------------
def test_profile_keeps_name_language_and_time_zone(client, post, adaeze):
    saved = post("account_profile", **{**PROFILE, "reads": "zh-hans", "time_zone": "Africa/Lagos"})

    adaeze.refresh_from_db()
    assert saved["Location"] == reverse("account_profile")
    assert (adaeze.get_full_name(), adaeze.time_zone) == ("Adaeze Okonkwo", "Africa/Lagos")
    assert adaeze.language == "zh-hans"
    assert client.get(reverse("account_profile")).headers["Content-Language"] == "zh-hans"


@pytest.mark.parametrize(
    ("field", "value"),
    [("reads", "fr"), ("time_zone", "Mars/Olympus"), ("first_name", "x" * 151)],
)
def test_profile_refuses_what_is_not_so_and_keeps_what_was_typed(post, adaeze, field, value):
    answer = post("account_profile", **{**PROFILE, field: value})

    adaeze.refresh_from_db()
    assert answer.context["form"].errors.keys() == {field}
    assert answer.context["form"]["last_name"].value() == "Okonkwo"
    assert adaeze.last_name == ""


def test_language_button_keeps_a_profile_that_is_being_typed(client, adaeze):
    here = reverse("account_profile")

    client.post(f"/language/?next={here}", {**PROFILE, "language": "zh-hans"})
    shown = client.get(here)

    assert shown.headers["Content-Language"] == "zh-hans"
    assert shown.context["form"]["last_name"].value() == "Okonkwo"
    adaeze.refresh_from_db()
    assert adaeze.last_name == ""


def test_time_zones_are_named_after_their_cities_in_both_languages(client, post, adaeze):
    english = client.get(reverse("account_profile")).content.decode()
    post("set_language", language="zh-hans", next="/")
    chinese = client.get(reverse("account_profile")).content.decode()

    assert '<option value="Africa/Lagos">Lagos (Africa)</option>' in english
    assert '<option value="Africa/Lagos">拉各斯（非洲）</option>' in chinese


def test_time_zones_of_the_machine_are_looked_for_once(monkeypatch):
    looks = []
    look = time_zones.available_timezones
    monkeypatch.setattr(time_zones, "available_timezones", lambda: looks.append(1) or look())

    known = [time_zones.known(zone) for zone in ("Africa/Lagos", "Asia/Shanghai", "Mars/Olympus")]

    assert known == ["Africa/Lagos", "Asia/Shanghai", ""]
    assert len(looks) <= 1  # it opens hundreds of files


@pytest.mark.parametrize("name", ["account_profile", "account_personal_data", "account_close"])
def test_own_pages_ask_to_sign_in(client, name):
    answer = client.get(reverse(name))

    assert answer["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("name", ["account_personal_data", "account_close"])
def test_what_hurts_if_a_stranger_does_it_asks_for_the_password_again(client, name):
    client.force_login(UserFactory())

    answer = client.get(reverse(name))

    assert answer["Location"].startswith(reverse("account_reauthenticate"))


# Everything held --------------------------------------------------------------------------------
def test_personal_data_is_a_zip_of_everything_every_app_holds(download, adaeze):
    application = apply(adaeze, Status.QUEUED)
    stranger = apply(UserFactory(username="stranger"))
    AgreementFactory(version=7).acceptances.create(user=adaeze, network_address="192.0.2.1")
    InboxItem.objects.create(user=adaeze, notice="x", subject="Hello", body="Hello, Adaeze")

    bundle = download()

    told = {name: bundle.read(name).decode() for name in bundle.namelist() if "files/" not in name}
    everything = "".join(told.values())
    assert told.keys() >= {
        "accounts.json", "applications.json", "notifications.json", "payments.json"
    }  # fmt: skip
    assert json.loads(told["accounts.json"])["accepted"][0]["version"] == 7
    (mine,) = json.loads(told["applications.json"])["applications"]
    assert mine["reference"] == application.reference
    assert mine["basic_information"][0]["passport_number"]
    assert len(mine["education"]) >= 2
    assert "Hello, Adaeze" in told["notifications.json"]
    assert json.loads(told["payments.json"])["bills"][0]["fen"] == 80_000
    assert adaeze.password not in everything
    assert stranger.reference not in everything
    photo = f"files/{application.reference}/01 {application.photo}"
    with application.photo.file.open("rb") as file:
        assert bundle.read(photo) == file.read()


def test_personal_data_leaves_out_what_the_office_writes_for_itself(download, adaeze):
    application = apply(adaeze, Status.IN_REVIEW)
    officer = UserFactory(officer=True, username="wu.min")
    application.notes.create(text="Looks like a forgery.", written_by=officer)
    application.decisions.create(
        outcome="refuse", reason_en="Secret", reason_zh="秘密", prepared_by=officer
    )

    told = download().read("applications.json").decode()

    assert "forgery" not in told
    assert "Secret" not in told


def test_a_file_that_is_lost_does_not_keep_the_others(download, adaeze):
    application = apply(adaeze)
    application.photo.file.storage.delete(application.photo.file.name)

    names = download().namelist()

    assert any(name.endswith(".missing.txt") for name in names)
    assert any(str(application.documents.get()) in name for name in names)


def test_downloads_of_personal_data_are_limited(post, adaeze, settings):
    settings.ACCOUNT_RATE_LIMITS = {"personal_data": "1/h/user"}

    first, second = post("account_personal_data"), post("account_personal_data")

    assert first.getvalue()
    assert (first.status_code, second.status_code) == (200, 429)


# Closing ----------------------------------------------------------------------------------------
def test_close_page_says_what_becomes_of_each_application(client, adaeze):
    draft, paid, decided = (
        apply(adaeze, status) for status in (Status.DRAFT, Status.QUEUED, Status.ADMITTED)
    )

    page = client.get(reverse("account_close"))

    said = {words.partition(",")[0]: words for words in page.context["parting"]}
    assert "all you entered is erased" in said[draft.reference]
    assert "the fee is not given back" in said[paid.reference]
    assert "its decision as a record" in said[decided.reference]
    assert "Bills, payments" in page.content.decode()


def test_closing_wants_the_user_name(client, post, adaeze):
    refused = post("account_close", username="somebody")

    assert refused.context["form"].errors == {"username": ["This is not your user name."]}
    assert User.objects.get(pk=adaeze.pk).is_active


def test_closed_account_opens_to_nobody_and_its_address_is_told_and_free(
    client, post, sign_in, adaeze, newest_mail
):
    other_browser = type(client)()
    other_browser.force_login(adaeze)
    InboxItem.objects.create(user=adaeze, notice="x", subject="Hello", body="Hello")

    closed = post("account_close", username="Adaeze")
    said = [str(message) for message in get_messages(closed.wsgi_request)]
    letter = newest_mail()
    again = sign_in("adaeze")

    adaeze.refresh_from_db()
    assert (closed["Location"], said) == (reverse("home"), ["Your account is closed."])
    assert client.get(reverse("account_profile")).status_code == 302
    assert other_browser.get(reverse("account_profile")).status_code == 302
    assert "not right" in str(again.context["form"].errors)
    assert (letter.recipient, letter.subject) == (
        "adaeze@mail.example", "Your account is closed"
    )  # fmt: skip
    assert Mail.objects.filter(recipient="adaeze@mail.example").count() == 1
    assert person_called("adaeze") is person_called("adaeze@mail.example") is None
    assert not EmailAddress.objects.filter(user=adaeze).exists()
    assert not InboxItem.objects.filter(user=adaeze).exists()
    assert (adaeze.get_full_name(), adaeze.is_active) == ("", False)


def test_closing_withdraws_and_erases_what_was_never_paid(
    post, adaeze, django_capture_on_commit_callbacks
):
    applications = [apply(adaeze, status) for status in (Status.DRAFT, Status.SUBMITTED)]
    files = [each.photo.file for each in applications]
    files += [each.documents.get().file for each in applications]

    with django_capture_on_commit_callbacks(execute=True):
        post("account_close", username="adaeze")

    for application in Application.objects.all():
        assert application.status == Status.WITHDRAWN
        assert not application.drafts.exists()
        assert not application.documents.exists()
        assert not hasattr(application, "basic_information")
        assert application.changes.get().move == "withdraw"
    assert Bill.objects.get().status == BillStatus.CLOSED
    assert not any(file.storage.exists(file.name) for file in files)


@pytest.mark.parametrize(
    ("status", "then"),
    [(Status.IN_REVIEW, Status.WITHDRAWN), (Status.REFUSED, Status.REFUSED)],
)
def test_closing_keeps_what_was_paid_as_a_record(post, adaeze, status, then):
    application = apply(adaeze, status)

    post("account_close", username="adaeze")

    application.refresh_from_db()
    assert application.status == then
    assert application.basic_information.passport_number
    assert application.photo.file.storage.exists(application.photo.file.name)
    assert application.bill.status == BillStatus.PAID


def test_closing_twice_changes_nothing_more(adaeze):
    lifecycle.close(adaeze)
    lifecycle.close(adaeze)

    assert Mail.objects.count() == 1


def test_members_of_the_office_do_not_close_their_own_account(client):
    officer = UserFactory(officer=True)

    with pytest.raises(lifecycle.StaysOpen):
        lifecycle.close(officer)

    assert User.objects.get(pk=officer.pk).is_active
