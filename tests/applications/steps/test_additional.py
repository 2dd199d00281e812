from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories.typed import (
    additional_information,
    basic_information,
    day,
    in_rows,
    mother,
    save,
)

pytestmark = pytest.mark.django_db
SLUG = "additional-information"


def test_form_accepts_a_whole_answer(judge):
    assert judge(SLUG, additional_information()) == {}


def test_somebody_of_the_family_or_a_reason(judge):
    nobody = {**additional_information(), **in_rows("family", [dict.fromkeys(mother(), "")])}

    assert set(judge(SLUG, nobody)) == {"family"}
    assert judge(SLUG, {**nobody, "family_none_reason": "I grew up in a home."}) == {}


def test_family_member_needs_name_relation_and_occupation(judge):
    found = judge(SLUG, additional_information({"age": "121"}))

    assert set(found) == {
        "id_family-0-relation",
        "id_family-0-name",
        "id_family-0-occupation",
        "id_family-0-age",
    }


def test_supporter_is_asked_for_unless_it_is_the_applicant(judge):
    found = judge(SLUG, additional_information(sponsor_type="parent"))

    assert set(found) == {
        "id_sponsor_name",
        "id_sponsor_relation",
        "id_sponsor_occupation",
        "id_sponsor_address",
        "id_sponsor_phone",
    }
    assert judge(SLUG, additional_information(sponsor_type="scholarship")) == {}


@pytest.mark.parametrize(
    ("typed", "is_number"),
    [
        ("+234 802 345 6789", True),
        ("00234 802 345 6789", True),
        ("＋２３４８０２３４５６７８９", True),
        ("0802 345 6789", False),
        ("+234 12", False),
        ("call me", False),
    ],
)
def test_telephone_needs_its_country_code(judge, typed, is_number):
    found = judge(SLUG, additional_information(emergency_phone=typed))

    assert ("id_emergency_phone" not in found) is is_number


def test_labels_that_repeat_are_told_apart(application):
    from applications.wizard import flow
    from applications.wizard.flow import ApplicationPaper
    from tests.factories.typed import as_typed

    typed = as_typed(SLUG, additional_information(emergency_name=""))
    filled = flow.find(SLUG).fill(typed, ApplicationPaper(application))

    assert [problem.label for problem in filled.problems] == ["Emergency contact: Name"]


def test_own_e_mail_is_no_emergency_contact(application, judge):
    own = application.applicant.email.upper()

    found = judge(SLUG, additional_information(emergency_email=own))

    assert set(found) == {"id_emergency_email"}


def test_contact_in_china_has_a_number_in_china(judge):
    posted = additional_information(china_contact_phone="+234 802 345 6789")

    assert judge(SLUG, posted) == {"id_china_contact_phone": "A number in China begins with +86."}


def test_minor_names_a_guardian(application, judge):
    born = timezone.localdate() - timedelta(days=16 * 366)
    save(application, "basic-information", basic_information(**day(born, "date_of_birth")))

    found = judge(SLUG, additional_information())

    assert {"id_guardian_name", "id_guardian_phone", "id_china_contact_name"} <= set(found)


def test_adult_is_not_asked_for_a_guardian(application, judge):
    save(application, "basic-information", basic_information())

    assert judge(SLUG, additional_information(guardian_phone="nonsense")) == {}


def test_agent_is_named(judge):
    assert set(judge(SLUG, additional_information(agent_involved="True"))) == {"id_agent_name"}
    assert judge(SLUG, additional_information(agent_involved="False")) == {}


def test_number_too_large_for_its_column_is_refused_in_words(judge):
    found = judge(SLUG, additional_information(mother(age="32768")))

    assert found == {"id_family-0-age": "This number is too large."}
