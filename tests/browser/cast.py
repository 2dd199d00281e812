"""A script for inside: people in the middle of things, each of them already signed in.

Says for each language who has which session, application and bill.
"""

from datetime import timedelta
from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from applications import lifecycle
from applications.demo.paper import paper
from applications.demo.portrait import portrait
from applications.models import (
    Guidelines,
    Offering,
    Outcome,
    RevisionItem,
    RevisionRequest,
)
from applications.reasons import REFUSAL, REVISION
from applications.views.start import AGREED
from payments import lifecycle as payments
from payments.gateways.base import Fact, FactKind, FactState
from tests.browser.languages import LANGUAGES
from tests.factories.accounts import UserFactory
from tests.factories.typed import fill


@transaction.atomic
@override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
def main():
    """Nobody here ever types a password, so that the quickest hash will do."""
    return {language: cast_of(language) for language in LANGUAGES}


def cast_of(language):
    """An officer and, for each way an application can stand, an applicant."""
    officer = person("officer", language, officer=True)
    people = {way.__name__: play(way, language, officer) for way in WAYS}
    return people | {"officer": {"session": session_of(officer)}}


def person(name, language, **traits):
    return UserFactory(username=f"{name}-{language}", language=language, **traits)


def play(way, language, officer):
    """Let somebody apply and come as far as this way leads."""
    offering = Offering.objects.get(programme__name_en="Hydraulic Engineering")
    applicant = person(way.__name__, language)
    application = lifecycle.start(offering, by=applicant, guidelines=Guidelines.current())
    way(application, officer)
    return {
        "session": session_of(applicant),
        "application": application.get_absolute_url(),
        "bill": application.bill.get_absolute_url() if application.bill else "",
        "desk": f"/admin/applications/application/{application.pk}/",
    }


# The ways, most of them a bit longer than the one before ----------------------------------------
def draft(application, officer):
    """Nothing is filled in."""


def complete(application, officer):
    """Everything is filled in, with pictures that can be looked at."""
    fill(application)
    application.photo.file.save("photo.jpg", ContentFile(portrait(7)))
    for document in application.documents.select_related("requirement"):
        scan = paper(document.requirement.name_en, ["A specimen."], seed=7)
        document.original_name = "IMG_20270121_" * 5 + ".pdf"  # no word ends in it
        document.file.save("scan.pdf", ContentFile(scan))


def due(application, officer):
    complete(application, officer)
    lifecycle.submit(application, by=application.applicant)


def paid(application, officer):
    """In the queue, but kept for this officer: nobody else finds it there."""
    due(application, officer)
    payment = payments.start_payment(application.bill, channel="wechat")
    fact = Fact(
        kind=FactKind.PAYMENT,
        state=FactState.DONE,
        number=payment.number,
        merchant="tests",
        transaction_id=f"4200{application.pk:024}",
        fen=payment.fen,
        currency=payment.currency,
        happened_at=timezone.now(),
    )
    payments.settle(payment, fact, merchant="tests")
    application.refresh_from_db()
    application.owner = officer
    application.save(update_fields=["owner"])


def read(application, officer):
    paid(application, officer)
    lifecycle.take(application, by=officer)


def returned(application, officer):
    read(application, officer)
    reason = REVISION["transcript_incomplete"]
    transcript = application.intake.document_requirements.get(code="transcript")
    request = RevisionRequest(due_at=timezone.now() + timedelta(days=10))
    request.new_items = [
        RevisionItem(requirement=transcript, reason_en=reason.en, reason_zh=reason.zh)
    ]
    lifecycle.return_for_revision(application, by=officer, request=request)


def prepared(application, officer):
    read(application, officer)
    return lifecycle.prepare(application, by=officer, outcome=Outcome.ADMIT)


def admitted(application, officer):
    lifecycle.release(prepared(application, officer), by=officer)


def refused(application, officer):
    read(application, officer)
    why = REFUSAL["quota"]
    decision = lifecycle.prepare(
        application, by=officer, outcome=Outcome.REFUSE, reason_en=why.en, reason_zh=why.zh
    )
    lifecycle.release(decision, by=officer)


WAYS = (draft, complete, due, paid, read, returned, prepared, admitted, refused)


def session_of(user):
    """The key of a session in which this person is signed in and has agreed to the guidelines."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session[AGREED] = Guidelines.current().version
    session.save()
    return session.session_key
