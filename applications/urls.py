"""Addresses of this app."""

from django.urls import path

from applications.views import catalogue, changing, documents, mine, papers, start, wizard

app_name = "applications"
urlpatterns = [
    path("programmes/", catalogue.programmes, name="programmes"),
    path("verify/", papers.verify, name="verify"),
    path("applications/", mine.mine, name="mine"),
    path("applications/new/", start.guidelines, name="new"),
    path("applications/new/funding/", start.funding, name="new_funding"),
    path("applications/new/type/", start.admission_type, name="new_type"),
    path("applications/new/programme/", start.programme, name="new_programme"),
    path("applications/new/apply/<int:offering>/", start.apply, name="apply"),
    path("applications/<str:key>/", mine.status, name="status"),
    path("applications/<str:key>/change/", changing.change, name="change"),
    path("applications/<str:key>/withdraw/", mine.withdraw, name="withdraw"),
    path("applications/<str:key>/undo/", mine.undo, name="undo_withdraw"),
    path("applications/<str:key>/print/", papers.form, name="print"),
    path("applications/<str:key>/form.pdf", papers.form_pdf, name="form_pdf"),
    path("applications/<str:key>/admission-notice.pdf", papers.notice_pdf, name="notice_pdf"),
    path("applications/<str:key>/photo/", documents.photo, name="photo"),
    path("applications/<str:key>/photo/refused/", documents.photo_try, name="photo_try"),
    path("applications/<str:key>/files/<str:file_key>/", documents.file, name="file"),
    path("applications/<str:key>/upload/<str:code>/", documents.upload, name="upload"),
    path("applications/<str:key>/files/<str:file_key>/remove/", documents.remove, name="remove"),
    path("applications/<str:key>/files/<str:file_key>/replace/", documents.replace, name="replace"),
    path(
        "applications/<str:key>/files/<str:file_key>/about/",
        documents.about_file,
        name="about_file",
    ),
    path("applications/<str:key>/<slug:slug>/", wizard.step, name="step"),
]
