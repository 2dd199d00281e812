"""The languages every page is looked at in, and what people read there."""

from collections.abc import Callable

from django.utils.translation import gettext, override

# What a browser that prefers the language asks for.
LANGUAGES = {"en": "en-GB", "zh-hans": "zh-CN"}
Say = Callable[[str], str]


def english(words: str) -> str:
    return words


def reader_of(language: str) -> Say:
    """``say("Save")``: how a page in this language says it."""

    def say(words: str) -> str:
        with override(language):
            return gettext(words)

    return english if language == "en" else say
