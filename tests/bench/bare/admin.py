"""A bare admin site with one changelist of seven columns."""

from django.contrib.admin import AdminSite, ModelAdmin

from tests.bench.bare.models import Entry

site = AdminSite(name="bare_admin")


class EntryAdmin(ModelAdmin):
    list_display = ("number", "person", "programme", "status", "country", "sent_at", "is_paid")
    list_filter = ("status", "is_paid")
    search_fields = ("number", "person")
    list_per_page = 50


site.register(Entry, EntryAdmin)
