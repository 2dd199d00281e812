"""The whole story: a stranger becomes an applicant, applies, pays, and is admitted by an officer.

Everything is found as a person finds it, by role and visible name.
"""

import pytest
from playwright.sync_api import expect

from tests.browser.officer import Officer
from tests.browser.people import LINK, Applicant

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

EMAIL = "adaeze@mail.example"


@pytest.fixture
def adaeze(visitor, product, university):
    page = visitor("Africa/Lagos")
    return Applicant(page, product, "adaeze", "Long-Rain-On-Lagos-7", email=EMAIL)


@pytest.fixture
def zhou(visitor, product, university):
    return Officer(visitor("Asia/Shanghai"), product, **university["officer"])


def test_from_the_first_visit_to_admission(adaeze, zhou, product):
    adaeze.page.goto("/programmes/")
    expect(adaeze.page.get_by_text(" your time").first).to_be_visible()  # that of the browser
    adaeze.register()
    adaeze.activate()
    adaeze.sign_in()
    adaeze.choose_programme("Hydraulic Engineering", research_area="Flood control")
    expect(adaeze.page.get_by_text(" in Lagos").first).to_be_visible()  # her browser's clock

    adaeze.fill_basic_information()
    adaeze.fill_study_plan()
    adaeze.fill_education()
    adaeze.fill_additional_information()
    adaeze.fill_contact_information()
    adaeze.upload_documents("Passport information page", "Highest diploma", "Transcript of records")
    forgotten_tab = adaeze.opens_another_tab()
    adaeze.submit()
    adaeze.sees("Pay the application fee")
    product.mail(EMAIL, "please pay the fee")
    number = product.number_of(adaeze.reference())

    zhou.sign_in()
    zhou.finds_nothing_to_take()
    assert not zhou.may_open(number)

    adaeze.pay_by_wechat()
    adaeze.sees("The fee is paid")  # the page has changed by itself
    product.mail(EMAIL, "received your application fee")

    zhou.take_next()
    assert zhou.may_open(number)
    zhou.prepare_to_admit()
    zhou.release()

    mail = product.mail(EMAIL, "result")
    assert "admitted" not in mail.lower()
    adaeze.page.goto(LINK.search(mail).group())
    adaeze.sees("Congratulations")
    expect(adaeze.page.get_by_text("Admitted", exact=True).first).to_be_visible()

    adaeze.saves_in_vain(forgotten_tab)
    adaeze.uploads_in_vain()
    adaeze.finds_everything_locked()
