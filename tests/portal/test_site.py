"""Health, headers, and the one row that says which university this is."""

import pytest
from django.db import IntegrityError, connection

from portal.models import SiteProfile

pytestmark = pytest.mark.django_db


def test_health_answers_without_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/healthz")

    assert response.content == b"ok\n"


def test_readiness_asks_the_database(client):
    assert client.get("/readyz").json() == {"database": "ok"}


def test_pages_have_the_headers_that_keep_them_safe(client):
    response = client.get("/programmes/")

    policy = response["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"


def test_there_is_one_university():
    SiteProfile(name_en="First", name_zh="一").save()
    SiteProfile(name_en="Second", name_zh="二").save()

    assert [profile.name_en for profile in SiteProfile.objects.all()] == ["Second"]
    assert SiteProfile.current().name_en == "Second"
    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute("UPDATE portal_siteprofile SET id = 2")


@pytest.mark.parametrize(
    "address", ["/applications/%00/", "/programmes/?area=%00", "/payments/a%00b/"]
)
def test_an_address_nobody_can_have_is_a_bad_request(client, address):
    assert client.get(address).status_code == 400


def test_a_foreign_host_is_a_bad_request(client):
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400
