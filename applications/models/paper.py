"""Papers made of an application: the form as it was sent, the admission notice."""

import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.models.application import Application
from applications.models.history import StatusChange
from portal.kept_pdf import KeptPdf

# Without letters that look like figures, and without words.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_ALIKE = str.maketrans("OIL", "011")
CODE_LENGTH = 12


class PaperKind(models.TextChoices):
    """What it is."""

    FORM = "form", _("Application form")
    ADMISSION_NOTICE = "admission_notice", _("Admission notice")


def new_code() -> str:
    """60 random bits to be typed from paper."""
    return "".join(secrets.choice(_ALPHABET) for _sign in range(CODE_LENGTH))


def read_code(typed: str) -> str:
    """A code as it is stored, however it was typed."""
    return "".join(filter(str.isalnum, typed.upper())).translate(_ALIKE)


def spoken(code: str) -> str:
    """``8F3K-20QD-7XMA``, as it is printed."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


class StoredPaper(KeptPdf):
    """One of the papers.  One move makes one."""

    application = models.ForeignKey(
        Application, models.CASCADE, related_name="papers", verbose_name=_("application")
    )
    change = models.OneToOneField(
        StatusChange, models.CASCADE, related_name="paper", verbose_name=_("status change")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=PaperKind.choices)
    code = models.CharField(
        _("verification code"), max_length=CODE_LENGTH, unique=True, default=new_code
    )

    class Meta(KeptPdf.Meta):
        verbose_name = _("stored paper")
        verbose_name_plural = _("stored papers")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=PaperKind.values), name="applications_paper_kind_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self.get_kind_display()}"
