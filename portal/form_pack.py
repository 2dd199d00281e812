"""A form field as a page shows it: label, hint, words of the office, error, control.

Written as strings, not as a template, because a step has forty of them.  A form may say more than
Django knows: ``star``, ``advise`` and ``ask_to_change`` its fields, ``marks_fields = False`` (a
short form without stars), ``error_summary = False`` (the page lists the errors itself).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, cast

from django import forms
from django.forms.boundfield import BoundField
from django.utils.encoding import force_str
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.attributes import written
from portal.controls import control, has_errors
from portal.icons import icon
from portal.widgets import Boxes

_STARRED = "starred"
_OFFICE_WORDS = "office_words"
_ADVICE = "advice"
_SENTENCE_ENDS = ".:?。：？"
_STAR = '<span class="rx-star" aria-hidden="true">*</span>'


@dataclass(frozen=True, slots=True)
class ErrorEntry:
    """One line of the list at the top of a page; ``anchor`` is empty for the form as a whole."""

    text: str
    anchor: str = ""


def star(form: forms.BaseForm, *names: str) -> None:
    """Mark fields as compulsory that a draft may be saved without."""
    for name in names:
        setattr(form.fields[name], _STARRED, True)


def ask_to_change(form: forms.BaseForm, name: str, words: str) -> None:
    """Show what the office wrote above a field that needs change."""
    setattr(form.fields[name], _OFFICE_WORDS, words)


def advise(form: forms.BaseForm, name: str, words: str) -> None:
    """Show above a field what is worth a second look but no error."""
    setattr(form.fields[name], _ADVICE, words)


def draw(field: BoundField) -> SafeString:
    """A field with everything around it."""
    if field.is_hidden:
        return SafeString(field.as_widget())
    shown = _Shown(field)
    tag = "fieldset" if shown.is_group else "div"
    opening = f'<{tag} class="{shown.css}"{shown.group_attributes()}>'
    html = f"{opening}\n{''.join(shown.parts())}\n</{tag}>\n"
    return SafeString(html)  # every part is escaped where it is written


def error_entries(form: forms.BaseForm) -> list[ErrorEntry]:
    """The errors of a form in the order of its fields, each with the place it can be mended."""
    entries = [ErrorEntry(force_str(error)) for error in form.non_field_errors()]
    for field in form:
        label = force_str(field.label).rstrip(_SENTENCE_ENDS)
        for error in field.errors:
            text = _("%(label)s: %(sentence)s") % {"label": label, "sentence": error}
            entries.append(ErrorEntry(text, anchor_of(field)))
    return entries


def anchor_of(field: BoundField) -> str:
    """The id of the first thing in a field that takes the focus."""
    widget = field.field.widget
    if isinstance(widget, Boxes):
        return f"{field.auto_id}_{widget.parts[0]}"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return f"{field.auto_id}_0"
    return field.id_for_label or field.auto_id


def _label_and_hint(field: BoundField) -> tuple[str, str]:
    """Both as HTML; where the form did not change them, as they were written before."""
    inner, kind = field.field, cast(Any, type(field.form))
    asked = kind.base_fields.get(field.name)
    if asked and inner.label is asked.label and inner.help_text is asked.help_text:
        return _written(kind, get_language())[field.name]
    return conditional_escape(force_str(field.label)), conditional_escape(inner.help_text)


@lru_cache(maxsize=256)
def _written(kind: Any, language: str | None) -> dict[str, tuple[str, str]]:
    """Labels and hints of a kind of form in one language."""
    return {
        name: (conditional_escape(force_str(bound.label)), conditional_escape(bound.help_text))
        for name, field in kind.base_fields.items()
        for bound in [BoundField(forms.Form(), field, name)]
    }


@cache
def _optional(language: str | None) -> str:
    return f' <span class="rx-optional">{_("optional")}</span>'


class _Shown:
    """What is shown of one field, worked out once."""

    def __init__(self, field: BoundField) -> None:
        inner = field.field
        self.field = field
        self.id = field.auto_id
        self.is_group = inner.widget.use_fieldset
        self.is_check = isinstance(inner.widget, forms.CheckboxInput)
        self.is_locked = inner.disabled
        self.is_marked = getattr(field.form, "marks_fields", True) and not inner.disabled
        self.is_starred = self.is_marked and getattr(inner, _STARRED, inner.required)
        self.label, self.hint = _label_and_hint(field)
        self.office_words = getattr(inner, _OFFICE_WORDS, "")
        self.advice = getattr(inner, _ADVICE, "")
        self.errors = field.errors if has_errors(field) else ()
        told = (
            (self.hint, "helptext"),
            (self.office_words, "office"),
            (self.advice, "advice"),
            (self.errors, "error"),
        )
        self.described = " ".join(f"{self.id}_{name}" for is_there, name in told if is_there)

    @property
    def css(self) -> str:
        """The classes of the wrapper."""
        flags = (
            (self.is_check, " is-check"),
            (self.hint, " has-hint"),
            (self.errors, " has-error"),
            (self.office_words, " needs-change"),
            (self.is_locked, " is-locked"),
        )
        return "rx-field" + "".join(name for is_set, name in flags if is_set)

    def group_attributes(self) -> str:
        """What names and describes several inputs as one."""
        if not self.is_group:
            return ""
        is_radio = isinstance(self.field.field.widget, forms.RadioSelect)
        attributes = {
            "aria-describedby": self.described or None,
            "role": "radiogroup" if is_radio else None,
            "aria-required": "true" if is_radio and self.is_starred else None,
            "id": self.id,
        }
        return written(attributes)

    def parts(self) -> Iterator[str]:
        """The parts in their order, as HTML; what explains a tick is read after it."""
        if self.label and not self.is_check:
            yield self._label()
        if not self.is_check:
            yield self._hint()
        if self.office_words:
            words = conditional_escape(_("The office: %(words)s") % {"words": self.office_words})
            css = "rx-office-words"
            yield f'<div class="{css}" id="{self.id}_office">{words}</div>\n'
        if self.advice:
            said = f"{icon('warning')}<span>{conditional_escape(self.advice)}</span>"
            yield f'<div class="rx-advice" id="{self.id}_advice">{said}</div>\n'
        if self.errors:
            yield self._errors()
        box = control(self.field, self.described, starred=self.is_starred)
        star = _STAR if self.is_starred else ""
        if self.is_check:
            yield f'<label class="rx-check">{box}<span>{self.label}{star}</span></label>'
            yield self._hint()
        else:
            yield box

    def _hint(self) -> str:
        if not self.hint:
            return ""
        return f'<div class="rx-hint" id="{self.id}_helptext">{self.hint}</div>\n'

    def _label(self) -> str:
        tag = "legend" if self.is_group else "div"
        if self.is_group:
            words = f'<span class="rx-label-text">{self.label}</span>'
        else:
            words = f'<label for="{self.field.id_for_label}">{self.label}</label>'
        return f'<{tag} class="rx-label">{words}{"".join(self._marks())}</{tag}>\n'

    def _marks(self) -> Iterator[str]:
        if self.is_starred:
            yield _STAR
        elif self.is_marked:
            yield _optional(get_language())
        if self.is_locked:
            yield f' <span class="rx-locked-word">{icon("lock")}{_("locked")}</span>'
        if self.office_words:
            yield f' <span class="rx-badge is-ochre">{icon("pen")}{_("Needs change")}</span>'

    def _errors(self) -> str:
        lines = "".join(f"<li>{conditional_escape(force_str(error))}</li>" for error in self.errors)
        id_ = f"{self.id}_error"
        return f'<div class="rx-error" id="{id_}">{icon("error")}<ul>{lines}</ul></div>\n'
