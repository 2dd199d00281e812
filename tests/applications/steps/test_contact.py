import pytest

from applications.models import StepDraft
from tests.factories.typed import additional_information, contact_information, save

pytestmark = pytest.mark.django_db
SLUG = "contact-information"
PAPERS = {
    "delivery_method": "courier",
    "mail_recipient": "Adaeze Okonkwo",
    "mail_phone": "+234 803 123 4567",
    "mail_street": "12 Awolowo Road",
    "mail_city": "Lagos",
    "mail_region": "Lagos State",
    "mail_country": "NG",
}


def test_form_accepts_a_whole_answer(judge):
    assert judge(SLUG, contact_information()) == {}


def test_current_address_is_asked_for_unless_it_is_the_same(judge):
    assert set(judge(SLUG, contact_information(current_same=""))) == {
        "id_current_street",
        "id_current_city",
        "id_current_region",
        "id_current_country",
    }


def test_courier_needs_an_address(judge):
    missing = judge(SLUG, contact_information(delivery_method="courier"))

    assert set(missing) == {
        "id_mail_recipient",
        "id_mail_phone",
        "id_mail_street",
        "id_mail_city",
        "id_mail_region",
        "id_mail_country",
    }
    assert judge(SLUG, contact_information(**PAPERS)) == {}


@pytest.mark.parametrize("street", ["P.O. Box 12", "PO Box 7", "Post box 9", "邮政信箱 7 号"])
def test_post_box_is_refused(judge, street):
    posted = contact_information(**{**PAPERS, "mail_street": street})

    assert set(judge(SLUG, posted)) == {"id_mail_street"}


def test_papers_are_printed_in_latin_or_chinese(judge):
    assert judge(SLUG, contact_information(home_city="Đà Nẵng")) == {}
    assert judge(SLUG, contact_information(home_city="重庆")) == {}
    assert judge(SLUG, contact_information(home_city="Москва")) == {
        "id_home_city": "Use Latin letters or Chinese here; “М” cannot be printed."
    }


def test_second_e_mail_is_another_one(application, judge):
    own = application.applicant.email.upper()

    assert set(judge(SLUG, contact_information(email_other=own))) == {"id_email_other"}


def test_emergency_contact_has_another_telephone(application, judge):
    save(application, "additional-information", additional_information())

    found = judge(SLUG, contact_information(phone="+234 8023456789"))

    assert set(found) == {"id_phone"}


def test_step_is_judged_again_when_the_one_it_looks_at_changes(application):
    save(application, SLUG, contact_information(phone="+234 803 000 0001"))

    save(application, "additional-information", additional_information(
        emergency_phone="+234 803 000 0001"
    ))  # fmt: skip

    assert StepDraft.objects.get(application=application, step=SLUG).is_complete is False
