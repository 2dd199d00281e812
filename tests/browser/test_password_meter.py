"""The meter of a new password speaks in words, and comes when it is needed."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture
def page(visitor, university):
    page = visitor("Europe/Berlin")
    page.goto("/accounts/agreement/")
    page.get_by_role("button", name="Accept").click()
    return page


def test_meter_says_in_words_how_good_a_password_is(page):
    dictionary = page.locator("script[src*=zxcvbn]")
    said = page.locator("[data-meter] [role=status]")
    expect(page.get_by_label("Password", exact=True)).to_be_visible()
    assert dictionary.count() == 0

    page.get_by_label("User Name").focus()
    page.keyboard.press("Tab")
    page.keyboard.type("Password1")
    expect(said).to_contain_text("Weak.")
    assert dictionary.count() == 2
    page.keyboard.press("Control+A")
    page.keyboard.insert_text("Winter-jade-7-Boat")  # as pasting does

    expect(said).to_contain_text("Strong.")
    expect(page.get_by_text("Done: A digit")).to_be_attached()
