"""Pages that open only with the password, given as a person gives it."""

import pytest

from tests.browser.axe import violations
from tests.browser.languages import LANGUAGES
from tests.browser.people import Applicant
from tests.browser.test_pages import DESKTOP, HEIGHT, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

OWN = (
    "profile/personal-data/",
    "profile/close/",
    "2fa/totp/activate/",
    "2fa/webauthn/",
    "2fa/webauthn/add/",
    "2fa/recovery-codes/generate/",
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_own_account_fits_and_can_be_used_by_everybody(visitor, product, university, language):
    person = dict(university["beginners"][language])
    person.pop("application")
    page = visitor("Asia/Tehran", locale=LANGUAGES[language])
    applicant = Applicant(page, product, **person, language=language)
    page.goto("/accounts/login/")
    applicant.sign_in()
    page.goto(f"/accounts/{OWN[0]}")
    applicant.box("Password").fill(applicant.password)
    applicant.press("Confirm")
    page.wait_for_url(f"**/{OWN[0]}")

    for path in OWN:
        assert page.goto(f"/accounts/{path}").ok
        assert page.url.endswith(path)
        for width in (DESKTOP, PHONE):
            page.set_viewport_size({"width": width, "height": HEIGHT})
            assert page.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 0, path
            assert violations(page) == [], (path, width)
