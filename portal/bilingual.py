"""Text in two languages: columns ``name_en`` and ``name_zh`` read as ``name``; words in both."""

from collections.abc import Callable
from typing import TypeVar

from django.db.models import Model
from django.utils import translation
from django.utils.translation import get_language

Read = TypeVar("Read")


def in_chinese() -> bool:
    """Whether the active language is Chinese."""
    return (get_language() or "").startswith("zh")


def in_both(read: Callable[[], Read]) -> tuple[Read, Read]:
    """Read something once in English and once in Chinese."""
    with translation.override("en"):
        english = read()
    with translation.override("zh-hans"):
        return english, read()


class Bilingual:
    """``name = Bilingual()`` reads ``name_zh`` for Chinese readers and ``name_en`` for others.

    Where one of the two is empty, the other is better than nothing.
    """

    def __set_name__(self, owner: type, name: str) -> None:
        self.en, self.zh = f"{name}_en", f"{name}_zh"

    def __get__(self, instance: Model | None, owner: type) -> str:
        if instance is None:
            return ""
        en, zh = getattr(instance, self.en), getattr(instance, self.zh)
        return str((zh or en) if in_chinese() else (en or zh))
