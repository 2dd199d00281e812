"""Delivery to a real mail server on this machine: once, later, or not at all."""

import socket
from datetime import timedelta
from pathlib import Path

import pytest
from celery import current_app
from django.utils import timezone

from notifications import tasks
from notifications.models import Mail, MailState
from tests.factories.notifications import MailFactory
from tests.notifications.smtp import running_mail_server

pytestmark = pytest.mark.django_db


@pytest.fixture
def smtp(settings):
    """A mail server, and a portal that delivers to it."""
    with running_mail_server() as server:
        _deliver_to(settings, server.port)
        yield server


@pytest.fixture
def nobody(settings):
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    _deliver_to(settings, port)
    return port


def _deliver_to(settings, port):
    settings.DELIVERY_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.MAIL_BACKOFF_SECONDS = 15


def make_due(mail):
    Mail.objects.filter(pk=mail.pk).update(due_at=timezone.now())


def test_mail_arrives_with_envelope_headers_and_both_texts(smtp):
    mail = MailFactory()

    tasks.deliver(mail.pk)

    (arrived,) = smtp.delivered
    assert arrived.sender == "no-reply@jialing.example"
    assert arrived.recipients == ["adaeze@example.org"]
    assert arrived.subject == mail.subject
    assert arrived.message["To"] == "adaeze@example.org"
    assert arrived.message["Message-ID"] == mail.message_id
    assert arrived.part("plain").strip() == mail.body.strip()
    assert arrived.part("html").strip() == mail.html


def test_chinese_arrives_as_chinese(smtp):
    mail = MailFactory(
        subject="申请已提交，请缴纳报名费（RX-2027-000123）", body="Adaeze同学：您好！"
    )

    tasks.deliver(mail.pk)

    (arrived,) = smtp.delivered
    assert arrived.subject == mail.subject
    assert arrived.part("plain").strip() == mail.body


def test_delivered_mail_keeps_no_words(smtp):
    mail = MailFactory()

    tasks.deliver(mail.pk)

    mail.refresh_from_db()
    assert mail.state == MailState.SENT
    assert mail.sent_at is not None
    assert (mail.body, mail.html, mail.last_error) == ("", "", "")


def test_delivering_twice_sends_once(smtp):
    mail = MailFactory()

    tasks.deliver(mail.pk)
    tasks.deliver(mail.pk)

    assert len(smtp.delivered) == 1


def test_mail_that_another_worker_has_claimed_is_left_alone(smtp):
    mail = MailFactory(
        state=MailState.SENDING, due_at=timezone.now() + timedelta(minutes=5), tries=1
    )

    tasks.deliver(mail.pk)

    assert smtp.delivered == []


def test_mail_of_a_worker_that_died_is_claimed_again(smtp):
    mail = MailFactory(
        state=MailState.SENDING, due_at=timezone.now() - timedelta(seconds=1), tries=1
    )

    tasks.deliver(mail.pk)

    assert len(smtp.delivered) == 1


def test_unknown_mail_is_no_error(smtp):
    tasks.deliver(4711)

    assert smtp.delivered == []


def test_mail_waits_while_the_server_is_down_and_arrives_later(nobody):
    mail = MailFactory()

    tasks.deliver(mail.pk)

    mail.refresh_from_db()
    assert (mail.state, mail.tries) == (MailState.WAITING, 1)
    assert mail.due_at > timezone.now()
    assert "ConnectionRefusedError" in mail.last_error
    assert mail.body

    with running_mail_server(nobody) as server:
        tasks.deliver(mail.pk)
        assert server.delivered == []
        make_due(mail)
        tasks.deliver(mail.pk)

        assert len(server.delivered) == 1
    mail.refresh_from_db()
    assert (mail.state, mail.tries) == (MailState.SENT, 2)


@pytest.mark.parametrize(
    ("where", "answer"),
    [("greeting", "421 Come back later"), ("on_recipient", "450 Mailbox busy")],
)
def test_mail_waits_when_the_server_refuses(smtp, where, answer):
    setattr(smtp, where, answer)
    mail = MailFactory()

    tasks.deliver(mail.pk)

    mail.refresh_from_db()
    assert mail.state == MailState.WAITING
    assert smtp.delivered == []


def test_waiting_grows_and_ends(nobody, settings):
    settings.MAIL_MAX_TRIES = 4
    mail = MailFactory()
    waits = []

    for _ in range(4):
        make_due(mail)
        before = timezone.now()
        tasks.deliver(mail.pk)
        mail.refresh_from_db()
        waits.append(round((mail.due_at - before).total_seconds()))

    assert waits == [30, 60, 120, 240]
    assert mail.state == MailState.FAILED


def test_waiting_is_never_longer_than_an_hour(nobody, settings):
    mail = MailFactory(tries=10)

    tasks.deliver(mail.pk)

    mail.refresh_from_db()
    assert mail.due_at <= timezone.now() + tasks.LONGEST_BACKOFF


@pytest.mark.django_db(transaction=True)
def test_sweep_hands_over_what_is_due(monkeypatch):
    sent = []
    monkeypatch.setattr(current_app, "send_task", lambda name, args, **kwargs: sent.append(args))
    now = timezone.now()
    lost = MailFactory(due_at=now - timedelta(minutes=2))
    left = MailFactory(state=MailState.SENDING, due_at=now - timedelta(minutes=1))
    MailFactory(due_at=now + timedelta(minutes=1))
    MailFactory(state=MailState.SENT)
    MailFactory(state=MailState.FAILED)

    tasks.sweep()

    assert sent == [(lost.pk,), (left.pk,)]


def test_mailbox_of_a_newcomer_is_a_folder_of_readable_files(settings, tmp_path):
    settings.DELIVERY_BACKEND = "notifications.mailbox.MailboxBackend"
    settings.MAIL_DIR = tmp_path / "mail"
    mail = MailFactory(recipient="a/../da@example.org")

    tasks.deliver(mail.pk)

    (file,) = Path(settings.MAIL_DIR).iterdir()
    text = file.read_text(encoding="utf-8")
    assert file.name.endswith("a_.._da@example.org.txt")
    assert text.startswith("To: a/../da@example.org\n")
    assert f"Subject: {mail.subject}\n" in text
    assert "Please pay." in text
