"""What a form is made of beside fields: titled sections, pairs read as one, parts shown later.

Crispy takes these into its layouts; ``drawn`` writes them without it.
"""

from collections.abc import Iterable
from typing import Any

from crispy_forms.layout import LayoutObject
from crispy_forms.utils import TEMPLATE_PACK
from django.forms import BaseForm
from django.template import Context
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString

from portal.form_pack import draw

_THREE = 3


class Part(LayoutObject):
    """Several fields, or parts, that stand together; named by their fields."""

    def __init__(self, *fields: "str | Part") -> None:
        self.fields = list(fields)

    def draw(self, form: BaseForm) -> SafeString:
        """The part with everything in it."""
        return drawn(form, self.fields)

    def render(
        self, form: BaseForm, context: Context, template_pack: str = TEMPLATE_PACK, **kwargs: Any
    ) -> SafeString:
        """Called by crispy for each object of a layout."""
        return self.draw(form)


class Section(Part):
    """A part of a form under its own title, with one sentence below it where that helps."""

    def __init__(
        self,
        title: str | Promise,
        *fields: str | Part,
        lead: str | Promise = "",
        css_id: str = "",
    ) -> None:
        super().__init__(*fields)
        self.title = title
        self.lead = lead
        self.css_id = css_id

    def draw(self, form: BaseForm) -> SafeString:
        """Title, sentence, fields."""
        return format_html(
            '<section class="rx-section" role="group" aria-label="{0}"{1}>\n<h2>{0}</h2>\n{2}{3}'
            "</section>\n",
            self.title,
            format_html(' id="{}"', self.css_id) if self.css_id else "",
            format_html('<p class="rx-section-lead">{}</p>\n', self.lead) if self.lead else "",
            super().draw(form),
        )


class Pair(Part):
    """Two or three fields that are read as one: surname and given names."""

    def draw(self, form: BaseForm) -> SafeString:
        """Beside each other, where there is room."""
        css = "rx-pair is-three" if len(self.fields) == _THREE else "rx-pair"
        return format_html('<div class="{}">{}</div>', css, super().draw(form))


class Later(Part):
    """Fields that the style sheet hides until the question before them is answered so."""

    def __init__(self, *fields: str | Part, css_id: str) -> None:
        super().__init__(*fields)
        self.css_id = css_id

    def draw(self, form: BaseForm) -> SafeString:
        """In a box that the style sheet knows by its id."""
        return format_html('<div id="{}" class="rx-when">{}</div>', self.css_id, super().draw(form))


def drawn(form: BaseForm, fields: Iterable[str | Part]) -> SafeString:
    """These fields and parts of a form, one after the other."""
    pieces = (one.draw(form) if isinstance(one, Part) else draw(form[one]) for one in fields)
    return SafeString("".join(pieces))  # the pieces are safe
