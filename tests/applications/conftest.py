"""One application, and a browser in which its applicant is signed in."""

import pytest

from tests.factories.applications import ApplicationFactory


@pytest.fixture
def application():
    return ApplicationFactory()


@pytest.fixture
def signed_in(application, client):
    client.force_login(application.applicant)
    return client
