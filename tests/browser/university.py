"""A script for inside: makes the empty product a university that takes applications.

No demo data: what the tests need stands here.
"""

from accounts.models import Agreement, AgreementAcceptance
from applications import lifecycle
from applications.models import Guidelines, Offering
from portal.models import SiteProfile
from tests.factories.accounts import AgreementFactory, UserFactory
from tests.factories.applications import (
    AdmissionTypeFactory,
    DepartmentFactory,
    DocumentRequirementFactory,
    FundingCategoryFactory,
    GuidelinesFactory,
    IntakeFactory,
    MajorFactory,
    OfferingFactory,
    ProgrammeFactory,
    ResearchAreaFactory,
)


def _named(name_en, name_zh):
    return {"name_en": name_en, "name_zh": name_zh}


OFFICER = {"username": "zhou", "password": "Slow-Boat-To-Fengjie-9"}
NEWCOMER = {"username": "liwei", "password": "Lantern-Over-Wushan-6"}
APPLICANT = {"username": "minh", "password": "Nine-Dragons-Delta-4"}
# Each with an empty draft, under the language of their pages.
BEGINNERS = {
    "en": {"username": "hassan", "password": "Saffron-Over-Shiraz-5"},
    "zh-hans": {"username": "gulnara", "password": "Apples-Of-Almaty-8"},
}
TYPIST = {"username": "leila", "password": "Slow-Lines-From-Herat-3"}
PROGRAMMES = (
    (_named("Hydraulic Engineering", "水利工程"), _named("Flood control", "防洪")),
    (_named("River Ecology", "河流生态学"), _named("Fish migration", "鱼类洄游")),
)
DOCUMENTS = (
    ("passport", _named("Passport information page", "护照个人信息页")),
    ("diploma", _named("Highest diploma", "最高学历证书")),
    ("transcript", _named("Transcript of records", "成绩单")),
)


def main():
    """Profile, agreement, guidelines, one open intake with a fee, two officers and an applicant.

    The officers have yet to set up the second factor.  Says how all of them sign in.
    """
    make_profile()
    AgreementFactory(version=1)
    GuidelinesFactory(version=1)
    make_catalogue()
    UserFactory(**OFFICER, first_name="Min", last_name="Zhou", officer=True, second_factor=False)
    UserFactory(**NEWCOMER, officer=True, second_factor=False)
    UserFactory(**APPLICANT)
    return {
        "officer": OFFICER,
        "newcomer": NEWCOMER,
        "applicant": APPLICANT,
        "beginners": {language: begin(one, language) for language, one in BEGINNERS.items()},
        "typist": begin(TYPIST, "en"),
    }


def begin(person, language):
    """Somebody who has chosen a programme and typed nothing yet."""
    user = UserFactory(**person, language=language)
    AgreementAcceptance.objects.create(user=user, agreement=Agreement.current())
    offering = Offering.objects.get(programme__name_en="Hydraulic Engineering")
    application = lifecycle.start(offering, by=user, guidelines=Guidelines.current())
    return person | {"application": application.get_absolute_url()}


def make_profile():
    SiteProfile(
        **_named("Jialing University", "嘉陵大学"), seal="嘉陵", email="admissions@jialing.example"
    ).save()


def make_catalogue():
    """Two programmes in one intake, which has a fee of ¥800 and asks for three documents."""
    master = AdmissionTypeFactory(code="M")
    intake = IntakeFactory(
        **_named("2027 autumn intake", "2027年秋季批次"),
        funding_category=FundingCategoryFactory(code="self"),
        admission_type=master,
        fee_fen=80_000,
        guide_en="Studies are taught on the river campus.",
        guide_zh="教学在江边校区进行。",
    )
    department = DepartmentFactory(**_named("School of Water", "水利学院"))
    for name, area in PROGRAMMES:
        programme = ProgrammeFactory(
            **name, department=department, major=MajorFactory(**name), admission_type=master
        )
        ResearchAreaFactory(programme=programme, **area)
        OfferingFactory(intake=intake, programme=programme)
    for position, (code, name) in enumerate(DOCUMENTS):
        DocumentRequirementFactory(intake=intake, position=position, code=code, **name)
