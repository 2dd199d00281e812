"""The documents an intake asks for: what a slot takes, what it proves, how long it is good."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.models.catalogue import Intake
from portal.bilingual import Bilingual


class FileKinds(models.TextChoices):
    """Which files a slot takes."""

    ANY = "", _("PDF, JPEG or PNG")
    PDF = "pdf", _("PDF only")
    PICTURE = "picture", _("JPEG or PNG only")


class Evidence(models.TextChoices):
    """What a document proves of a school, in the table of evidence."""

    NONE = "", _("nothing of a school")
    CERTIFICATE = "certificate", _("Certificate")
    TRANSCRIPT = "transcript", _("Transcript")


class Validity(models.TextChoices):
    """Until when a document is good; what is not is warned of, never refused."""

    ALWAYS = "", _("always")
    PASSPORT = "passport", _("as long as the passport of step 1")
    SIX_MONTHS = "6", _("six months from its issue")
    ONE_YEAR = "12", _("one year from its issue")


class Drawing(models.TextChoices):
    """An example drawn by us, beside the slot."""

    NONE = "", _("none")
    PASSPORT = "passport", _("passport page")
    CERTIFICATE = "certificate", _("certificate")
    TRANSCRIPT = "transcript", _("table of marks")
    LETTER = "letter", _("signed letter")
    FORM = "form", _("form with a photo")


MOST_MEGABYTES, MOST_PAGES, MOST_FILES = 10, 200, 10


class DocumentRequirement(models.Model):
    """One document that an intake asks for: a slot in step 6."""

    intake = models.ForeignKey(
        Intake, models.CASCADE, related_name="document_requirements", verbose_name=_("intake")
    )
    code = models.SlugField(_("code"), max_length=40)
    name_en = models.CharField(_("name (English)"), max_length=160)
    name_zh = models.CharField(_("name (Chinese)"), max_length=80)
    hint_en = models.CharField(_("hint (English)"), max_length=300, blank=True)
    hint_zh = models.CharField(_("hint (Chinese)"), max_length=200, blank=True)
    is_required = models.BooleanField(_("required"), default=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    kinds = models.CharField(
        _("files taken"), max_length=8, choices=FileKinds.choices, blank=True, default=""
    )
    max_megabytes = models.PositiveSmallIntegerField(
        _("megabytes a file"),
        default=MOST_MEGABYTES,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_MEGABYTES)],
    )
    max_pages = models.PositiveSmallIntegerField(
        _("pages a file"),
        default=MOST_PAGES,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_PAGES)],
    )
    max_files = models.PositiveSmallIntegerField(
        _("files"), default=5, validators=[MinValueValidator(1), MaxValueValidator(MOST_FILES)]
    )
    wants_translation = models.BooleanField(_("with a place for the translation"), default=False)
    evidence = models.CharField(
        _("proves of a school"), max_length=12, choices=Evidence.choices, blank=True, default=""
    )
    validity = models.CharField(
        _("good for"), max_length=8, choices=Validity.choices, blank=True, default=""
    )
    drawing = models.CharField(
        _("example"), max_length=12, choices=Drawing.choices, blank=True, default=""
    )

    name = Bilingual()
    hint = Bilingual()

    class Meta:
        verbose_name = _("document requirement")
        verbose_name_plural = _("document requirements")
        ordering = ("intake", "position", "code")
        constraints = [
            models.UniqueConstraint(
                fields=("intake", "code"), name="applications_document_requirement_once"
            )
        ]

    def __str__(self) -> str:
        return self.name
