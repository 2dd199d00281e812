"""A step that saves by itself: on a link so slow that one types on, and on none at all."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.people import Applicant

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PAUSE = 2600  # milliseconds; after so much quiet a step is saved
AGAIN = 10_100  # milliseconds; after so many it is tried once more
PATIENCE = 200  # looks, each after 20 milliseconds
STEP = re.compile("/contact-information/$")


class Link:
    """The way to the product, on which posts wait until they are let through."""

    def __init__(self, page):
        self.page, self.held = page, []
        page.route(STEP, self._hold)

    def _hold(self, route):
        if route.request.method == "POST":
            self.held.append(route)
        else:
            route.continue_()

    def wait_for(self, number):
        """So many posts are on their way."""
        for _look in range(PATIENCE):
            if len(self.held) == number:
                return
            self.page.wait_for_timeout(20)
        raise AssertionError(f"{len(self.held)} posts are on their way.")

    def let_through(self):
        for route in self.held:
            route.continue_()
        self.held.clear()

    def mend(self):
        """Nothing waits any more; what waited has been answered."""
        with self.page.expect_response(lambda answer: answer.request.method == "POST"):
            self.let_through()
        self.page.unroute(STEP)


@pytest.fixture
def typist(visitor, product, university):
    person = dict(university["typist"])
    address = person.pop("application")
    page = visitor("Asia/Kabul")
    page.clock.install()
    page.goto(f"{address}contact-information/")
    applicant = Applicant(page, product, **person)
    applicant.sign_in(to="Contact Information")
    return applicant


def street(page):
    return page.get_by_label("Street and house number").first


def goes_on(page, words):
    street(page).press("End")
    street(page).press_sequentially(words)


def says(page, words):
    expect(page.locator("[data-saved]")).to_have_text(re.compile(words))


def test_autosave_loses_nothing_on_a_bad_link(typist):
    page = typist.page
    street(page).fill("")
    link = Link(page)

    goes_on(page, "12 Slow Street")
    page.clock.run_for(PAUSE)
    link.wait_for(1)
    goes_on(page, ", second floor")
    page.clock.run_for(PAUSE)  # the first is still on its way: the second waits
    assert len(link.held) == 1
    link.let_through()
    says(page, "Saved [0-9]")
    page.clock.run_for(PAUSE)
    link.wait_for(1)
    link.mend()
    page.reload()
    expect(street(page)).to_have_value("12 Slow Street, second floor")

    page.context.set_offline(True)
    goes_on(page, ", left")
    page.clock.run_for(PAUSE)
    says(page, "Not saved yet: no connection")
    expect(page.locator("[data-saved-above]")).to_have_text("")
    typist.press("Save")
    expect(street(page)).to_have_value("12 Slow Street, second floor, left")
    page.context.set_offline(False)
    page.clock.run_for(AGAIN)
    says(page, "Saved [0-9]")

    link = Link(page)
    goes_on(page, " door")
    page.clock.run_for(PAUSE)
    link.wait_for(1)
    link.let_through()
    goes_on(page, ", ring twice")  # while its answer is on the way
    page.goto("/programmes/")
    page.unroute(STEP)
    page.go_back()
    expect(street(page)).to_have_value("12 Slow Street, second floor, left door, ring twice")
