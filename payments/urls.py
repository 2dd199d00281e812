"""Addresses of bills and of the gateways' notifications."""

from django.urls import path

from payments import views

app_name = "payments"
urlpatterns = [
    path("notify/<slug:channel>/", views.notify, name="notify"),
    path("<slug:key>/", views.pay, name="pay"),
    path("<slug:key>/check/", views.check, name="check"),
    path("<slug:key>/back/", views.back, name="back"),
    path("<slug:key>/state/", views.state, name="state"),
    path("<slug:key>/code.png", views.code, name="code"),
    path("<slug:key>/receipt/", views.receipt, name="receipt"),
]
