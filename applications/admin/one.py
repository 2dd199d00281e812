"""One application on one page: who, what, the answers, the papers, the fee, what happened."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from applications import reading, rules
from applications.admin import decisions, desk, history, labels, moves
from applications.admin.notes import NoteForm
from applications.admin.parts import title_of
from applications.admin.photo import doubt_about
from applications.models import (
    Application,
    Decision,
    Document,
    DocumentRequirement,
    Note,
    RevisionRequest,
    StatusChange,
)
from applications.models.application import ApplicationQuerySet
from applications.status import FeeBasis
from applications.wizard import evidence, flow, summary
from payments.gateways.registry import label_of
from payments.status import PaymentStatus
from portal.templatetags.ruxue import instant_short, yuan

TEMPLATE = "admin/applications/application/change_form.html"
Fact = tuple[str, object]
_MOST_TWINS = 5


@require_safe
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything an officer needs to decide."""
    user = desk.officer(request)
    application = desk.find(request, pk, _with_everything(reading.readable_by(user)))
    prepared = next((one for one in application.decisions.all() if one.is_prepared), None)
    return desk.page(
        request,
        TEMPLATE,
        {
            "title": application.reference,
            "application": application,
            "name": labels.full_name(application),
            "photo": getattr(application, "photo", None),
            "doubt": doubt_about(application, user),
            "badges": _badges(application, prepared),
            "moves": [
                *decisions.buttons(application, user, prepared),
                *moves.buttons(application, user),
            ],
            "sections": [
                section
                for section in summary.answers(application)
                if section.slug != rules.DOCUMENTS
            ],
            "advice": flow.advice(application),
            "twins": _twins(application, user),
            "prepared": prepared,
            "decisions": [one for one in application.decisions.all() if one.released_at],
            "requests": [_asked(request) for request in application.revision_requests.all()],
            "notes": application.notes.all(),
            "note_form": NoteForm(),
            "slots": _slots(application),
            "evidence": evidence.table(
                evidence.schools_kept(application),
                application.intake.document_requirements.all(),
                application.documents.all(),
            ),
            "fee": _fee(application),
            "history": history.told(application),
        },
    )


def _with_everything(applications: ApplicationQuerySet) -> ApplicationQuerySet:
    return (
        applications.with_answers()
        .select_related("owner", "bill", "photo__accepted_by", "offering__intake__admission_type")
        .prefetch_related(
            Prefetch("changes", StatusChange.objects.select_related("by")),
            Prefetch("notes", Note.objects.select_related("written_by")),
            Prefetch("revision_requests", RevisionRequest.objects.select_related("asked_by")),
            Prefetch("decisions", Decision.objects.select_related("prepared_by", "approved_by")),
            "revision_requests__items__requirement",
            "bill__payments",
        )
    )


def _twins(application: Application, user: User) -> list[Application]:
    """Applications of other accounts with the same passport: perhaps the same person twice.

    Only the office is told; an applicant must not learn whose number is known here.
    """
    answers = getattr(application, "basic_information", None)
    if answers is None:
        return []
    others = reading.readable_by(user).exclude(applicant=application.applicant_id)
    found = others.filter(basic_information__passport_number=answers.passport_number)
    return list(found.select_related("intake", "basic_information").order_by("-pk")[:_MOST_TWINS])


def _badges(application: Application, prepared: Decision | None) -> list[SafeString]:
    fee = labels.badge("jade", _("Fee: %(basis)s") % {"basis": application.get_fee_basis_display()})
    waiting = [labels.prepared_badge()] if prepared else []
    photo = getattr(application, "photo", None)
    if photo and photo.waits_for_a_look:
        waiting.append(labels.badge("ochre", _("Photo to be looked at")))
    return [labels.status_badge(application), *waiting, fee]


@dataclass(frozen=True)
class Slot:
    """A document the intake asks for, and the files that came."""

    requirement: DocumentRequirement
    files: list[Document]


def _slots(application: Application) -> list[Slot]:
    sent: dict[int, list[Document]] = {}
    for document in application.documents.all():
        sent.setdefault(document.requirement_id, []).append(document)
    wanted = list(application.intake.document_requirements.all())
    return [Slot(requirement, sent.get(requirement.pk, [])) for requirement in wanted]


def _fee(application: Application) -> list[Fact]:
    """What was owed, what came, when and how."""
    settled: list[Fact] = [
        (_("Fee"), application.get_fee_basis_display()),
        (_("Settled"), instant_short(application.fee_settled_at)),
    ]
    bill = application.bill
    if bill is None:
        return settled
    facts: list[Fact] = [(_("Amount"), yuan(bill.fen)), *settled]
    if application.fee_basis == FeeBasis.WAIVED:
        facts += [(_("Waived by"), bill.waived_by), (_("Reason"), bill.waiver_reason)]
    for payment in bill.payments.all():
        if payment.status == PaymentStatus.PAID:
            flag = f" ({payment.get_flag_display()})" if payment.flag else ""
            facts += [
                (_("Paid by"), f"{label_of(payment.channel)}, {yuan(payment.fen)}{flag}"),
                (_("Order number"), payment.number),
                (_("Transaction of the gateway"), payment.transaction_id),
            ]
    return facts


def _asked(request: RevisionRequest) -> dict[str, Any]:
    """A request for changes, with what became of it."""
    return {
        "by": request.asked_by,
        "at": request.asked_at,
        "due_at": request.due_at,
        "answered_at": request.answered_at,
        "items": [(title_of(item), item.reason) for item in request.items.all()],
    }
