"""The thing in a field that is typed into, ticked or chosen from, as a string of HTML."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.widgets import ChoiceWidget, Input
from django.utils.encoding import force_str
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from portal.attributes import written
from portal.widgets import KeptSelect

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


def control(field: BoundField, described: str, *, starred: bool) -> SafeString:
    """The control of a field; ``described`` names what explains it."""
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
    if isinstance(widget, forms.Select) and _is_plain(widget):
        return _select(field, widget, attributes)
    if isinstance(widget, Input) and widget.template_name in _STOCK_INPUTS:
        return _input(field, widget, attributes)
    if type(widget) is forms.Textarea:
        return _textarea(field, widget, attributes)
    return SafeString(field.as_widget(attrs=attributes))


def has_errors(field: BoundField) -> bool:
    """Whether anything is wrong, without making a list of it."""
    return field.name in field.form.errors


def _is_plain(widget: forms.Select) -> bool:
    return (
        widget.template_name == _STOCK_SELECT
        and not widget.allow_multiple_selected
        and not isinstance(widget, forms.NullBooleanSelect)
    )


def _control_class(field: BoundField, widget: forms.Widget) -> str:
    own = widget.attrs.get("class", "")
    if isinstance(widget, forms.CheckboxInput):
        names = ["form-check-input"]
    elif isinstance(widget, forms.Select):
        names = ["form-select"]
    else:
        names = ["form-control"]
    if has_errors(field):
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


def _input(field: BoundField, widget: Input, extra: dict[str, Any]) -> SafeString:
    attributes = _attributes(field, extra)
    shown = {"type": widget.input_type, "name": field.html_name}
    if type(widget).get_context is Input.get_context:
        value = widget.format_value(field.value())
        attributes = widget.build_attrs(widget.attrs, attributes)
    else:  # a box to tick, a file, a password: each has something to add
        context = widget.get_context(field.html_name, field.value(), attributes)["widget"]
        value, attributes = context["value"], context["attrs"]
    if value is not None:
        shown["value"] = value
    return SafeString(f"<input{written(shown)}{written(attributes)}>")  # escaped


def _textarea(field: BoundField, widget: forms.Textarea, extra: dict[str, Any]) -> SafeString:
    attributes = widget.build_attrs(widget.attrs, _attributes(field, extra))
    text = conditional_escape(widget.format_value(field.value()) or "")
    # A browser drops the first line break.
    html = f'<textarea name="{field.html_name}"{written(attributes)}>\n{text}</textarea>'
    return SafeString(html)  # escaped


def _select(field: BoundField, widget: forms.Select, extra: dict[str, Any]) -> SafeString:
    attributes = widget.build_attrs(widget.attrs, _attributes(field, extra))
    if isinstance(widget, KeptSelect):
        options = widget.entries(field.value())
    else:
        options = _options(widget.choices, set(widget.format_value(field.value())))
    html = f'<select name="{field.html_name}"{written(attributes)}>{options}</select>'
    return SafeString(html)  # escaped


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
    return SafeString("".join(pieces))  # every piece is escaped above


def _choices(field: BoundField, widget: ChoiceWidget) -> SafeString:
    """Radios and checks: the whole row is the label."""
    values = widget.format_value(field.value())
    attributes = _attributes(field, {"class": "form-check-input"})
    if has_errors(field):
        attributes["class"] += " is-invalid"
    options = [
        option
        for _group, group, _index in widget.optgroups(field.html_name, values, attributes)
        for option in group
    ]
    short = all(len(force_str(option["label"])) <= _ROW_LETTERS for option in options)
    rows = "".join(map(_row, options))
    css = "rx-checks is-row" if short and len(options) <= _IN_A_ROW else "rx-checks"
    return SafeString(f'<div class="{css}">{rows}</div>')  # the rows are escaped


def _row(option: Mapping[str, Any]) -> str:
    named = {"type": option["type"], "name": option["name"], "value": force_str(option["value"])}
    box = f"<input{written(named)}{written(option['attrs'])}>"
    return (
        f'<label class="rx-check">{box}<span>{conditional_escape(option["label"])}</span></label>'
    )
