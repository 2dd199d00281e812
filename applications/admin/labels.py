"""How the office's pages name a person, show a status and say how long somebody has waited."""

from datetime import datetime
from functools import lru_cache

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from applications.models import Application, BasicInformation
from applications.status import Status
from portal import times

# Days after which a wait is nearly, and is, longer than the office promises.
NEAR_DAYS = 7
LATE_DAYS = 14


def person(application: Application) -> BasicInformation | None:
    """What step 1 says of the applicant; nothing where it was never filled in."""
    return getattr(application, "basic_information", None)


def full_name(application: Application) -> str:
    """``OKONKWO Adaeze Ngozi``: the surname in capitals, as in a passport."""
    basics = person(application)
    if basics is None:
        return str(application.applicant)
    return f"{basics.passport_surname.upper()} {basics.passport_given_names}".strip()


def badge(voice: str, word: object) -> SafeString:
    """A word on a soft ground."""
    return _badge(voice, str(word))


@lru_cache(maxsize=256)
def _badge(voice: str, word: str) -> SafeString:
    return format_html('<span class="rx-badge is-{}">{}</span>', voice, word)


def status_badge(application: Application) -> SafeString:
    """Where it stands."""
    return badge(application.tone.voice, Status(application.status).label)


def prepared_badge() -> SafeString:
    """A decision waits to be released.  Never shown to the applicant."""
    return badge("ochre", _("Decision prepared"))


def days_since(moment: datetime, now: datetime | None = None) -> int:
    """Whole days by the Beijing calendar."""
    return -times.days_left(moment, now=now or timezone.now())


def in_days(days: int) -> str:
    """``14 days``; ``today`` for none."""
    if days <= 0:
        return _("today")
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}


def days_ago(moment: datetime, now: datetime | None = None) -> str:
    """``14 days ago``; ``today`` for none."""
    days = days_since(moment, now)
    if days <= 0:
        return _("today")
    return ngettext("%(days)s day ago", "%(days)s days ago", days) % {"days": days}


def wait(since: datetime | None, now: datetime | None = None) -> SafeString:
    """How long somebody has waited for us, louder the longer it is; nothing without a beginning."""
    if since is None:
        return SafeString("")
    return _waited(days_since(since, now), get_language())


@lru_cache(maxsize=256)
def _waited(days: int, language: str | None) -> SafeString:
    tone = "rx-late" if days >= LATE_DAYS else "rx-near" if days >= NEAR_DAYS else "rx-wait"
    return format_html('<span class="{}">{}</span>', tone, in_days(days))
