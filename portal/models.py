"""The one row that says which university this is."""

from typing import Any

from django.core.cache import caches
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.bilingual import Bilingual

_CACHE_KEY = "portal.site-profile"


class SiteProfile(models.Model):
    """One installation is one university: its name, seal and office."""

    name_en = models.CharField(_("name (English)"), max_length=120, default="Your University")
    name_zh = models.CharField(_("name (Chinese)"), max_length=60, default="您的大学")
    seal = models.CharField(_("seal"), max_length=2, default="入学")
    tagline_en = models.CharField(
        _("line below the name (English)"),
        max_length=120,
        default="Admissions for International Students",
    )
    tagline_zh = models.CharField(
        _("line below the name (Chinese)"), max_length=60, default="国际学生招生"
    )
    office_en = models.CharField(
        _("office (English)"), max_length=160, default="International Admissions Office"
    )
    office_zh = models.CharField(_("office (Chinese)"), max_length=80, default="国际学生招生办公室")
    hours_en = models.CharField(
        _("office hours (English)"), max_length=120, default="Mon-Fri 9:00-17:30 Beijing time"
    )
    hours_zh = models.CharField(
        _("office hours (Chinese)"), max_length=120, default="北京时间工作日9:00—17:30"
    )
    email = models.EmailField(_("e-mail"), default="admissions@university.example")
    phone = models.CharField(_("telephone"), max_length=40, default="+86 23 0000 0000")

    name = Bilingual()
    tagline = Bilingual()
    office = Bilingual()
    hours = Bilingual()

    class Meta:
        verbose_name = _("site profile")
        verbose_name_plural = _("site profile")
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="portal_one_site_profile")
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save as the only row; other processes learn of it within a minute."""
        self.pk = 1
        super().save(*args, **kwargs)
        caches["memory"].delete(_CACHE_KEY)

    @classmethod
    def current(cls) -> "SiteProfile":
        """The university's row; defaults until somebody has filled it in."""
        profile: SiteProfile | None = caches["memory"].get(_CACHE_KEY)
        if profile is None:
            profile = cls.objects.filter(pk=1).first() or cls(pk=1)
            caches["memory"].set(_CACHE_KEY, profile)
        return profile
