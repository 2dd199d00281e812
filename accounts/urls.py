"""Addresses of registration, sign-in and one's own account.  Most of the names are allauth's."""

from django.urls import include, path

from accounts.views import entrance, own, verify_code

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
    path("correct-address/", entrance.correct_address, name="account_correct_address"),
    path("verify-code/<slug:name>/", verify_code.another, name="verify_code"),
    path("verify-code/<slug:name>.png", verify_code.picture, name="verify_code_picture"),
    path("verify-code/<slug:name>.wav", verify_code.sound, name="verify_code_sound"),
    path("profile/", own.profile, name="account_profile"),
    path("profile/personal-data/", own.personal_data, name="account_personal_data"),
    path("profile/close/", own.close, name="account_close"),
    path("", include("allauth.urls")),
]
