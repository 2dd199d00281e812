"""The site map.  Apps are named as strings."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from portal import views

# What allauth's limits answer with.
handler429 = views.handler429

urlpatterns = [
    path("", views.home, name="home"),
    path("", include("applications.urls")),
    path("accounts/", include("accounts.urls")),
    path("notices/", include("notifications.urls")),
    path("payments/", include("payments.urls")),
    path("language/", views.set_language, name="set_language"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("admin/", admin.site.urls),
]

if settings.DEBUG:
    from portal.styleguide import styleguide

    urlpatterns += [path("styleguide/", styleguide, name="styleguide")]
