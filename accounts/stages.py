"""What stands between the right password and the session."""

from allauth.account.stages import LoginStage
from django.http import HttpResponse
from django.shortcuts import redirect

from accounts import consent


class AgreementStage(LoginStage):
    """A new version of the registration agreement is asked for at the next sign-in."""

    key = "registration_agreement"
    urlname = "account_agreement"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        """On to the agreement where this person has not accepted the version in force."""
        if self.login.user is None or not consent.is_due(self.login.user):
            return None, True
        return redirect(self.urlname), True
