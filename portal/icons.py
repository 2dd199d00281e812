"""Line drawings of ``static/img``, beside the words they belong to."""

from functools import cache

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString


@cache
def icon(name: str, css: str = "") -> SafeString:
    """``{% icon "check" %}``: a line drawing of ``img/icons.svg``, beside its word."""
    return format_html(
        '<svg class="rx-icon{}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        f" {css}" if css else "",
        static("img/icons.svg"),
        name,
    )


def drawing(name: str, css: str) -> SafeString:
    """``{% drawing "hills" "rx-hills" %}``: one of the larger drawings in ``img/``."""
    return sign(name, name, css)


@cache
def sign(sheet: str, name: str, css: str) -> SafeString:
    """``{% sign "photo_examples" "blue" "rx-example" %}``: one of several drawings of a sheet."""
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        css,
        static(f"img/{sheet}.svg"),
        name,
    )
