"""Housekeeping that belongs to no app."""

from celery import shared_task
from django.core.management import call_command


@shared_task
def tidy() -> None:
    """Drop expired sessions and used-up verify codes."""
    call_command("clearsessions")
    call_command("captcha_clean", verbosity=0)
