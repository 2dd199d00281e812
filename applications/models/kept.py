"""What is applied for, kept in the cache: every step reads it, and the office seldom changes it."""

from django.core.cache import cache
from django.db import transaction

from applications.models.catalogue import Offering
from portal.keys import new_key

_STATE = "applications.catalogue"
KEPT_FOR = 300  # seconds


def kept_offering(number: int) -> Offering:
    """An offering with its programme and research areas, and its intake with category and type.

    As fresh as the last ``forget_offerings``.  Verbs that judge an intake read it from the
    database.
    """
    key = f"{_STATE}.{number}"
    found = cache.get_many([_STATE, key])
    state = found.get(_STATE, "")
    kept: tuple[str, Offering] | None = found.get(key)
    if kept and kept[0] == state:
        return kept[1]
    offering = (
        Offering.objects.select_related(
            "programme", "intake__funding_category", "intake__admission_type"
        )
        .prefetch_related("programme__research_areas")
        .get(pk=number)
    )
    cache.set(key, (state, offering), KEPT_FOR)
    return offering


def forget_offerings() -> None:
    """The catalogue was changed: at once for this process, and for the others after the commit."""
    _forget()
    transaction.on_commit(_forget)


def _forget() -> None:
    cache.set(_STATE, new_key(), None)
