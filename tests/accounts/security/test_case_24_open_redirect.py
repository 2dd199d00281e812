"""One is never led to another site."""

import re

import pytest

from notifications.models import Mail
from tests.accounts.security.conftest import CONFIRM_CODE
from tests.accounts.test_ways import ELSEWHERE
from tests.factories.accounts import AgreementFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("target", ELSEWHERE)
def test_case_24_no_way_in_and_out_leads_away(client, sign_in, post, ways_in, target):
    person = UserFactory()
    landed = [sign_in(person.username, next=target)["Location"]]
    landed.append(post("account_logout", next=target)["Location"])
    landed.append(client.post("/language/", {"language": "en", "next": target})["Location"])
    post("account_request_login_code", email=person.email, next=target)
    code = re.search(r"\b[A-Z]{4}-[A-Z]{4}\b", Mail.objects.latest("pk").body)[0]
    landed.append(client.post(CONFIRM_CODE, {"code": code, "next": target})["Location"])

    for address in landed:
        assert re.match(r"/(?![/\\])|%2f", address), address
        assert "\n" not in address


@pytest.mark.parametrize("target", ELSEWHERE)
def test_case_24_agreement_on_the_way_leads_nowhere_else(sign_in, post, target):
    agreement = AgreementFactory()
    sign_in(UserFactory().username, next=target)

    landed = post("account_agreement", accept="1", version=agreement.version)["Location"]

    assert re.match(r"/(?![/\\])|%2f", landed)
