"""What one can apply for: programmes, and the intakes in which they are offered."""

from datetime import datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from applications.models.study_choices import Funding
from portal.bilingual import Bilingual


class TeachingLanguage(models.TextChoices):
    """In which language a programme is taught."""

    CHINESE = "zh", _("Chinese")
    ENGLISH = "en", _("English")
    BOTH = "bi", _("Chinese and English")


class Named(models.Model):
    """Something with a code and a name in both languages."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name_en = models.CharField(_("name (English)"), max_length=160)
    name_zh = models.CharField(_("name (Chinese)"), max_length=80)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    name = Bilingual()

    class Meta:
        abstract = True
        ordering = ("position", "code")

    def __str__(self) -> str:
        return self.name


class FundingKind(models.TextChoices):
    """What a funding category is, for the questions that belong to it."""

    SELF = "self", pgettext_lazy("funding", "No scholarship")
    SCHOLARSHIP = "scholarship", pgettext_lazy("funding", "Scholarship")
    NATIONAL = "national", pgettext_lazy("funding", "Chinese Government Scholarship")


class FundingCategory(Named):
    """Who pays for the study: a scholarship, or the student."""

    kind = models.CharField(
        _("kind"), max_length=12, choices=FundingKind.choices, default=FundingKind.SELF
    )
    source = models.CharField(
        _("source of funds"), max_length=2, choices=Funding.choices, blank=True
    )
    description_en = models.TextField(_("description (English)"), blank=True)
    description_zh = models.TextField(_("description (Chinese)"), blank=True)

    description = Bilingual()

    class Meta(Named.Meta):
        verbose_name = _("funding category")
        verbose_name_plural = _("funding categories")


class AdmissionType(Named):
    """Bachelor, master, doctor, language student and so on."""

    description_en = models.TextField(_("description (English)"), blank=True)
    description_zh = models.TextField(_("description (Chinese)"), blank=True)

    description = Bilingual()

    class Meta(Named.Meta):
        verbose_name = _("admission type")
        verbose_name_plural = _("admission types")


class Department(Named):
    """A school of the university."""

    class Meta(Named.Meta):
        verbose_name = _("department")
        verbose_name_plural = _("departments")


class Major(Named):
    """A field of study."""

    class Meta(Named.Meta):
        verbose_name = _("major")
        verbose_name_plural = _("majors")


class Programme(Named):
    """What is taught: a major at a department, for an admission type, in a language."""

    department = models.ForeignKey(
        Department, models.PROTECT, related_name="programmes", verbose_name=_("department")
    )
    major = models.ForeignKey(
        Major, models.PROTECT, related_name="programmes", verbose_name=_("major")
    )
    admission_type = models.ForeignKey(
        AdmissionType, models.PROTECT, related_name="programmes", verbose_name=_("admission type")
    )
    teaching_language = models.CharField(
        _("teaching language"), max_length=2, choices=TeachingLanguage.choices
    )
    years = models.DecimalField(_("length in years"), max_digits=3, decimal_places=1)
    tuition_fen = models.PositiveIntegerField(_("tuition a year in fen"), default=0)
    description_en = models.TextField(_("description (English)"), blank=True)
    description_zh = models.TextField(_("description (Chinese)"), blank=True)

    description = Bilingual()
    history = HistoricalRecords()

    class Meta(Named.Meta):
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")


class ResearchArea(models.Model):
    """A field of research within a programme."""

    programme = models.ForeignKey(
        Programme, models.CASCADE, related_name="research_areas", verbose_name=_("programme")
    )
    name_en = models.CharField(_("name (English)"), max_length=160)
    name_zh = models.CharField(_("name (Chinese)"), max_length=80)

    name = Bilingual()

    class Meta:
        verbose_name = _("research area")
        verbose_name_plural = _("research areas")
        ordering = ("programme", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("programme", "name_en"), name="applications_research_area_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class IntakeQuerySet(models.QuerySet["Intake"]):
    """Questions about intakes."""

    def open(self, now: datetime | None = None) -> "IntakeQuerySet":
        """Those that take applications at this moment."""
        now = now or timezone.now()
        return self.filter(opens_at__lte=now, closes_at__gt=now)

    def upcoming(self, now: datetime | None = None) -> "IntakeQuerySet":
        """Those that have not opened yet."""
        return self.filter(opens_at__gt=now or timezone.now())


class Intake(models.Model):
    """A round of applications of one funding category and one admission type.

    It is open from ``opens_at`` until just before ``closes_at``.  ``fee_fen`` is the application
    fee in 1/100 CNY; 0 means that there is none.
    """

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name_en = models.CharField(_("name (English)"), max_length=160)
    name_zh = models.CharField(_("name (Chinese)"), max_length=80)
    funding_category = models.ForeignKey(
        FundingCategory, models.PROTECT, related_name="intakes", verbose_name=_("funding category")
    )
    admission_type = models.ForeignKey(
        AdmissionType, models.PROTECT, related_name="intakes", verbose_name=_("admission type")
    )
    year = models.PositiveSmallIntegerField(_("year of entry"))
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    starts_on = models.DateField(_("studies begin"))
    fee_fen = models.PositiveIntegerField(_("application fee in fen"), default=0)
    payment_days = models.PositiveSmallIntegerField(_("days to pay the fee"), default=7)
    guide_en = models.TextField(_("application guide (English)"), blank=True)
    guide_zh = models.TextField(_("application guide (Chinese)"), blank=True)
    oldest_age = models.PositiveSmallIntegerField(_("usual age limit"), null=True, blank=True)
    # Which of the optional questions it asks, and how; see applications/wizard/asked.py.
    questions = models.JSONField(_("questions"), default=dict, blank=True)

    name = Bilingual()
    guide = Bilingual()
    history = HistoricalRecords()
    objects = IntakeQuerySet.as_manager()

    class Meta:
        verbose_name = _("intake")
        verbose_name_plural = _("intakes")
        ordering = ("closes_at", "code")
        indexes = [models.Index(fields=("closes_at", "opens_at"), name="applications_intake_open")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closes_at__gt=models.F("opens_at")),
                name="applications_intake_closes_after_opening",
                violation_error_message=_("An intake must close after it opens."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def is_open(self, now: datetime | None = None) -> bool:
        """Whether it takes applications at this moment."""
        return self.opens_at <= (now or timezone.now()) < self.closes_at


class Offering(models.Model):
    """A programme that can be applied for in an intake."""

    intake = models.ForeignKey(
        Intake, models.CASCADE, related_name="offerings", verbose_name=_("intake")
    )
    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="offerings", verbose_name=_("programme")
    )

    class Meta:
        verbose_name = _("offering")
        verbose_name_plural = _("offerings")
        ordering = ("intake", "programme")
        constraints = [
            models.UniqueConstraint(
                fields=("intake", "programme"), name="applications_offering_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.programme}, {self.intake}"


class Guidelines(models.Model):
    """One version of the site's application guidelines; the one agreed to is kept."""

    version = models.PositiveSmallIntegerField(_("version"), unique=True)
    text_en = models.TextField(_("text (English)"))
    text_zh = models.TextField(_("text (Chinese)"))
    published_at = models.DateTimeField(_("published"), default=timezone.now)

    text = Bilingual()

    class Meta:
        verbose_name = _("application guidelines")
        verbose_name_plural = _("application guidelines")
        ordering = ("-version",)

    def __str__(self) -> str:
        return f"v{self.version}"

    @classmethod
    def current(cls) -> "Guidelines | None":
        """The version in force."""
        return cls.objects.filter(published_at__lte=timezone.now()).order_by("-version").first()
