"""What was typed into a step, as it was typed."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications.models.application import Application


class StepDraft(models.Model):
    """While an application is editable, the truth of a step: the posted strings, rows included.

    ``version`` counts the saves, so that an older tab is noticed.  ``is_complete`` says that the
    step's form accepted this draft when it was saved.
    """

    application = models.ForeignKey(
        Application, models.CASCADE, related_name="drafts", verbose_name=_("application")
    )
    step = models.SlugField(_("step"), max_length=40)
    data = models.JSONField(_("typed"), default=dict)
    version = models.PositiveIntegerField(_("version"), default=0)
    is_complete = models.BooleanField(_("complete"), default=False)
    saved_at = models.DateTimeField(_("saved"), default=timezone.now)

    class Meta:
        verbose_name = _("draft of a step")
        verbose_name_plural = _("drafts of steps")
        ordering = ("application_id", "step")
        constraints = [
            models.UniqueConstraint(
                fields=("application", "step"), name="applications_one_draft_per_step"
            )
        ]

    def __str__(self) -> str:
        return f"{self.application} {self.step} v{self.version}"
