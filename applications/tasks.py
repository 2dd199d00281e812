"""Work that runs by itself."""

from celery import shared_task
from django.utils import timezone

from applications import lifecycle, rules
from applications.models import Application
from applications.status import Status

BATCH = 500


@shared_task
def expire_due() -> None:
    """Close drafts whose intake has closed and submissions whose fee was not paid in time."""
    now = timezone.now()
    drafts = Application.objects.filter(status=Status.DRAFT, intake__closes_at__lte=now)
    unpaid = Application.objects.filter(status=Status.SUBMITTED, bill__due_at__lte=now)
    for due, cause in ((drafts, rules.NOT_SUBMITTED), (unpaid, rules.NOT_PAID)):
        for application in due.order_by("pk")[:BATCH]:
            try:
                lifecycle.expire(application, cause=cause, now=now)
            except lifecycle.MoveNotAllowed:
                continue  # somebody was quicker
