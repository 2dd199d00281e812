"""Addresses of the bare pages."""

from django.urls import path

from tests.bench.bare import views

app_name = "bare"
urlpatterns = [
    path("small/", views.small, name="small"),
    path("form/", views.form, name="form"),
    path("list/", views.entries, name="list"),
]
