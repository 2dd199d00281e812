"""Telling a person something: rows in the transaction, delivery after it."""

import re
from typing import Any, Protocol

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context, engines
from django.template.loader import render_to_string
from django.utils import translation

from notifications.models import InboxItem
from notifications.notice import Notice
from portal.models import SiteProfile

# How the address of a closed account ends; no such place exists (RFC 2606).
NOWHERE = "@account.invalid"


class Recipient(Protocol):
    """Anybody with an address and a language."""

    pk: Any
    email: str
    language: str

    def get_full_name(self) -> str:
        """The name to greet with."""


class MissingContext(Exception):  # noqa: N818 - a fact about the call
    """A notice was sent without what its words speak of."""


def notify(notice: Notice, *, to: Recipient, link: str = "", **context: Any) -> InboxItem | None:
    """Tell ``to`` about something, in their language, by mail and under Notices.

    ``link`` is a path of this site.  Who has closed the account is told nothing any more.  Raises
    MissingContext.
    """
    if missing := set(notice.needs) - set(context):
        raise MissingContext(f"{notice.name} needs {', '.join(sorted(missing))}")
    if to.email.endswith(NOWHERE):
        return None
    with translation.override(to.language):
        words = {
            **context,
            "recipient": to,
            "site": SiteProfile.current(),
            "link": f"{settings.SITE_URL}{link}" if link else "",
        }
        subject = " ".join(_plain(notice.subject_template, words).split())
        text = _plain(notice.body_template, words)
        message = framed(subject, text, to=to, link=words["link"])
    message.send()
    if not notice.in_portal:
        return None
    return InboxItem.objects.create(
        user_id=to.pk,
        notice=notice.name,
        subject=subject,
        body="\n\n".join(paragraphs_of(text)),
        link=link,
    )


def paragraphs_of(text: str) -> list[str]:
    """Blank lines part paragraphs.  Line breaks are spaces, and none follows a Chinese stop."""
    parts = (" ".join(part.split()) for part in text.split("\n\n"))
    return [re.sub("(?<=[。！？；]) ", "", part) for part in parts if part]


def _plain(template: str, words: dict[str, Any]) -> str:
    """Text is text: an apostrophe in a name is not to become ``&#x27;``."""
    engine = engines["django"].engine  # type: ignore[attr-defined]
    return str(engine.get_template(template).render(Context(words, autoescape=False)))


def framed(subject: str, text: str, *, to: Recipient, link: str) -> EmailMultiAlternatives:
    """The text in the frame of every mail: greeting, office, why you get this."""
    words = {
        "subject": subject,
        "paragraphs": paragraphs_of(text),
        "recipient": to,
        "site": SiteProfile.current(),
        "link": link,
    }
    message = EmailMultiAlternatives(
        subject, render_to_string("notifications/mail.txt", words), None, [to.email]
    )
    message.attach_alternative(render_to_string("notifications/mail.html", words), "text/html")
    return message
