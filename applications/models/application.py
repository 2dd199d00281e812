"""The application itself: who, for what, where it stands."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from applications.models.catalogue import Guidelines, Intake, Offering
from applications.status import EDITABLE, LIVE, REVIEWED, TONES, FeeBasis, Status, Tone
from payments.models import Bill
from portal.keys import KEY_LENGTH, new_key

if TYPE_CHECKING:
    from applications.models.revision import RevisionRequest


# The tables of the steps: one row an application, and several.
ANSWERS = (
    "basic_information",
    "study_plan",
    "additional_information",
    "contact_information",
    "declaration",
)
RECORDS = ("education", "education_gaps", "employment", "family")


class ApplicationQuerySet(models.QuerySet["Application"]):
    """Questions about many applications."""

    def of(self, user: AbstractBaseUser | AnonymousUser) -> "ApplicationQuerySet":
        """The person's own.  A stranger's application does not exist."""
        return self.filter(applicant_id=user.pk)

    def locked(self) -> "ApplicationQuerySet":
        """To be read and locked at once, until the transaction ends."""
        return self.select_for_update(of=("self",))

    def live(self) -> "ApplicationQuerySet":
        """Those that are still going somewhere, or got there."""
        return self.filter(status__in=LIVE)

    def for_office(self) -> "ApplicationQuerySet":
        """What the office may see: nothing on which the fee is not settled."""
        return self.filter(fee_settled_at__isnull=False).exclude(status=Status.DRAFT)

    def waiting(self) -> "ApplicationQuerySet":
        """The queue, oldest settled fee first."""
        return self.filter(status=Status.QUEUED).order_by("fee_settled_at", "pk")

    def with_catalogue(self) -> "ApplicationQuerySet":
        """Everything a list says about what is applied for, in one query."""
        return self.select_related(
            "intake__funding_category",
            "intake__admission_type",
            "offering__programme__department",
        )

    def with_answers(self) -> "ApplicationQuerySet":
        """Everything that was filled in and sent, and what the intake asks for, in few queries."""
        return (
            self.with_catalogue()
            .select_related("applicant", "photo", *ANSWERS)
            .prefetch_related(*RECORDS, "documents", "intake__document_requirements")
        )


class Application(models.Model):
    """One person's application for one programme in one intake."""

    key = models.CharField(max_length=KEY_LENGTH, unique=True, default=new_key, editable=False)
    reference = models.CharField(_("reference"), max_length=20, unique=True)
    applicant = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="applications",
        verbose_name=_("applicant"),
    )
    intake = models.ForeignKey(
        Intake, models.PROTECT, related_name="applications", verbose_name=_("intake")
    )
    offering = models.ForeignKey(
        Offering, models.PROTECT, related_name="applications", verbose_name=_("offering")
    )
    guidelines = models.ForeignKey(
        Guidelines,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("guidelines agreed to"),
    )
    # What the intake asked for and required when it was submitted; a draft follows the intake.
    questions = models.JSONField(_("questions"), null=True, blank=True, editable=False)
    required_documents = models.JSONField(
        _("required documents"), null=True, blank=True, editable=False
    )
    status = models.CharField(
        _("status"), max_length=12, choices=Status.choices, default=Status.DRAFT
    )
    fee_settled_at = models.DateTimeField(_("fee settled"), null=True, blank=True)
    fee_basis = models.CharField(
        _("fee"), max_length=8, choices=FeeBasis.choices, blank=True, default=""
    )
    bill = models.OneToOneField(
        Bill,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="application",
        verbose_name=_("bill"),
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="owned_applications",
        verbose_name=_("officer"),
    )
    created_at = models.DateTimeField(_("started"), default=timezone.now)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        ordering = ("-pk",)
        permissions = [
            ("review_application", _("Can review applications")),
            ("export_application", _("Can export applications")),
            ("reopen_application", _("Can reopen closed applications")),
        ]
        indexes = [
            models.Index(fields=("status", "fee_settled_at", "id"), name="applications_queue"),
            models.Index(fields=("applicant", "-id"), name="applications_mine"),
            models.Index(fields=("owner", "status"), name="applications_owner"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=Status.values), name="applications_status_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=sorted(REVIEWED))
                | models.Q(fee_settled_at__isnull=False),
                name="applications_no_review_without_fee",
            ),
            models.CheckConstraint(
                condition=models.Q(fee_settled_at__isnull=True, fee_basis="")
                | models.Q(fee_settled_at__isnull=False, fee_basis__in=FeeBasis.values),
                name="applications_fee_basis",
            ),
            models.UniqueConstraint(
                fields=("applicant", "intake"),
                condition=models.Q(status__in=sorted(LIVE)),
                name="applications_one_live_per_intake",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        """Its status page."""
        return reverse("applications:status", args=[self.key])

    @property
    def is_editable(self) -> bool:
        """Whether its answers and files may change."""
        return self.status in EDITABLE

    @cached_property
    def open_request(self) -> "RevisionRequest | None":
        """What the office has asked for and not got back."""
        return self.revision_requests.filter(answered_at=None).first()

    @property
    def tone(self) -> Tone:
        """How its status looks."""
        return TONES[Status(self.status)]


class ReferenceCounter(models.Model):
    """The last number given out in a year of entry; locked while a reference is made."""

    year = models.PositiveSmallIntegerField(_("year of entry"), primary_key=True)
    last = models.PositiveIntegerField(_("last number"), default=0)

    class Meta:
        verbose_name = _("reference counter")
        verbose_name_plural = _("reference counters")

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"
