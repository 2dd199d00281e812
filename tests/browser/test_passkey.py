"""A key in the pocket in place of six digits: Chromium plays the key."""

import pytest
from playwright.sync_api import expect

from tests.browser.officer import DESK, Officer

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

# A device that recognises its owner by a finger.
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
}


@pytest.fixture
def liwei(visitor, product, university):
    page = visitor("Asia/Shanghai")
    chromium = page.context.new_cdp_session(page)
    chromium.send("WebAuthn.enable")
    chromium.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    return Officer(page, product, **university["newcomer"])


def test_officer_sets_up_a_passkey_and_signs_in_with_it(liwei):
    page = liwei.page
    page.goto(DESK)
    liwei.give_name_and_password()
    liwei.follow("Add a key")
    page.get_by_label("Password", exact=True).fill(liwei.password)
    liwei.press("Confirm")
    page.get_by_label("Name of the key").fill("My laptop")
    liwei.press("Add")
    liwei.sees("Recovery Codes")

    page.goto("/accounts/logout/")
    page.get_by_role("main").get_by_role("button", name="Sign Out").click()
    page.goto(DESK)
    liwei.give_name_and_password()
    liwei.sees("Two-Factor Authentication")
    liwei.press("Use a security key")

    expect(page.get_by_role("heading", name="Needs me now")).to_be_visible()
    page.goto("/accounts/2fa/webauthn/")
    liwei.sees("My laptop")
