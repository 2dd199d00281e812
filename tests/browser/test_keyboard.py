"""Without a mouse and without JavaScript."""

import pytest
from playwright.sync_api import expect

from tests.browser.people import Applicant

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

MOST_STOPS = 30  # presses of Tab; who needs more is lost


@pytest.fixture
def minh(visitor, product, university):
    page = visitor("Asia/Ho_Chi_Minh", java_script_enabled=False)
    return Applicant(page, product, email="minh@mail.example", **university["applicant"])


def test_from_home_to_signed_in_with_nothing_but_keys(minh):
    page = minh.page
    page.goto("/")

    tab_to(page, page.get_by_role("link", name="Skip to the content"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_label("User Name (or e-mail)"))
    page.keyboard.type(minh.username)
    tab_to(page, page.get_by_label("Password", exact=True))
    page.keyboard.type(minh.password)
    tab_to(page, page.get_by_label("Verify Code"))
    page.keyboard.type("wrong")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The code does not match the picture.").first).to_be_visible()
    expect(page.get_by_label("User Name (or e-mail)")).to_have_value(minh.username)
    tab_to(page, page.get_by_label("Password", exact=True))
    page.keyboard.type(minh.password)
    tab_to(page, page.get_by_label("Verify Code"))
    page.keyboard.type(minh.verify_code())
    page.keyboard.press("Enter")
    expect(page.get_by_text("This version is new since you last signed in.")).to_be_visible()
    tab_to(page, page.get_by_role("button", name="Accept"))
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="My applications")).to_be_visible()
    tab_to(page, page.get_by_role("link", name="Start Application"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Application guidelines")).to_be_visible()


def tab_to(page, target):
    """Press Tab until the focus is there, where it can be seen."""
    for _stop in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            expect(target).to_be_in_viewport()
            return
    raise AssertionError(f"Tab does not lead to {target}.")
