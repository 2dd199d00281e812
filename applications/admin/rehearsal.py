"""What the applicant will read: the move is made, what it says is kept, and all of it is undone."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import translation

from applications import rules
from applications.admin.parts import title_of
from applications.models import Application
from applications.standing import standing
from applications.status import Tone
from notifications.models import InboxItem
from portal import times


@dataclass(frozen=True)
class Reading:
    """The words of one move, in the language of the applicant's account.

    ``subject`` and ``paragraphs`` are mailed and kept under Notices; the rest stands on the
    status page.
    """

    language: str
    language_name: str
    tone: Tone
    word: str
    sentence: str
    reason: str
    asks: tuple[tuple[str, str], ...] = ()
    until: str = ""
    subject: str = ""
    paragraphs: tuple[str, ...] = ()


def rehearse(application: Application, make: Callable[[Application], None]) -> Reading:
    """Make the move in a transaction that is rolled back, so that the words are the real ones.

    Nothing is sent: mails are rows of that transaction too.  Raises MoveNotAllowed.
    """
    with transaction.atomic():
        again = Application.objects.select_related("applicant").get(pk=application.pk)
        before = _last_told(again)
        make(again)
        with translation.override(again.applicant.language):
            words = _words(again, _last_told(again), before)
        transaction.set_rollback(True)
    return words


def _last_told(application: Application) -> InboxItem | None:
    return InboxItem.objects.of(application.applicant).order_by("pk").last()


def _words(application: Application, told: InboxItem | None, before: InboxItem | None) -> Reading:
    language = application.applicant.language
    is_new = told is not None and told != before
    asked = application.open_request
    decision = rules.decision_of(application)
    return Reading(
        language=language,
        language_name=dict(settings.LANGUAGES)[language],
        tone=application.tone,
        word=application.get_status_display(),
        sentence=standing(application).sentence,
        reason=decision.reason if decision else "",
        asks=tuple((title_of(item), item.reason) for item in asked.wanted) if asked else (),
        until=times.beijing(asked.due_at) if asked else "",
        subject=told.subject if told and is_new else "",
        paragraphs=tuple(told.body.split("\n\n")) if told and is_new else (),
    )
