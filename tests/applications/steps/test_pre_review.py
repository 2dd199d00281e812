from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories.applications import ApplicationFactory
from tests.factories.typed import basic_information, day, declaration, save

pytestmark = pytest.mark.django_db
SLUG = "pre-review"


@pytest.fixture
def application(application):
    save(application, "basic-information", basic_information())
    return application


def test_declaration_is_accepted(judge):
    assert judge(SLUG, declaration()) == {}


@pytest.mark.parametrize("name", [name for name in declaration() if name != "signature_name"])
def test_every_declaration_is_needed(judge, name):
    assert judge(SLUG, declaration(**{name: ""})) == {f"id_{name}": "Tick this to submit."}


@pytest.mark.parametrize(
    "typed", ["OKONKWO ADAEZE NGOZI", "adaeze ngozi okonkwo", "  Adaeze  Ngozi Okonkwo "]
)
def test_signature_is_the_name_in_the_passport(judge, typed):
    assert judge(SLUG, declaration(signature_name=typed)) == {}


def test_signature_of_somebody_else_is_refused(judge):
    assert judge(SLUG, declaration(signature_name="Ada Lovelace")) == {
        "id_signature_name": "Type it as in step 1: OKONKWO ADAEZE NGOZI."
    }


def test_nobody_declares_about_a_fee_that_is_not_asked(judge):
    free = ApplicationFactory(intake__fee_fen=0)
    save(free, "basic-information", basic_information())

    assert judge(SLUG, declaration(understand_fee=""), of=free) == {}


def test_guardian_of_a_minor_agrees(application, judge):
    born = timezone.localdate() - timedelta(days=16 * 366)
    save(application, "basic-information", basic_information(**day(born, "date_of_birth")))

    assert set(judge(SLUG, declaration())) == {"id_consent_guardian"}
    assert judge(SLUG, declaration(consent_guardian="on")) == {}
