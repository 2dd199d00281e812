"""Every page in both languages, wide and on a phone: nothing sticks out, nothing is hard to reach."""

from dataclasses import dataclass

import pytest

from tests.browser.axe import violations
from tests.browser.languages import LANGUAGES
from tests.browser.people import STEPS

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

DESKTOP, PHONE = 1280, 390
HEIGHT = 900
# Axe is slow, and this view differs from two others by its words or its width alone.
LEFT_OUT = ("zh-hans", DESKTOP)
# Parts of Django's admin that stay as Django draws them.
DJANGO_ONLY = (
    ".breadcrumbs",  # its links differ from the text by colour alone
    "#changelist-filter",  # its links are less than 24 pixels high
)


@dataclass(frozen=True)
class Visit:
    """A page, and the person who looks at it.

    ``path`` may name what the cast knows of that person, or of somebody else: ``{application}``.
    ``press`` is the name under which a button is posted before one looks; several, in their order.
    """

    name: str
    path: str
    who: str = ""
    about: str = ""
    press: str = ""

    def address(self, people):
        return self.path.format(**people.get(self.about or self.who, {}))


QUESTIONS = STEPS[:5]
PUBLIC = [
    Visit("home", "/"),
    Visit("programmes", "/programmes/"),
    Visit("verify", "/verify/?code=N7F4HM60GZEA"),
    Visit("agreement", "/accounts/agreement/"),
    Visit("register", "/accounts/signup/", press="accept"),
    Visit("sign-in", "/accounts/login/"),
    Visit("forgotten-password", "/accounts/password/reset/"),
    Visit("resend-activation", "/accounts/resend-activation/"),
    Visit("sign-in-wrong", "/accounts/login/", press="login"),
    Visit("register-wrong", "/accounts/signup/", press="accept username"),
    Visit("forgotten-password-wrong", "/accounts/password/reset/", press="verify_code"),
    Visit("resend-activation-wrong", "/accounts/resend-activation/", press="verify_code"),
    Visit("sign-in-by-code", "/accounts/login/code/"),
    Visit("correct-address", "/accounts/correct-address/"),
    Visit("correct-address-wrong", "/accounts/correct-address/", press="email"),
]
BEGINNING = [
    Visit("guidelines", "/applications/new/", "draft"),
    Visit("funding", "/applications/new/funding/", "draft"),
    Visit("type", "/applications/new/type/?funding=self", "draft"),
    Visit("programme", "/applications/new/programme/?funding=self&type=M", "draft"),
]
WIZARD = [
    *(Visit(f"{slug}-draft", f"{{application}}{slug}/", "draft") for slug in QUESTIONS),
    *(
        Visit(f"{slug}-wrong", f"{{application}}{slug}/", "draft", press="next")
        for slug in QUESTIONS
    ),
    Visit("education-complete", "{application}education-employment/", "complete"),
    Visit("documents-draft", "{application}documents/", "draft"),
    Visit("documents-wrong", "{application}documents/", "draft", press="upload"),
    Visit("documents-complete", "{application}documents/", "complete"),
    Visit("pre-review-draft", "{application}pre-review/", "draft"),
    Visit("pre-review-complete", "{application}pre-review/", "complete"),
    Visit("confirm", "{application}pre-review/", "complete", press="submit"),
]
STANDING = [
    *(
        Visit(f"status-{who}", "{application}", who)
        for who in ("draft", "due", "paid", "returned", "admitted", "refused")
    ),
    Visit("change", "{application}change/", "draft"),
    Visit("withdraw", "{application}withdraw/", "due"),
    Visit("print", "{application}print/", "due"),
    Visit("my-applications", "/applications/", "due"),
    Visit("notices", "/notices/", "admitted"),
    Visit("change-password", "/accounts/password/change/", "draft"),
    Visit("change-password-wrong", "/accounts/password/change/", "draft", press="oldpassword"),
    Visit("profile", "/accounts/profile/", "draft"),
    Visit("e-mail", "/accounts/email/", "draft"),
    Visit("sessions", "/accounts/sessions/", "draft"),
    Visit("second-factor", "/accounts/2fa/", "draft"),
    Visit("say-the-password-again", "/accounts/reauthenticate/", "draft"),
]
PAYING = [
    Visit("pay", "{bill}", "due"),
    Visit("pay-code", "{bill}", "due", press="channel"),
    Visit("pay-done", "{bill}", "paid"),
    Visit("receipt", "{bill}receipt/", "paid"),
]
OFFICE = [
    Visit("desk", "/admin/", "officer"),
    Visit("queue", "/admin/applications/application/", "officer"),
    Visit("reading", "{desk}change/", "officer", about="read"),
    Visit("prepare", "{desk}prepare/", "officer", about="read"),
    Visit("release", "{desk}release/", "officer", about="prepared"),
    Visit("return", "{desk}move/return_for_revision/", "officer", about="read"),
]
VISITS = [*PUBLIC, *BEGINNING, *WIZARD, *STANDING, *PAYING, *OFFICE]


@pytest.fixture(scope="module")
def cast(product, university):
    return product.perform("cast")


@pytest.fixture(scope="module")
def windows(chromium, product):
    """One browser context a language, so that styles and scripts are fetched once."""
    contexts = {
        language: chromium.new_context(
            base_url=product.url,
            locale=LANGUAGES[language],
            viewport={"width": DESKTOP, "height": HEIGHT},
        )
        for language in LANGUAGES
    }
    yield contexts
    for context in contexts.values():
        context.close()


@pytest.fixture
def look_at(windows, cast, product):
    """``look_at(visit, language)``: the page, opened by whom it is for, and its console."""
    opened = []

    def look_at(visit, language):
        context, people = windows[language], cast[language]
        context.clear_cookies()
        if visit.who:
            key = people[visit.who]["session"]
            context.add_cookies([{"name": "sessionid", "value": key, "url": product.url}])
        page = context.new_page()
        opened.append(page)
        page.set_viewport_size({"width": DESKTOP, "height": HEIGHT})
        page.faults = faults_of(page)
        answer = page.goto(visit.address(people))
        if visit.press:
            for name in visit.press.split():
                press(page, name)
        else:
            assert answer.ok
            assert answer.request.redirected_from is None
        return page

    yield look_at
    for page in opened:
        page.close()


def faults_of(page):
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    return faults


def press(page, name):
    """Press what is posted under this name; its words depend on the language.

    The browser's own bubbles are off: what is looked at is the page of the server.
    """
    page.evaluate("for (const form of document.forms) form.noValidate = true")
    main = page.get_by_role("main")
    button = main.locator(f"button[name={name}]").or_(
        main.locator(f"form:has(input[name={name}]) button[type=submit]")
    )
    button.first.click()
    page.wait_for_load_state()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("visit", VISITS, ids=lambda visit: visit.name)
def test_page_fits_and_can_be_used_by_everybody(look_at, visit, language):
    page = look_at(visit, language)

    assert page.locator("html").get_attribute("lang").lower() == language
    for width in (DESKTOP, PHONE):
        page.set_viewport_size({"width": width, "height": HEIGHT})
        assert page.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 0, width
        if visit not in OFFICE and (language, width) != LEFT_OUT:
            assert violations(page) == [], width
    assert page.faults == []


@pytest.mark.parametrize("visit", OFFICE, ids=lambda visit: visit.name)
def test_our_part_of_an_office_page_can_be_used_by_everybody(look_at, visit):
    page = look_at(visit, "en")

    assert violations(page, without=DJANGO_ONLY) == []
