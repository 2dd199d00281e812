"""The catalogue, and applications in any status."""

from datetime import timedelta
from decimal import Decimal

import factory
from django.utils import timezone

from applications.models import (
    AdmissionType,
    Application,
    Department,
    DocumentRequirement,
    FundingCategory,
    Guidelines,
    Intake,
    Major,
    Offering,
    Programme,
    ResearchArea,
)
from applications.status import REVIEWED, FeeBasis, Status
from tests.factories.accounts import UserFactory
from tests.factories.payments import BillFactory
from tests.factories.typed import fill

DECIDED = frozenset({Status.ADMITTED, Status.REFUSED, Status.WAITLISTED})


class NamedFactory(factory.django.DjangoModelFactory):
    class Meta:
        abstract = True

    code = factory.Sequence(lambda n: f"c{n}")
    position = factory.Sequence(lambda n: n % 30000)


class DepartmentFactory(NamedFactory):
    class Meta:
        model = Department

    name_en = factory.Sequence(lambda n: f"School of Engineering {n}")
    name_zh = factory.Sequence(lambda n: f"工程学院{n}")


class MajorFactory(NamedFactory):
    class Meta:
        model = Major

    name_en = factory.Sequence(lambda n: f"Engineering {n}")
    name_zh = factory.Sequence(lambda n: f"工程{n}")


class FundingCategoryFactory(NamedFactory):
    class Meta:
        model = FundingCategory

    name_en = "Self-funded"
    name_zh = "自费"


class AdmissionTypeFactory(NamedFactory):
    class Meta:
        model = AdmissionType

    name_en = "Master"
    name_zh = "硕士研究生"


class ProgrammeFactory(NamedFactory):
    class Meta:
        model = Programme

    name_en = factory.Sequence(lambda n: f"Hydraulic Engineering {n}")
    name_zh = factory.Sequence(lambda n: f"水利工程{n}")
    department = factory.SubFactory(DepartmentFactory)
    major = factory.SubFactory(MajorFactory)
    admission_type = factory.SubFactory(AdmissionTypeFactory)
    teaching_language = "en"
    years = Decimal(3)
    tuition_fen = 2_800_000


class ResearchAreaFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ResearchArea

    programme = factory.SubFactory(ProgrammeFactory)
    name_en = factory.Sequence(lambda n: f"River dynamics {n}")
    name_zh = factory.Sequence(lambda n: f"河流动力学{n}")


class IntakeFactory(factory.django.DjangoModelFactory):
    """Open for another forty days; ``closed``, ``closes_soon`` and ``upcoming`` say otherwise."""

    class Meta:
        model = Intake

    class Params:
        closed = factory.Trait(
            closes_at=factory.LazyFunction(lambda: timezone.now() - timedelta(days=1))
        )
        closes_soon = factory.Trait(
            closes_at=factory.LazyFunction(lambda: timezone.now() + timedelta(days=12))
        )
        upcoming = factory.Trait(
            opens_at=factory.LazyFunction(lambda: timezone.now() + timedelta(days=10))
        )

    code = factory.Sequence(lambda n: f"2027A-{n}")
    name_en = factory.Sequence(lambda n: f"2027 autumn intake {n}")
    name_zh = factory.Sequence(lambda n: f"2027年秋季批次{n}")
    funding_category = factory.SubFactory(FundingCategoryFactory)
    admission_type = factory.SubFactory(AdmissionTypeFactory)
    year = 2027
    opens_at = factory.LazyFunction(lambda: timezone.now() - timedelta(days=30))
    closes_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=40))
    starts_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=200))
    fee_fen = 80_000


class DocumentRequirementFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DocumentRequirement

    intake = factory.SubFactory(IntakeFactory)
    code = factory.Sequence(lambda n: f"document-{n}")
    name_en = "Passport information page"
    name_zh = "护照个人信息页"


class OfferingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Offering

    intake = factory.SubFactory(IntakeFactory)
    programme = factory.SubFactory(
        ProgrammeFactory, admission_type=factory.SelfAttribute("..intake.admission_type")
    )


class GuidelinesFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Guidelines

    version = factory.Sequence(lambda n: n + 1)
    text_en = "Read the guide of your intake."
    text_zh = "请阅读所选批次的申请指南。"


class ApplicationFactory(factory.django.DjangoModelFactory):
    """A draft, or whatever ``status`` says, with the fee settled where the status needs it."""

    class Meta:
        model = Application
        skip_postgeneration_save = True

    reference = factory.Sequence(lambda n: f"RX-2026-{n:06}")
    applicant = factory.SubFactory(UserFactory)
    intake = factory.SubFactory(IntakeFactory)
    offering = factory.SubFactory(OfferingFactory, intake=factory.SelfAttribute("..intake"))
    status = Status.DRAFT
    submitted_at = factory.LazyAttribute(
        lambda application: None if application.status == Status.DRAFT else timezone.now()
    )
    fee_settled_at = factory.LazyAttribute(
        lambda application: timezone.now() if application.status in REVIEWED else None
    )
    fee_basis = factory.LazyAttribute(
        lambda application: FeeBasis.PAID if application.status in REVIEWED else ""
    )

    decided_at = factory.LazyAttribute(
        lambda application: timezone.now() if application.status in DECIDED else None
    )

    @factory.lazy_attribute
    def bill(self):
        if not self.intake.fee_fen or self.status not in REVIEWED | {Status.SUBMITTED}:
            return None
        paid = self.status in REVIEWED
        return BillFactory(
            payer=self.applicant,
            fen=self.intake.fee_fen,
            title_en=f"Application fee, Hydraulic Engineering ({self.reference})",
            title_zh=f"报名费：水利工程（{self.reference}）",
            paid=paid,
        )

    @factory.post_generation
    def complete(self, create, extracted, **kwargs):
        """``complete=True``: every step filled in so that its form accepts it."""
        if not (create and extracted):
            return
        # Answers are written while it is a draft, whatever it is to be.
        wanted = self.status
        Application.objects.filter(pk=self.pk).update(status=Status.DRAFT)
        fill(self)
        Application.objects.filter(pk=self.pk).update(status=wanted)
        self.status = wanted
