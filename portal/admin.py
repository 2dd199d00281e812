"""The university's own row."""

from django.contrib import admin

from portal.models import SiteProfile
from portal.one_row import OneRowAdmin


@admin.register(SiteProfile)
class SiteProfileAdmin(OneRowAdmin):
    """One installation is one university."""
