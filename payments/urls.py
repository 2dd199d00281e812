"""Addresses of bills and of the gateways' notifications."""

from django.urls import path

from payments.views import link, notify, pay, receipt, slip

app_name = "payments"
urlpatterns = [
    path("notify/<slug:channel>/", notify.notify, name="notify"),
    path("for/<str:token>/", link.link, name="link"),
    path("for/<str:token>/check/", link.check, name="link_check"),
    path("for/<str:token>/back/", link.back, name="link_back"),
    path("for/<str:token>/state/", link.state, name="link_state"),
    path("for/<str:token>/code.png", link.code, name="link_code"),
    path("<slug:key>/", pay.pay, name="pay"),
    path("<slug:key>/check/", pay.check, name="check"),
    path("<slug:key>/back/", pay.back, name="back"),
    path("<slug:key>/state/", pay.state, name="state"),
    path("<slug:key>/code.png", pay.code, name="code"),
    path("<slug:key>/slip/", slip.send_slip, name="slip"),
    path("<slug:key>/slip/<slug:slip_key>/", slip.show, name="slip_file"),
    path("<slug:key>/receipt/", receipt.receipt, name="receipt"),
    path("<slug:key>/receipt.pdf", receipt.receipt_pdf, name="receipt_pdf"),
]
