"""Notices in the portal, and the outbox in the admin."""

from datetime import timedelta

import pytest
from celery import current_app
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from notifications.models import InboxItem, Mail, MailState
from tests.factories.accounts import UserFactory
from tests.factories.notifications import InboxItemFactory, MailFactory

pytestmark = pytest.mark.django_db
INBOX = reverse("notifications:inbox")


@pytest.fixture
def person(client):
    made = UserFactory()
    client.force_login(made)
    return made


@pytest.fixture
def administrator(client):
    made = UserFactory(administrator=True)
    client.force_login(made)
    return made


def at(item):
    return reverse("notifications:item", args=[item.key])


def page_of(client, url, **query):
    return client.get(url, query).content.decode()


def in_admin(model, page="changelist", *arguments):
    return reverse(f"admin:notifications_{model}_{page}", args=arguments)


def test_inbox_lists_the_newest_first_and_marks_the_unread(client, person):
    now = timezone.now()
    old = InboxItemFactory(user=person, created_at=now - timedelta(days=1), read_at=now)
    new = InboxItemFactory(user=person, created_at=now)

    page = page_of(client, INBOX)

    assert page.index(new.subject) < page.index(old.subject)
    assert page.count('class="is-unread"') == 1
    assert "Unread" in page


def test_empty_inbox_says_so(client, person):
    assert "No notices yet" in page_of(client, INBOX)


def test_inbox_has_pages_of_twenty(client, person):
    InboxItemFactory.create_batch(21, user=person)

    assert page_of(client, INBOX).count('class="is-unread"') == 20
    assert page_of(client, INBOX, page=2).count('class="is-unread"') == 1
    assert client.get(INBOX, {"page": "nonsense"}).status_code == 200


@pytest.mark.parametrize("items", [1, 3])
def test_inbox_asks_the_database_the_same_however_many_items(
    client, person, django_assert_num_queries, items
):
    InboxItemFactory.create_batch(items, user=person)
    page_of(client, INBOX)

    # Person, count, notices, unread notices; the session comes from the cache.
    with django_assert_num_queries(4):
        page_of(client, INBOX)


def test_notice_is_read_by_opening_it_and_once(client, person):
    item = InboxItemFactory(user=person)

    page = page_of(client, at(item))
    first = InboxItem.objects.get().read_at
    page_of(client, at(item))

    assert item.subject in page
    assert "<p>Please pay the fee.</p>" in page
    assert f'href="{item.link}"' in page
    assert first is not None
    assert InboxItem.objects.get().read_at == first


def test_words_of_a_notice_are_never_markup(client, person):
    item = InboxItemFactory(user=person, subject="<b>Hi</b>", body="<script>alert(1)</script>")

    page = page_of(client, at(item))

    assert "<script>alert" not in page
    assert "<b>Hi</b>" not in page


def test_strangers_notice_does_not_exist(client, person):
    item = InboxItemFactory()

    assert client.get(at(item)).status_code == 404
    assert item.subject not in page_of(client, INBOX)
    assert InboxItem.objects.get().read_at is None


def test_inbox_asks_to_sign_in(client):
    assert client.get(INBOX)["Location"].startswith(reverse("account_login"))


def test_outbox_shows_no_words(client, administrator):
    mail = MailFactory(body="https://portal.example/reset/secret", html="<p>secret</p>")
    item = InboxItemFactory(body="secret")

    for url in (
        in_admin("mail"),
        in_admin("mail", "change", mail.pk),
        in_admin("inboxitem"),
        in_admin("inboxitem", "change", item.pk),
    ):
        answer = client.get(url)

        assert answer.status_code == 200
        assert "secret" not in answer.content.decode()
        assert b'name="_save"' not in answer.content


@pytest.mark.parametrize(
    ("model", "make"), [("mail", MailFactory), ("inboxitem", InboxItemFactory)]
)
@pytest.mark.parametrize("rows", [1, 3])
def test_lists_ask_the_database_the_same_however_many_rows(
    client, administrator, django_assert_num_queries, model, make, rows
):
    make.create_batch(rows)
    page_of(client, in_admin(model))

    # Person, two for permissions, count, rows.
    with django_assert_num_queries(6):
        page_of(client, in_admin(model))


def test_notices_are_found_by_what_happened(client, administrator):
    one = InboxItemFactory(notice="applications/submitted", subject="One")
    other = InboxItemFactory(notice="applications/withdrawn", subject="Other")

    page = page_of(client, in_admin("inboxitem"), notice="applications/withdrawn")

    assert in_admin("inboxitem", "change", other.pk) in page
    assert in_admin("inboxitem", "change", one.pk) not in page


@pytest.mark.django_db(transaction=True)
def test_mail_that_was_given_up_is_sent_again_from_its_own_page(client, administrator, monkeypatch):
    sent = []
    monkeypatch.setattr(current_app, "send_task", lambda name, args, **kwargs: sent.append(args))
    mail = MailFactory(state=MailState.FAILED, tries=12, last_error="SMTPServerDisconnected")
    again = in_admin("mail", "send_again", mail.pk)

    assert again in page_of(client, in_admin("mail", "change", mail.pk))
    assert "after 12 tries: SMTPServerDisconnected" in page_of(client, again)
    answer = client.post(again, follow=True)

    assert "The mail is on its way again." in answer.content.decode()
    assert Mail.objects.get().state == MailState.WAITING
    assert sent == [(mail.pk,)]


def test_mail_that_was_sent_is_not_sent_again(client, administrator):
    mail = MailFactory(state=MailState.SENT)
    again = in_admin("mail", "send_again", mail.pk)

    assert again not in page_of(client, in_admin("mail", "change", mail.pk))
    assert "Only a mail that was given up" in page_of(client, again)
    client.post(again)

    assert Mail.objects.get().state == MailState.SENT


@pytest.mark.parametrize("role", [Role.OFFICER, Role.FINANCE, Role.DEPARTMENT_READER])
def test_outbox_is_for_administrators(client, role):
    client.force_login(UserFactory(is_staff=True, role=role))
    mail = MailFactory(state=MailState.FAILED)

    assert client.get(in_admin("mail")).status_code == 403
    assert client.post(in_admin("mail", "send_again", mail.pk)).status_code == 403
    assert Mail.objects.get().state == MailState.FAILED
