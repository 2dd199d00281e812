"""The product, and under ``/bare/`` what it is measured against."""

from django.urls import include, path

urlpatterns = [
    path("bare/", include("tests.bench.bare.urls")),
    path("", include("portal.urls")),
]
