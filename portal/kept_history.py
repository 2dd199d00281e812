"""Pages of the admin whose every edit is kept."""

from django.db import models
from django.http import HttpRequest
from simple_history.admin import SimpleHistoryAdmin


class KeptHistory(SimpleHistoryAdmin):
    """Every edit is kept and can be read; going back is an edit like any other."""

    object_history_list_template = "admin/kept_history.html"

    def revert_disabled(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Nothing is undone with one press."""
        return True
