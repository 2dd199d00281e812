"""PDFs that are made once and kept as they were made."""

from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.keys import random_name
from portal.storing import digest, stored


class KeptPdf(models.Model):
    """A PDF, and what stands in it.  It never changes."""

    facts = models.JSONField(_("what stands in it"))
    file = models.FileField(_("file"), upload_to=random_name, max_length=120)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField("SHA-256", max_length=64)
    made_at = models.DateTimeField(_("made"), default=timezone.now)

    class Meta:
        abstract = True
        ordering = ("-pk",)

    def keep(self, content: bytes, name: str) -> bool:
        """Write file and row; False, and nothing is left behind, where another worker was first."""
        self.size, self.sha256 = len(content), digest(content)
        try:
            with stored(self.file, content, name), transaction.atomic():
                self.save()
        except IntegrityError:
            return False
        return True
