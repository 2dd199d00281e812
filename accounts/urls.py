"""Addresses of registration, sign-in and passwords.  The names are allauth's, and a few of ours."""

from django.urls import include, path

from accounts.views import entrance, verify_code

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
    path("verify-code/<slug:name>/", verify_code.another, name="verify_code"),
    path("verify-code/<slug:name>.png", verify_code.picture, name="verify_code_picture"),
    path("verify-code/<slug:name>.wav", verify_code.sound, name="verify_code_sound"),
    path("", include("allauth.urls")),
]
