"""What an applicant does in the browser, found by role and visible name."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from applications.demo.paper import paper
from applications.demo.portrait import portrait
from tests.browser import answers
from tests.browser.answers import Text
from tests.browser.languages import english, reader_of
from tests.browser.product import Product

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

    say = staticmethod(english)

    def __init__(self, page: Page, product: Product, username: str, password: str) -> None:
        self.page, self.product = page, product
        self.username, self.password = username, password

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=self.say(name), exact=True).click()

    def follow(self, name: str) -> None:
        self.page.get_by_role("link", name=self.say(name), exact=True).first.click()

    def sees(self, heading: str) -> None:
        expect(self.page.get_by_role("heading", name=self.say(heading)).first).to_be_visible()

    def verify_code(self) -> str:
        """What the picture shows."""
        address = self.page.locator(PICTURE).get_attribute("src")
        return self.product.captcha_answer(address.rpartition("/")[2].removesuffix(".png"))

    def give_name_and_password(self) -> None:
        self.box("User Name (or e-mail)").fill(self.username)
        self.box("Password").fill(self.password)
        self.box("Verify Code").fill(self.verify_code())
        self.press("Sign In")

    def box(self, label: str) -> Locator:
        return self.page.get_by_label(self.say(label), exact=True)


class Applicant(Person):
    """Somebody who wants to study here.

    ``language`` is that of the pages.  ``look`` is done to every step before it is left;
    without scripts, more has to be pressed.
    """

    def __init__(
        self,
        page: Page,
        product: Product,
        username: str,
        password: str,
        *,
        email: str = "",
        language: str = "en",
        look: Callable[[Page], None] = lambda page: None,
        has_scripts: bool = True,
    ) -> None:
        super().__init__(page, product, username, password)
        self.email, self.say = email, reader_of(language)
        self.look, self.has_scripts = look, has_scripts

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

    def sign_in(self, *, to: str = "My applications") -> None:
        self.sees("Sign In")
        self.give_name_and_password()
        self.sees(to)

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
        self._write(self._form(), answers.BASIC_INFORMATION)
        with self.page.expect_navigation():
            self.press("Save")
        self.page.reload()
        expect(self.box("Passport number")).to_have_value("A01234567")
        expect(self.box(answers.EMPLOYER)).to_have_value("")
        self.press("Save and Next")
        expect(self.page.get_by_role("alert")).to_contain_text(self.say(answers.EMPLOYER))
        self._write(self._form(), {answers.EMPLOYER: Text("Lagos Water Corporation")})
        self._go_on_to("Study Plan")

    def send_photo(self) -> None:
        self.box("Choose photo").set_input_files(
            {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": portrait(7)}
        )
        self.press("Upload photo")
        expect(self.page.get_by_role("img", name=self.say("Your photo"))).to_be_visible()

    def fill_study_plan(self) -> None:
        self._write(self._form(), answers.STUDY_PLAN)
        self._go_on_to("Education & Employment")

    def fill_education(self) -> None:
        for number, school in enumerate(answers.SCHOOLS):
            self._write(self._record("Education", number), school)
        self.press("Add employment")
        self._write(self._record("Employment", 0), answers.WORK)
        self._go_on_to("Additional Information")

    def fill_additional_information(self) -> None:
        self._write(self._record("Family members", 0), answers.MOTHER)
        self.press("Add family member")
        self._write(self._record("Family members", 1), answers.FATHER)
        self._write(self._form(), {"Who pays for your study?": answers.Chosen("Myself")})
        self._write(self._part("Emergency contact"), answers.EMERGENCY)
        self._go_on_to("Contact Information")

    def fill_contact_information(self) -> None:
        self._write(self._part("Permanent home address"), answers.HOME)
        self._write(self._form(), {"My current address is the same": answers.Ticked()})
        self._write(self._form(), {"Mobile telephone": Text("+234 803 123 4567")})
        self._write(self._form(), answers.LETTERS)
        self._go_on_to("Upload Application Documents", by_enter_in="Mobile telephone")

    def upload_documents(self, *names: str) -> None:
        self.page.wait_for_load_state()  # from then on a script sends a chosen file by itself
        for number, name in enumerate(names):
            scan = paper("Certificate", ["This is to certify what it says."], seed=number)
            slot = self.page.get_by_role("region", name=name)
            slot.locator("input[type=file]").set_input_files(
                {"name": f"{name}.pdf", "mimeType": "application/pdf", "buffer": scan}
            )
            if not self.has_scripts:
                slot.get_by_role("button", name=self.say("Upload"), exact=True).click()
            expect(slot.get_by_text(self.say("Received"), exact=True)).to_be_visible()
        self.look(self.page)
        self.press("Next: Pre-review")

    def submit(self) -> None:
        self.sees("Everything is complete")
        for declaration in self._form().get_by_role("checkbox").all():
            declaration.check()
        self.box("Type your name as in the passport").fill("OKONKWO ADAEZE NGOZI")
        self.look(self.page)
        self.press("Submit")
        self.sees("Submit now?")
        self.press("Submit application")

    def _form(self) -> Locator:
        return self.page.get_by_role("main")

    def _part(self, title: str) -> Locator:
        return self.page.get_by_role("group", name=self.say(title), exact=True)

    def _write(self, place: Locator, typed: dict) -> None:
        answers.write(place, typed, self.say)

    def _record(self, title: str, number: int) -> Locator:
        return self._part(title).get_by_role("listitem").nth(number)

    def _go_on_to(self, title: str, *, by_enter_in: str = "") -> None:
        self.look(self.page)
        if by_enter_in:
            self.box(by_enter_in).press("Enter")
        else:
            self.press("Save and Next")
        title = self.say(title)
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
