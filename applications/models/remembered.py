"""Rows that hardly ever change, from the memory of each process: for names and dates on a page."""

from collections.abc import Iterable
from typing import ClassVar, TypeVar

from django.core.cache import caches
from django.db import models

Row = TypeVar("Row", bound=models.Model)


class Remembered(models.QuerySet[Row]):
    """A QuerySet that knows its rows by number, each together with some that belong to it."""

    together: ClassVar[tuple[str, ...]] = ()

    def remembered(self, numbers: Iterable[int]) -> dict[int, Row]:
        """These, as they were a minute ago at most.  Whoever decides by a row reads it."""
        memory, keys = caches["memory"], {self._key(number): number for number in numbers}
        known = memory.get_many(keys)
        found: dict[int, Row] = {keys[key]: row for key, row in known.items()}
        if missing := set(keys.values()) - set(found):
            rows = self.select_related(*self.together).in_bulk(missing)
            memory.set_many({self._key(number): row for number, row in rows.items()})
            found |= rows
        return found

    def forget(self, number: int) -> None:
        """Read it again next time, in this process."""
        caches["memory"].delete(self._key(number))

    def _key(self, number: int) -> str:
        return f"{self.model._meta.label_lower}.{number}"  # noqa: SLF001 public by its documentation
