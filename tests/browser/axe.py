"""What keeps somebody from using a page, as far as a machine can tell."""

from contextlib import contextmanager

from axe_playwright_python.sync_playwright import Axe

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def violations(page, without=()):
    """What axe finds, each with the places where it is."""
    found = Axe().run(
        page,
        context={"exclude": [[selector] for selector in without]},
        options={"runOnly": WCAG, "resultTypes": ["violations"]},
    )
    return [
        (one["id"], [node["html"][:160] for node in one["nodes"]])
        for one in found.response["violations"]
    ]


@contextmanager
def scripts_for_axe(page):
    """Axe needs scripts; those of the page itself have not run and do not run afterwards."""
    chromium = page.context.new_cdp_session(page)
    # Chromium lifts only what the same session has forbidden.
    for is_off in (True, False):
        chromium.send("Emulation.setScriptExecutionDisabled", {"value": is_off})
    yield
    chromium.send("Emulation.setScriptExecutionDisabled", {"value": True})
