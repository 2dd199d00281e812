"""All seven steps from the first field to Submit: without scripts, and in Chinese on a telephone."""

from contextlib import nullcontext
from functools import partial

import pytest

from tests.browser.axe import scripts_for_axe, violations
from tests.browser.languages import LANGUAGES
from tests.browser.people import Applicant

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

TELEPHONE = {"width": 390, "height": 844}
DOCUMENTS = {
    "en": ("Passport information page", "Highest diploma", "Transcript of records"),
    "zh-hans": ("护照个人信息页", "最高学历证书", "成绩单"),
}


def looks_good(page, has_scripts):
    """Nothing sticks out, and axe finds nothing, once the style sheets are there."""
    page.wait_for_load_state()
    assert page.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 0, page.url
    with nullcontext() if has_scripts else scripts_for_axe(page):
        assert violations(page) == [], page.url


@pytest.mark.parametrize(("language", "has_scripts"), [("en", False), ("zh-hans", True)])
def test_all_steps_are_filled_on_a_telephone(visitor, product, university, language, has_scripts):
    person = dict(university["beginners"][language])
    address = person.pop("application")
    page = visitor(
        "Asia/Tehran",
        locale=LANGUAGES[language],
        viewport=TELEPHONE,
        java_script_enabled=has_scripts,
    )
    applicant = Applicant(
        page,
        product,
        **person,
        language=language,
        look=partial(looks_good, has_scripts=has_scripts),
        has_scripts=has_scripts,
    )
    page.goto(f"{address}basic-information/")
    applicant.sign_in(to="Basic Information")

    applicant.fill_basic_information()
    applicant.fill_study_plan()
    applicant.fill_education()
    applicant.fill_additional_information()
    applicant.fill_contact_information()
    applicant.upload_documents(*DOCUMENTS[language])
    applicant.submit()

    applicant.sees("Pay the application fee")
