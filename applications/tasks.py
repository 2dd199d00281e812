"""Work that runs by itself."""

import structlog
from celery import shared_task
from django.utils import timezone

from applications import lifecycle, papers, rules
from applications.models import Application, PaperKind
from applications.status import Status
from applications.wizard import photos
from payments.rules import held_up

log = structlog.get_logger(__name__)

BATCH = 500
PAPERS_AT_ONCE = 50  # about a minute


@shared_task
def expire_due() -> None:
    """Close drafts whose intake has closed and submissions whose fee was not paid in time.

    Who was asked to pay nothing more until finance has looked is not late.
    """
    now = timezone.now()
    drafts = Application.objects.filter(status=Status.DRAFT, intake__closes_at__lte=now)
    unpaid = Application.objects.filter(status=Status.SUBMITTED, bill__due_at__lte=now)
    unpaid = unpaid.exclude(bill__in=held_up())
    for due, cause in ((drafts, rules.NOT_SUBMITTED), (unpaid, rules.NOT_PAID)):
        for application in due.order_by("pk")[:BATCH]:
            try:
                lifecycle.expire(application, cause=cause, now=now)
            except lifecycle.MoveNotAllowed:
                continue  # somebody was quicker


@shared_task
def make_pdf(pk: int, kind: str) -> None:
    """Make the form or the admission notice that is due; safe to run again."""
    papers.make(pk, PaperKind(kind))


@shared_task
def make_missing_pdfs() -> None:
    """Make what the queue has lost.  What cannot be made keeps nothing else from being made."""
    for pk, kind in papers.missing()[:PAPERS_AT_ONCE]:
        try:
            papers.make(pk, kind)
        except Exception:
            log.exception("paper_not_made", application=pk, kind=kind)


@shared_task
def forget_photo_tries() -> None:
    """Put away refused photos that nobody came back to."""
    photos.forget_old_tries(timezone.now())
