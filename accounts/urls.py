"""Addresses of registration, sign-in and passwords.  The names are allauth's, and two of ours."""

from django.urls import include, path

from accounts.views import entrance

urlpatterns = [
    path("agreement/", entrance.agreement, name="account_agreement"),
    path("signup/", entrance.signup, name="account_signup"),
    path("login/", entrance.login, name="account_login"),
    path("password/reset/", entrance.reset_password, name="account_reset_password"),
    path("resend-activation/", entrance.resend_activation, name="account_resend_activation"),
    path(
        "resend-activation/done/",
        entrance.resend_activation_done,
        name="account_resend_activation_done",
    ),
    path("", include("allauth.urls")),
]
