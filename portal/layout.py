"""What a form's layout is made of beside fields: titled sections, and pairs read as one."""

from typing import Any

from crispy_forms.layout import LayoutObject
from crispy_forms.utils import TEMPLATE_PACK
from django.forms import BaseForm
from django.template import Context
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString

_THREE = 3


class Section(LayoutObject):
    """A part of a form under its own title, with one sentence below it where that helps."""

    template = "%s/layout/section.html"

    def __init__(
        self, title: str | Promise, *fields: Any, lead: str | Promise = "", css_id: str = ""
    ) -> None:
        self.title = title
        self.fields = list(fields)
        self.lead = lead
        self.css_id = css_id

    def render(
        self, form: BaseForm, context: Context, template_pack: str = TEMPLATE_PACK, **kwargs: Any
    ) -> SafeString:
        """Called by crispy for each object of a layout."""
        fields = self.get_rendered_fields(form, context, template_pack, **kwargs)
        template = self.get_template_name(template_pack)
        return render_to_string(template, {"section": self, "fields": fields})


class Pair(LayoutObject):
    """Two or three fields that are read as one: surname and given names."""

    def __init__(self, *fields: Any) -> None:
        self.fields = list(fields)

    def render(
        self, form: BaseForm, context: Context, template_pack: str = TEMPLATE_PACK, **kwargs: Any
    ) -> SafeString:
        """Called by crispy for each object of a layout."""
        css = "rx-pair is-three" if len(self.fields) == _THREE else "rx-pair"
        fields = self.get_rendered_fields(form, context, template_pack, **kwargs)
        return format_html('<div class="{}">{}</div>', css, fields)
