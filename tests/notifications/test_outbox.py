"""Every mail is first a row, written in the caller's transaction."""

import pytest
from django.core.mail import EmailMultiAlternatives, send_mail
from django.core.mail.message import BadHeaderError
from django.db import transaction

from notifications.models import Mail, MailState
from notifications.outbox import as_message, send_again
from tests.factories.notifications import MailFactory


def write(*recipients, subject="Please pay"):
    return send_mail(subject, "Dear Adaeze", None, recipients or ["adaeze@example.org"])


@pytest.mark.django_db(transaction=True)
def test_mail_is_a_row_and_goes_out_after_the_commit(sent):
    with transaction.atomic():
        write()
        mail = Mail.objects.get()
        assert sent == []

    assert sent == [("notifications.tasks.deliver", (mail.pk,))]
    assert mail.state == MailState.WAITING
    assert mail.recipient == "adaeze@example.org"


@pytest.mark.django_db(transaction=True)
def test_nothing_is_left_of_a_mail_whose_transaction_failed(sent):
    with transaction.atomic():
        write()
        transaction.set_rollback(True)

    assert Mail.objects.count() == 0
    assert sent == []


@pytest.mark.usefixtures("dead_broker")
@pytest.mark.django_db(transaction=True)
def test_dead_broker_neither_raises_nor_loses_a_mail():
    write()

    assert Mail.objects.due().count() == 1


@pytest.mark.django_db
def test_every_recipient_gets_a_mail_of_their_own():
    write("adaeze@example.org", "chidi@example.org")

    mails = Mail.objects.order_by("recipient")
    assert [mail.recipient for mail in mails] == ["adaeze@example.org", "chidi@example.org"]
    assert mails[0].message_id != mails[1].message_id


@pytest.mark.django_db
@pytest.mark.parametrize("subject", ["Hello\nBcc: all@example.org", "Hello\r\nX: y"])
def test_line_breaks_in_headers_are_refused(subject):
    with pytest.raises(BadHeaderError):
        write(subject=subject)

    assert Mail.objects.count() == 0


@pytest.mark.django_db
def test_mail_keeps_both_texts_and_its_headers():
    message = EmailMultiAlternatives(
        "Please pay", "Dear Adaeze", None, ["adaeze@example.org"], headers={"X-Notice": "fee"}
    )
    message.attach_alternative("<p>Dear Adaeze</p>", "text/html")
    message.send()

    again = as_message(Mail.objects.get())
    assert again.body == "Dear Adaeze"
    assert again.alternatives[0][0] == "<p>Dear Adaeze</p>"
    assert again.extra_headers["X-Notice"] == "fee"


@pytest.mark.django_db
def test_message_id_stays_the_same_over_every_try():
    mail = MailFactory()

    assert as_message(mail).message()["Message-ID"] == as_message(mail).message()["Message-ID"]


@pytest.mark.django_db(transaction=True)
def test_mail_that_was_given_up_can_be_sent_again(sent):
    mail = MailFactory(state=MailState.FAILED, tries=12)

    assert send_again(mail) is True

    mail.refresh_from_db()
    assert (mail.state, mail.tries) == (MailState.WAITING, 0)
    assert sent == [("notifications.tasks.deliver", (mail.pk,))]


@pytest.mark.django_db
@pytest.mark.parametrize("state", [MailState.SENT, MailState.SENDING, MailState.WAITING])
def test_only_a_mail_that_was_given_up_is_sent_again(state):
    mail = MailFactory(state=state)

    assert send_again(mail) is False
    assert Mail.objects.get().state == state
