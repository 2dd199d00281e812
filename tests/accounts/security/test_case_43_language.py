"""What a browser says about its language is not trusted."""

import pytest
from django.conf import settings as real_settings
from django.urls import reverse

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "value", ["../../etc/passwd", "x" * 10_000, "<script>", "zh\r\nX: y", "fr"]
)
def test_case_43_invented_language_cookies_are_ignored(client, value):
    client.cookies[real_settings.LANGUAGE_COOKIE_NAME] = value

    page = client.get(reverse("account_login"))

    assert page.status_code == 200
    assert page.headers["Content-Language"] == "en"
    assert "<script>" not in page.content.decode()


@pytest.mark.parametrize(
    "header", ["zh;q=x," * 5_000, "a-" * 20_000, ",".join(f"x{n}" for n in range(9_000)), "*"]
)
def test_case_43_bombs_in_accept_language_do_nothing(client, header):
    page = client.get(reverse("account_login"), headers={"accept-language": header})

    assert page.status_code == 200
