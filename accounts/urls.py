"""Addresses of registration, sign-in and passwords.  The names are allauth's, and two of ours."""

from django.urls import include, path

from accounts import views

urlpatterns = [
    path("agreement/", views.agreement, name="account_agreement"),
    path("signup/", views.signup, name="account_signup"),
    path("login/", views.login, name="account_login"),
    path("password/reset/", views.reset_password, name="account_reset_password"),
    path("resend-activation/", views.resend_activation, name="account_resend_activation"),
    path(
        "resend-activation/done/",
        views.resend_activation_done,
        name="account_resend_activation_done",
    ),
    path("", include("allauth.urls")),
]
