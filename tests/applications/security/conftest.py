"""One application with one slot, its applicant signed in, and files as strangers send them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories.applications import ApplicationFactory, DocumentRequirementFactory


@pytest.fixture
def complete(client):
    """An application with nothing missing, before its applicant, signed in."""
    application = ApplicationFactory(complete=True)
    client.force_login(application.applicant)
    return application


@pytest.fixture
def slot(application):
    return DocumentRequirementFactory(intake=application.intake, code="scan", max_files=10)


def upload(name, data):
    """A file whose name arrives as it was sent; Django's own classes would clean it before."""
    file = SimpleUploadedFile("x", data)
    file._name = name
    return file


def served(client, where):
    response = client.get(where)
    body = b"".join(response.streaming_content)
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    return response, body
