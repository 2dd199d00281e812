"""What the template pack shows of one form field, worked out once per field.

A form may say more than Django knows: ``star`` and ``ask_to_change`` its fields,
``marks_fields = False`` (a short form without stars), ``error_summary = False`` (the page
lists the errors itself).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.utils import flatatt
from django.forms.widgets import ChoiceWidget
from django.utils.encoding import force_str
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from portal.widgets import Boxes, LongSelect

# The framework's own templates, which string building below replaces: a page has forty fields.
_STOCK_INPUTS = frozenset(
    f"django/forms/widgets/{name}.html"
    for name in ("text", "number", "email", "url", "password", "tel", "search", "checkbox", "file")
)
_STOCK_SELECT = "django/forms/widgets/select.html"
_SHORT = 6  # letters: a narrow box
_MEDIUM = 32
_IN_A_ROW = 3  # radios that stand beside each other
_ROW_LETTERS = 24
_STARRED = "starred"
_OFFICE_WORDS = "office_words"
_SENTENCE_ENDS = ".:?。：？"


@dataclass(slots=True)
class Dress:
    """The parts of a field in the order in which the template puts them."""

    control: SafeString
    css: str = ""
    hidden: bool = False
    is_group: bool = False
    is_check: bool = False
    label: str = ""
    label_for: str = ""
    group_attributes: str = ""
    starred: bool = False
    optional: bool = False
    locked: bool = False
    hint: str = ""
    hint_id: str = ""
    office_words: str = ""
    office_id: str = ""
    errors: Sequence[str] = ()
    error_id: str = ""


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


def dress(field: BoundField) -> Dress:
    """Everything ``ruxue/field.html`` needs of this field."""
    if field.is_hidden:
        return Dress(control=SafeString(field.as_widget()), hidden=True)
    widget, inner = field.field.widget, field.field
    ids = field.auto_id
    office_words = getattr(inner, _OFFICE_WORDS, "")
    marks = getattr(field.form, "marks_fields", True)
    starred = marks and not inner.disabled and getattr(inner, _STARRED, inner.required)
    is_check = isinstance(widget, forms.CheckboxInput)
    described = _described_by(field, office_words)
    parts = Dress(
        control=_control(field, described, starred=starred),
        is_group=widget.use_fieldset,
        is_check=is_check,
        label=force_str(field.label),
        label_for=field.id_for_label,
        starred=starred,
        optional=marks and not starred and not inner.disabled and not is_check,
        locked=inner.disabled,
        hint=conditional_escape(field.help_text),
        hint_id=f"{ids}_helptext",
        office_words=office_words,
        office_id=f"{ids}_office",
        errors=[force_str(error) for error in field.errors],
        error_id=f"{ids}_error",
    )
    parts.css = _wrapper_class(parts)
    if parts.is_group:
        parts.group_attributes = _group_attributes(field, described, starred=starred)
    return parts


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


def _described_by(field: BoundField, office_words: str) -> str:
    ids = field.auto_id
    told = (
        (field.help_text, "helptext"),
        (office_words, "office"),
        (field.errors, "error"),
    )
    return " ".join(f"{ids}_{name}" for is_there, name in told if is_there)


def _wrapper_class(parts: Dress) -> str:
    flags = (
        (parts.is_check, "is-check"),
        (parts.hint, "has-hint"),
        (parts.errors, "has-error"),
        (parts.office_words, "needs-change"),
        (parts.locked, "is-locked"),
    )
    return " ".join(["rx-field", *(name for is_set, name in flags if is_set)])


def _group_attributes(field: BoundField, described: str, *, starred: bool) -> str:
    attributes: dict[str, Any] = {"id": field.auto_id}
    if described:
        attributes["aria-describedby"] = described
    if isinstance(field.field.widget, forms.RadioSelect):
        attributes["role"] = "radiogroup"
        if starred:
            attributes["aria-required"] = "true"
    return flatatt(attributes)


def _control(field: BoundField, described: str, *, starred: bool) -> SafeString:
    widget = field.field.widget
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return _choices(field, widget)
    attributes: dict[str, Any] = {"class": _control_class(field, widget)}
    if starred:
        attributes["aria-required"] = "true"
    if described and not widget.use_fieldset:
        attributes["aria-describedby"] = described
    for inner in getattr(widget, "widgets", ()):
        inner.attrs.setdefault("class", _control_class(field, inner))
    if _is_plain_select(widget):
        return _select(field, widget, attributes)
    if widget.template_name in _STOCK_INPUTS:
        return _input(field, widget, attributes)
    return SafeString(field.as_widget(attrs=attributes))


def _is_plain_select(widget: forms.Widget) -> bool:
    return (
        isinstance(widget, forms.Select)
        and widget.template_name == _STOCK_SELECT
        and not widget.allow_multiple_selected
        and not isinstance(widget, LongSelect | forms.NullBooleanSelect)
    )


def _control_class(field: BoundField, widget: forms.Widget) -> str:
    own = widget.attrs.get("class", "")
    if isinstance(widget, forms.CheckboxInput):
        names = ["form-check-input"]
    elif isinstance(widget, forms.Select):
        names = ["form-select"]
    else:
        names = ["form-control"]
    if field.errors:
        names.append("is-invalid")
    if own:
        names.append(own)
    if "rx-w-" not in own and isinstance(widget, forms.TextInput):
        names.append(_width(widget))
    return " ".join(name for name in names if name)


def _width(widget: forms.TextInput) -> str:
    """The width follows the answer."""
    letters = int(widget.attrs.get("size") or widget.attrs.get("maxlength") or 0)
    if 0 < letters <= _SHORT:
        return "rx-w-xs"
    return "rx-w-m" if 0 < letters <= _MEDIUM else ""


def _attributes(field: BoundField, extra: dict[str, Any]) -> dict[str, Any]:
    attributes = field.build_widget_attrs(extra)
    if field.auto_id and "id" not in field.field.widget.attrs:
        attributes.setdefault("id", field.auto_id)
    return attributes


def _input(field: BoundField, widget: forms.Widget, extra: dict[str, Any]) -> SafeString:
    shown = widget.get_context(field.html_name, field.value(), _attributes(field, extra))["widget"]
    value = shown["value"]
    attributes = {"type": shown["type"], "name": shown["name"]}
    if value is not None:
        attributes["value"] = value
    return mark_safe(f"<input{flatatt(attributes)}{flatatt(shown['attrs'])}>")  # noqa: S308 escaped


def _select(field: BoundField, widget: forms.Select, extra: dict[str, Any]) -> SafeString:
    chosen = set(widget.format_value(field.value()))
    attributes = widget.build_attrs(widget.attrs, _attributes(field, extra))
    return format_html(
        '<select name="{}"{}>{}</select>',
        field.html_name,
        flatatt(attributes),
        _options(widget.choices, chosen),
    )


def _options(choices: Iterable[Any], chosen: set[str]) -> SafeString:
    pieces: list[str] = []
    for value, label in choices:
        if isinstance(label, list | tuple):
            group = format_html(
                '<optgroup label="{}">{}</optgroup>', value, _options(label, chosen)
            )
            pieces.append(group)
            continue
        text = "" if value is None else force_str(value)
        mark = " selected" if text in chosen else ""
        words = conditional_escape(label)
        pieces.append(f'<option value="{conditional_escape(text)}"{mark}>{words}</option>')
    return mark_safe("".join(pieces))  # noqa: S308 every piece is escaped above


def _choices(field: BoundField, widget: ChoiceWidget) -> SafeString:
    """Radios and checks: the whole row is the label."""
    values = widget.format_value(field.value())
    attributes = _attributes(field, {"class": "form-check-input"})
    if field.errors:
        attributes["class"] += " is-invalid"
    options = [
        option
        for _group, group, _index in widget.optgroups(field.html_name, values, attributes)
        for option in group
    ]
    short = all(len(force_str(option["label"])) <= _ROW_LETTERS for option in options)
    rows = format_html_join(
        "",
        '<label class="rx-check"><input type="{}" name="{}" value="{}"{}><span>{}</span></label>',
        (
            (row["type"], row["name"], row["value"], flatatt(row["attrs"]), row["label"])
            for row in options
        ),
    )
    css = "rx-checks is-row" if short and len(options) <= _IN_A_ROW else "rx-checks"
    return format_html('<div class="{}">{}</div>', css, rows)
