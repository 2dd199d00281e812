"""People who sign in, and the registration agreement they accepted."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Upper
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.bilingual import Bilingual

LANGUAGES = (("en", "English"), ("zh-hans", "中文"))


class User(AbstractUser):
    """An applicant or a member of the office.  Signs in by user name or e-mail."""

    email = models.EmailField(_("e-mail"), max_length=254)
    language = models.CharField(_("language"), max_length=10, choices=LANGUAGES, default="en")
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True)

    REQUIRED_FIELDS = ["email"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            # UPPER is what Django's iexact asks for, so these also serve the look-ups.
            models.UniqueConstraint(
                Upper("email"),
                name="accounts_user_email_unique",
                violation_error_message=_("An account with this e-mail exists already."),
            ),
            models.UniqueConstraint(
                Upper("username"),
                name="accounts_user_username_unique",
                violation_error_message=_("This user name is taken."),
            ),
            models.CheckConstraint(
                condition=models.Q(language__in=[code for code, _name in LANGUAGES]),
                name="accounts_user_language",
            ),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.username


class Agreement(models.Model):
    """One version of the registration agreement.  The highest published version is in force.

    What is published is never reworded: a new version takes its place.
    """

    version = models.PositiveSmallIntegerField(_("version"), unique=True)
    text_en = models.TextField(_("text (English)"))
    text_zh = models.TextField(_("text (Chinese)"))
    published_at = models.DateTimeField(
        _("published"),
        null=True,
        blank=True,
        help_text=_(
            "From then on the text can't be changed, and everybody is asked to accept it at the "
            "next sign-in. Leave it empty for a draft."
        ),
    )

    text = Bilingual()

    class Meta:
        verbose_name = _("registration agreement")
        verbose_name_plural = _("registration agreements")
        ordering = ("-version",)

    def __str__(self) -> str:
        return f"v{self.version}"

    @property
    def is_published(self) -> bool:
        """Whether people read it already."""
        return self.published_at is not None and self.published_at <= timezone.now()

    @classmethod
    def next_version(cls) -> int:
        """The number of a version that is yet to be written."""
        newest = cls.objects.aggregate(newest=models.Max("version"))["newest"]
        return (newest or 0) + 1

    @classmethod
    def current(cls) -> "Agreement | None":
        """The version in force."""
        return cls.objects.filter(published_at__lte=timezone.now()).order_by("-version").first()


class AgreementAcceptance(models.Model):
    """Who accepted which version, when and from which network address."""

    user = models.ForeignKey(User, models.CASCADE, related_name="acceptances")
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="acceptances")
    accepted_at = models.DateTimeField(_("accepted"), default=timezone.now)
    network_address = models.GenericIPAddressField(_("network address"), null=True, blank=True)

    class Meta:
        verbose_name = _("acceptance")
        verbose_name_plural = _("acceptances")
        constraints = [
            models.UniqueConstraint(fields=("user", "agreement"), name="accounts_acceptance_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.agreement}"
