"""One product and one Chromium for all browser tests.

They end with the last test of this folder: while Playwright's loop runs, Django refuses queries.
"""

import os
import shutil

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.browser.product import Product

PATIENCE = 15_000  # milliseconds; two cores run browser, web and worker at once

# What htmx says of a search that was given up for the next one, or for another page; and what the
# browser says while a test has it offline.
NO_FAULTS = (
    "htmx:afterRequest",
    "htmx:sendAbort",
    "Failed to load resource: net::ERR_INTERNET_DISCONNECTED",
)


def skip_or_fail(reason):
    """Leave a part out and say why, unless the services are required."""
    if os.environ.get("REQUIRE_SERVICES") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="package")
def product(tmp_path_factory):
    product = Product.at(tmp_path_factory.mktemp("product"))
    product.start()
    yield product
    assert product.stop() == 0


@pytest.fixture(scope="package")
def university(product):
    """The product takes applications; says how its officer signs in."""
    return product.perform("university")


@pytest.fixture(scope="package")
def chromium():
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        skip_or_fail("Chromium is not installed.")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path,
            args=[
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
            ],
        )
        yield browser
        browser.close()


@pytest.fixture
def visitor(chromium, product):
    """``visitor(time_zone)``: the page of somebody who has never been here.

    A page of ours that throws, or whose console names an error, fails the test.
    """
    contexts, faults = [], []

    def listen(line):
        is_ours = line.location["url"].startswith(product.url)
        if line.type == "error" and is_ours and not line.text.startswith(NO_FAULTS):
            faults.append(f"{line.text} {line.location}")

    def arrive(time_zone, **options):
        context = chromium.new_context(
            **{"locale": "en-GB", **options}, base_url=product.url, timezone_id=time_zone
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        context.on("weberror", lambda error: faults.append(str(error.error)))
        context.on("console", listen)
        return context.new_page()

    yield arrive
    for context in contexts:
        context.close()
    assert faults == []
