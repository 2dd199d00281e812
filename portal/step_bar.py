"""The bar of steps in words: each part once, though wide and narrow screens show their own list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from portal.icons import icon


@dataclass(frozen=True, slots=True)
class StepPart:
    """One part of the bar."""

    url: str
    slug: str
    title: str
    css: str
    current: bool
    words: SafeString


@dataclass(frozen=True, slots=True)
class StepsSummary:
    """Which step this is, of how many, how many are complete, and all of them."""

    current: int
    total: int
    complete: int
    parts: list[StepPart]


def steps_summary(steps: Sequence[Any]) -> StepsSummary:
    """``{% steps_summary step_bar as steps %}``: of objects or mappings."""
    current = next((_read(step, "number") for step in steps if _read(step, "current")), 0)
    complete = sum(_read(step, "state") == "complete" for step in steps)
    return StepsSummary(current, len(steps), complete, [_part(step) for step in steps])


def _part(step: Any) -> StepPart:
    is_current, state = bool(_read(step, "current")), _read(step, "state")
    title = str(_read(step, "title"))
    return StepPart(
        url=_read(step, "url"),
        slug=_read(step, "slug") or "",
        title=title,
        css=f"is-{state} is-current" if is_current else f"is-{state}",
        current=is_current,
        words=format_html(
            '<span class="rx-step-name">{} {}</span><span class="rx-step-state">{}{}</span>',
            _read(step, "number"),
            _read(step, "short_title") or title,
            *_state(state),
        ),
    )


def _state(state: str) -> tuple[str, str]:
    if state == "complete":
        return icon("check"), _("Complete")
    if state == "needs-change":
        return icon("pen"), _("Needs change")
    return "", _("Started") if state == "started" else _("Not started")


def _read(thing: Any, name: str) -> Any:
    return thing.get(name) if isinstance(thing, Mapping) else getattr(thing, name, None)
