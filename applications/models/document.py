"""The photo and the uploaded documents: private files with a checksum."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.models.application import Application
from applications.models.requirement import DocumentRequirement
from portal.keys import random_name  # noqa: F401 migrations know it by this place
from portal.storing import StoredFile

# A photo that somebody of the office has still to look at.
_WAITS = models.Q(accepted_at=None) & ~models.Q(doubt={})


class PhotoQuerySet(models.QuerySet["Photo"]):
    """Questions about many photos."""

    def waiting_for_a_look(self) -> "PhotoQuerySet":
        """Those of which somebody of the office has still to say if they can be used."""
        return self.filter(_WAITS)


class Photo(StoredFile):
    """The personal photo, re-encoded."""

    application = models.OneToOneField(
        Application, models.CASCADE, related_name="photo", verbose_name=_("application")
    )
    background = models.CharField(_("background"), max_length=8)
    warnings = models.JSONField(_("advice"), default=list, blank=True)
    # A photo that the check refused and a person shall look at: the verdict, and what came of it.
    doubt = models.JSONField(_("doubt of the check"), default=dict, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("accepted by"),
    )
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    accept_reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects = PhotoQuerySet.as_manager()

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        indexes = [
            # A few among many: the office counts them on its first page.
            models.Index(fields=["application"], condition=_WAITS, name="applications_photo_waits")
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | models.Q(accepted_at__isnull=False, accepted_by__isnull=False)
                & ~models.Q(accept_reason=""),
                name="applications_photo_accepted_with_reason",
            )
        ]

    @property
    def waits_for_a_look(self) -> bool:
        """Whether somebody of the office has still to say if it can be used."""
        return bool(self.doubt) and self.accepted_at is None


class PhotoTry(StoredFile):
    """The photo that was refused last, re-encoded: to be turned, cut, or shown to a person."""

    application = models.OneToOneField(
        Application, models.CASCADE, related_name="photo_try", verbose_name=_("application")
    )
    verdict = models.JSONField(_("verdict"))

    class Meta:
        verbose_name = _("refused photo")
        verbose_name_plural = _("refused photos")


class Part(models.TextChoices):
    """What of a document a file is: the two go together."""

    ORIGINAL = "original", _("Original")
    TRANSLATION = "translation", _("Translation")


class Document(StoredFile):
    """One file in one slot of step 6."""

    application = models.ForeignKey(
        Application, models.CASCADE, related_name="documents", verbose_name=_("application")
    )
    requirement = models.ForeignKey(
        DocumentRequirement, models.PROTECT, related_name="documents", verbose_name=_("document")
    )
    pages = models.PositiveSmallIntegerField(_("pages"), default=1)
    part = models.CharField(_("part"), max_length=12, choices=Part.choices, default=Part.ORIGINAL)
    # The school as step 3 names it: a row there becomes another school when records change places.
    school = models.CharField(_("From which school?"), max_length=160, blank=True)
    issued_on = models.DateField(_("Date of issue"), null=True, blank=True)
    is_reduced = models.BooleanField(_("made smaller by us"), default=False)

    class Meta:
        verbose_name = _("uploaded document")
        verbose_name_plural = _("uploaded documents")
        ordering = ("requirement__position", "pk")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(part__in=Part.values), name="applications_document_part_known"
            )
        ]

    @property
    def is_translation(self) -> bool:
        """Whether it is the translation of another file of its slot."""
        return self.part == Part.TRANSLATION
