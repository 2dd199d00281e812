"""What an officer does in the browser, found by role and visible name."""

from playwright.sync_api import expect

from tests.browser import authenticator
from tests.browser.people import Person

DESK = "/admin/"


class Officer(Person):
    """A member of the admissions office who signs in for the first time."""

    def sign_in(self) -> None:
        """The office opens only with a second factor, which is set up on the way."""
        self.page.goto(DESK)
        self.give_name_and_password()
        self.sees("Two-Factor Authentication")
        self.follow("Activate")
        self.page.get_by_label("Password", exact=True).fill(self.password)
        self.press("Confirm")
        secret = self.page.get_by_label("Authenticator secret").input_value()
        self.page.get_by_label("Authenticator code").fill(authenticator.code(secret))
        self.press("Activate")
        self.sees("Recovery Codes")

    def finds_nothing_to_take(self) -> None:
        self.page.goto(DESK)
        expect(self.page.get_by_text("Nothing waits for you in the queue.")).to_be_visible()
        expect(self.page.get_by_role("button", name="Take next application")).to_have_count(0)

    def may_open(self, number: int) -> bool:
        """Whether the application with this number exists for the office."""
        return self.page.request.get(f"{DESK}applications/application/{number}/change/").ok

    def take_next(self) -> None:
        self.page.goto(DESK)
        self.press("Take next application")
        expect(self.page.get_by_text("is yours.")).to_be_visible()

    def prepare_to_admit(self) -> None:
        self.follow("Prepare decision")
        self.page.get_by_label("Admit", exact=True).check()
        self.press("Prepare decision")
        expect(self.page.get_by_text("the decision is prepared.")).to_be_visible()

    def release(self) -> None:
        self.follow("Release decision")
        self.sees("The applicant will read")
        self.press("Release decision")
        expect(self.page.get_by_text(": Admitted.")).to_be_visible()
