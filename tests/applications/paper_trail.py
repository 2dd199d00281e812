"""Applications that came as far as a paper, by the verbs that make it due."""

from applications import lifecycle
from applications.models import Outcome
from applications.status import FeeBasis
from tests.factories.accounts import UserFactory
from tests.factories.applications import ApplicationFactory


def submitted(**fields):
    """Sent, and locked."""
    application = ApplicationFactory(complete=True, **fields)
    lifecycle.submit(application, by=application.applicant)
    return application


def admitted(**fields):
    """Sent, paid, read and admitted."""
    application, officer = submitted(**fields), UserFactory(officer=True)
    lifecycle.queue(application, by=None, basis=FeeBasis.PAID)
    lifecycle.take(application, by=officer)
    decision = lifecycle.prepare(application, by=officer, outcome=Outcome.ADMIT)
    lifecycle.release(decision, by=officer)
    return application
