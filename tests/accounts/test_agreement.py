"""The registration agreement: versions in the admin, and the new one at the next sign-in."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Agreement, AgreementAcceptance
from tests.factories.accounts import AgreementFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    """Somebody who accepted the first version, of two."""
    person = UserFactory()
    AgreementFactory(version=1).acceptances.create(user=person)
    AgreementFactory(version=2)
    return person


def test_new_version_is_asked_for_at_the_next_sign_in_and_leads_on(client, person, sign_in, post):
    stopped = sign_in(person.email, next="/notices/")
    shown = client.get(stopped["Location"])
    early = client.get("/notices/")
    accepted = post("account_agreement", accept="1", version=2)

    assert stopped["Location"] == reverse("account_agreement")
    assert "This version is new" in shown.content.decode()
    assert early.status_code == 302
    assert accepted["Location"] == "/notices/"
    assert client.get("/notices/").status_code == 200
    kept = AgreementAcceptance.objects.get(user=person, agreement__version=2)
    assert kept.network_address == "127.0.0.1"
    assert abs(timezone.now() - kept.accepted_at).total_seconds() < 60


def test_accepted_version_is_not_asked_for_again(client, person, sign_in, post):
    sign_in(person.email)
    post("account_agreement", accept="1", version=2)
    post("account_logout")

    assert sign_in(person.email)["Location"] == reverse("applications:mine")


def test_who_declines_is_not_signed_in_and_keeps_the_account(client, person, sign_in, post):
    sign_in(person.email)

    declined = post("account_agreement", decline="1", version=2)

    assert declined["Location"] == reverse("home")
    assert "_auth_user_id" not in client.session
    assert client.get(reverse("account_login")).status_code == 200
    person.refresh_from_db()
    assert person.is_active


def test_version_replaced_while_reading_is_asked_for_anew(client, person, sign_in, post):
    sign_in(person.email)
    AgreementFactory(version=3)

    answer = post("account_agreement", accept="1", version=2)

    assert answer.context["agreement"].version == 3
    assert person.acceptances.count() == 1


def test_withdrawn_version_lets_the_person_on(client, person, sign_in):
    sign_in(person.email)
    Agreement.objects.update(published_at=None)

    assert client.get(reverse("account_agreement"))["Location"] == reverse("applications:mine")


def test_staff_are_appointed_and_not_asked(sign_in):
    AgreementFactory()
    officer = UserFactory(officer=True, second_factor=False)

    assert sign_in(officer.username)["Location"] == reverse("admin:index")


@pytest.mark.parametrize("published_at", [None, timezone.now() + timezone.timedelta(days=1)])
def test_drafts_and_versions_to_come_are_not_in_force(published_at):
    AgreementFactory(version=1)
    AgreementFactory(version=2, published_at=published_at)

    assert Agreement.current().version == 1


@pytest.fixture
def page(client):
    """``page("add")``, ``page("change", agreement)``: pages of the admin."""
    client.force_login(UserFactory(administrator=True))
    return lambda what, *of: reverse(
        f"admin:accounts_agreement_{what}", args=[one.pk for one in of]
    )


def test_new_version_begins_with_the_words_of_the_last_and_is_numbered(client, page):
    last = AgreementFactory(version=7)

    shown = client.get(page("add")).context["adminform"].form
    client.post(page("add"), {"text_en": "New words", "text_zh": "新条款"})

    assert shown["text_en"].value() == last.text_en
    added = Agreement.objects.get(version=8)
    assert added.published_at is None
    assert Agreement.current() == last


def test_draft_is_edited_and_published_at_once(client, page):
    draft = AgreementFactory(published_at=None)
    typed = {
        "text_en": "Better",
        "text_zh": "更好",
        "published_at_0": "2020-01-01",
        "published_at_1": "00:00:00",
    }

    client.post(page("change", draft), typed)

    assert Agreement.current().text_en == "Better"
    assert timezone.now() - Agreement.current().published_at < timezone.timedelta(minutes=1)


def test_published_version_is_not_changed_and_not_deleted(client, page):
    published = AgreementFactory()

    client.post(page("change", published), {"text_en": "Reworded", "text_zh": "改"})
    refused = client.post(page("delete", published), {"post": "yes"})

    assert refused.status_code == 403
    assert Agreement.objects.get().text_en == published.text_en
