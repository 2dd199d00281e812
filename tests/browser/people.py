"""What an applicant and an officer do in their browsers, found by role and visible name."""

import re

from playwright.sync_api import Locator, Page, expect

from applications.demo.paper import paper
from applications.demo.portrait import portrait
from tests.browser import answers, authenticator
from tests.browser.answers import Text, write
from tests.browser.product import Product

DESK = "/admin/"
STEPS = (
    "basic-information",
    "study-plan",
    "education-employment",
    "additional-information",
    "contact-information",
    "documents",
    "pre-review",
)
REFUSAL = "This application is locked, so nothing was changed."
LINK = re.compile(r"http://localhost\S+")
PICTURE = "[data-verify-code] img"


class Person:
    """Somebody with an account, before a page of the product."""

    def __init__(self, page: Page, product: Product, username: str, password: str) -> None:
        self.page, self.product = page, product
        self.username, self.password = username, password

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str) -> None:
        self.page.get_by_role("link", name=name, exact=True).first.click()

    def sees(self, heading: str) -> None:
        expect(self.page.get_by_role("heading", name=heading).first).to_be_visible()

    def verify_code(self) -> str:
        """What the picture shows."""
        address = self.page.locator(PICTURE).get_attribute("src")
        return self.product.captcha_answer(address.rpartition("/")[2].removesuffix(".png"))

    def give_name_and_password(self) -> None:
        self.page.get_by_label("User Name (or e-mail)").fill(self.username)
        self.page.get_by_label("Password", exact=True).fill(self.password)
        self.page.get_by_label("Verify Code").fill(self.verify_code())
        self.press("Sign In")


class Applicant(Person):
    """Somebody who wants to study here."""

    def __init__(
        self, page: Page, product: Product, username: str, password: str, *, email: str
    ) -> None:
        super().__init__(page, product, username, password)
        self.email = email

    # An account ---------------------------------------------------------------------------------
    def register(self) -> None:
        self.page.goto("/")
        self.follow("Register")
        self.sees("Registration Agreement")
        self.press("Accept")
        self.page.get_by_label("User Name").fill(self.username)
        self.page.get_by_label("Password", exact=True).fill(self.password)
        self.page.get_by_label("Confirm Password").fill(self.password)
        self.page.get_by_label("E-mail").fill(self.email)
        self.page.get_by_label("Verify Code").fill(self.verify_code())
        self.press("Register")

    def activate(self) -> None:
        mail = self.product.mail(self.email, "activate your account")
        self.page.goto(LINK.search(mail).group())
        self.press("Activate")

    def sign_in(self) -> None:
        self.sees("Sign In")
        self.give_name_and_password()
        self.sees("My applications")

    # An application -----------------------------------------------------------------------------
    def choose_programme(self, name: str, research_area: str) -> None:
        self.follow("Start Application")
        self.press("Agree and Continue")
        self.page.get_by_role("radio", name="Self-funded").check()
        self.press("Next")
        self.page.get_by_role("radio", name="Master").check()
        self.press("Next")
        self.page.get_by_label("Research area").fill(research_area)
        self.press("Find")
        expect(self.page.get_by_text("1 programme", exact=True)).to_be_visible()
        result = self.page.get_by_role("listitem").filter(has_text=name)
        result.get_by_role("button", name="Apply").click()
        self.sees("Basic Information")
        self.address = self.page.url.removesuffix("basic-information/")

    def fill_basic_information(self) -> None:
        """With a gap at first, which Save accepts and Save and Next names."""
        self.send_photo()
        write(self._form(), answers.BASIC_INFORMATION)
        with self.page.expect_navigation():
            self.press("Save")
        self.page.reload()
        expect(self.page.get_by_label("Passport number")).to_have_value("A01234567")
        expect(self.page.get_by_label(answers.EMPLOYER)).to_have_value("")
        self.press("Save and Next")
        expect(self.page.get_by_role("alert")).to_contain_text(answers.EMPLOYER)
        write(self._form(), {answers.EMPLOYER: Text("Lagos Water Corporation")})
        self._go_on_to("Study Plan")

    def send_photo(self) -> None:
        self.page.get_by_label("Choose photo").set_input_files(
            {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": portrait(7)}
        )
        self.press("Upload photo")
        expect(self.page.get_by_role("img", name="Your photo")).to_be_visible()

    def fill_study_plan(self) -> None:
        write(self._form(), answers.STUDY_PLAN)
        self._go_on_to("Education & Employment")

    def fill_education(self) -> None:
        for number, school in enumerate(answers.SCHOOLS):
            write(self._record("Education", number), school)
        self.press("Add employment")
        write(self._record("Employment", 0), answers.WORK)
        self._go_on_to("Additional Information")

    def fill_additional_information(self) -> None:
        write(self._record("Family members", 0), answers.MOTHER)
        self.press("Add family member")
        write(self._record("Family members", 1), answers.FATHER)
        write(self._form(), {"Who pays for your study?": answers.Chosen("Myself")})
        write(self._part("Emergency contact"), answers.EMERGENCY)
        self._go_on_to("Contact Information")

    def fill_contact_information(self) -> None:
        write(self._part("Permanent home address"), answers.HOME)
        write(self._form(), {"My current address is the same": answers.Ticked()})
        write(self._form(), {"Mobile telephone": Text("+234 803 123 4567")})
        write(self._form(), answers.LETTERS)
        self._go_on_to("Upload Application Documents")

    def upload_documents(self, *names: str) -> None:
        self.page.wait_for_load_state()  # from then on a chosen file goes up by itself
        for number, name in enumerate(names):
            scan = paper(name, ["This is to certify what it says."], seed=number)
            slot = self.page.get_by_role("region", name=name)
            slot.get_by_label(f"Choose files for {name}").set_input_files(
                {"name": f"{name}.pdf", "mimeType": "application/pdf", "buffer": scan}
            )
            expect(slot.get_by_text("Received", exact=True)).to_be_visible()
        self.press("Next: Pre-review")

    def submit(self) -> None:
        self.sees("Everything is complete")
        for declaration in self._form().get_by_role("checkbox").all():
            declaration.check()
        self.page.get_by_label("Type your name as in the passport").fill("OKONKWO ADAEZE NGOZI")
        self.press("Submit")
        self.sees("Submit now?")
        self.press("Submit application")

    def _form(self) -> Locator:
        return self.page.get_by_role("main")

    def _part(self, title: str) -> Locator:
        return self.page.get_by_role("group", name=title, exact=True)

    def _record(self, title: str, number: int) -> Locator:
        return self._part(title).get_by_role("listitem").nth(number)

    def _go_on_to(self, title: str) -> None:
        self.press("Save and Next")
        expect(self.page.get_by_role("heading", name=title, level=1)).to_be_visible()

    # Afterwards ---------------------------------------------------------------------------------
    def reference(self) -> str:
        return re.search(r"RX-\d{4}-\d{6}", self._form().inner_text()).group()

    def pay_by_wechat(self) -> None:
        """Scan the code: the pretend phone opens where a person would hold a real one."""
        self.press("Use this method")
        expect(self.page.get_by_role("img", name="The code to scan")).to_be_visible()
        with self.page.expect_popup() as opened:
            self.follow("Open the pretend WeChat")
        phone = opened.value
        phone.get_by_role("button", name="Pay 支付", exact=True).click()
        expect(phone.get_by_role("heading", name="Paid")).to_be_visible()
        phone.close()

    def opens_another_tab(self) -> Page:
        """A tab with the first step, left open."""
        tab = self.page.context.new_page()
        tab.goto(self.address + "basic-information/")
        self.page.bring_to_front()  # a tab in the background is slow
        return tab

    def saves_in_vain(self, tab: Page) -> None:
        """What is typed into a tab from before the submission is refused in so many words."""
        tab.bring_to_front()
        tab.get_by_label("Passport number").fill("X99999999")
        tab.get_by_role("button", name="Save", exact=True).click()
        expect(tab.get_by_text(REFUSAL)).to_be_visible()

    def uploads_in_vain(self) -> None:
        """A post made by hand, with everything the form would have sent."""
        (token,) = (
            cookie["value"]
            for cookie in self.page.context.cookies()
            if cookie["name"] == "csrftoken"
        )
        scan = {
            "name": "late.pdf",
            "mimeType": "application/pdf",
            "buffer": paper("Late", [], seed=1),
        }
        answer = self.page.request.post(
            self.address + "upload/passport/",
            headers={"X-CSRFToken": token, "Referer": self.address},
            multipart={"file-passport": scan},
        )
        assert REFUSAL in answer.text()

    def finds_everything_locked(self) -> None:
        """No step offers anything to change, and all of it is as it was submitted."""
        for slug in STEPS:
            self.page.goto(f"{self.address}{slug}/")
            for verb in ("Save", "Save and Next", "Upload", "Remove", "Submit"):
                expect(self.page.get_by_role("button", name=verb)).to_have_count(0)
        expect(self.page.get_by_text("It cannot be changed any more.")).to_be_visible()
        expect(self._form()).to_contain_text("A01234567")
        expect(self._form()).not_to_contain_text("X99999999")
        expect(self._form()).not_to_contain_text("late.pdf")


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
        return self.page.goto(f"{DESK}applications/application/{number}/change/").ok

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
