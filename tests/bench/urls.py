"""The product, and under ``/bare/`` what it is measured against."""

from django.urls import include, path

from tests.bench.bare.admin import site

urlpatterns = [
    path("bare/admin/", site.urls),
    path("bare/", include("tests.bench.bare.urls")),
    path("", include("portal.urls")),
]
