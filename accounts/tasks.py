"""What a worker does for people who can't sign in."""

from celery import shared_task

from accounts import asking


@shared_task
def mail_reset_link(login: str) -> None:
    """The mail that replaces a forgotten password."""
    asking.mail_reset_link(login)


@shared_task
def mail_activation(login: str) -> None:
    """The activation mail once more."""
    asking.mail_activation(login)
