"""What is applied for: rows of the catalogue that every page names and the office seldom changes.

Each process keeps copies, under the mark of the catalogue's last change.  A change makes a new
mark, under which nobody finds the old copies.
"""

from collections.abc import Collection, Iterable
from typing import TypeVar

from django.core.cache import cache, caches
from django.db import models, transaction

from applications.models.application import Application
from applications.models.catalogue import Intake, Offering
from portal.keys import new_key

_MARK = "applications.catalogue"
KEPT_FOR = 300  # seconds; only what changed the database behind our back is seen as late as that
_OFFERINGS = Offering.objects.select_related("programme")
_WITH_AREAS = _OFFERINGS.prefetch_related("programme__research_areas")
_INTAKES = Intake.objects.select_related("funding_category", "admission_type")

Row = TypeVar("Row", bound=models.Model)


def put_beside(applications: Collection[Application], *, with_areas: bool = False) -> None:
    """Give each application its offering with the programme, and its intake with category and type.

    As of the last ``forget``.  Verbs that judge by such a row read it from the database.
    """
    mark = cache.get_or_set(_MARK, new_key, None)
    wanted, name = (_WITH_AREAS, "areas") if with_areas else (_OFFERINGS, "offering")
    offerings = _kept(f"{mark}.{name}", wanted, {one.offering_id for one in applications})
    intakes = _kept(f"{mark}.intake", _INTAKES, {one.intake_id for one in applications})
    for one in applications:
        one.offering, one.intake = offerings[one.offering_id], intakes[one.intake_id]


def forget() -> None:
    """The catalogue was changed: at once for this process, and for all of them after the commit."""
    _make_mark()
    transaction.on_commit(_make_mark)


def _make_mark() -> None:
    cache.set(_MARK, new_key(), None)


def _kept(name: str, rows: models.QuerySet[Row], numbers: Iterable[int]) -> dict[int, Row]:
    """These rows by number, from the memory of this process as far as it has them."""
    memory, keys = caches["memory"], {f"{name}.{number}": number for number in numbers}
    found: dict[int, Row] = {keys[key]: row for key, row in memory.get_many(keys).items()}
    if missing := set(keys.values()) - set(found):
        read = rows.in_bulk(missing)
        memory.set_many({f"{name}.{number}": row for number, row in read.items()}, KEPT_FOR)
        found |= read
    return found
