"""The verify code in short; ``tests/accounts/test_captcha.py`` has each case apart."""

import pytest
from django.urls import reverse

from tests.accounts.security.conftest import later

pytestmark = pytest.mark.django_db


def test_case_21_answer_counts_once_in_its_form_in_its_browser_in_its_time(client, solved):
    def accepted(answer, by=client, page="account_resend_activation"):
        typed = {"login": "bob", "email": "bob", **answer}
        return by.post(reverse(page), typed).status_code == 302

    page = "account_resend_activation"
    answer = solved(page)
    assert not accepted({})
    assert not accepted({**answer, "verify_code": ""})
    assert not accepted(answer, by=type(client)())
    assert not accepted(answer, page="account_reset_password")
    assert accepted(answer)
    assert not accepted(answer)
    late = solved(page)
    with later(minutes=16):
        assert not accepted(late)
