"""What other pages show of this app."""

from typing import Any

from django import template
from django.template import Context

from accounts.forms import LoginForm

register = template.Library()


_BROWSERS = (
    ("MicroMessenger", "WeChat"),
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)


@register.filter
def browser(user_agent: str) -> str:
    """``Chrome, Windows``: how a person would call it."""
    names = (
        next((name for sign, name in table if sign in user_agent), "")
        for table in (_BROWSERS, _SYSTEMS)
    )
    return ", ".join(filter(None, names)) or user_agent[:40]


@register.inclusion_tag("accounts/_sign_in_sheet.html", takes_context=True)
def sign_in_sheet(context: Context) -> dict[str, Any]:
    """``{% sign_in_sheet %}``: the white sheet of the home page; signed in, the way on."""
    request = context["request"]
    if request.user.is_authenticated:
        return {"person": request.user}
    form = LoginForm(request=request)
    form.marks_fields = False
    if "verify_code" in form.fields:
        form.fields["verify_code"].help_text = ""
    return {"form": form, "site": context.get("site")}
