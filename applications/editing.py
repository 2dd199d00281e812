"""The one door to an applicant's answers and files: lock, then look whether they may change."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import transaction

from accounts.models import User
from applications.models import Application


class Locked(Exception):  # noqa: N818 - a refusal is a fact
    """These answers or files cannot change now."""


@contextmanager
def one_by_one(person_id: int) -> Iterator[None]:
    """Let a person's files be counted and kept one after the other, whatever they are for.

    Taken before the application, as by whoever closes the account.  Rows that point to the person
    can be written meanwhile, so that no verb that holds the application waits for this.
    """
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).only("pk").get(pk=person_id)
        yield


@contextmanager
def editing(
    application: Application, may: Callable[[Application], bool], *, by: User
) -> Iterator[None]:
    """Lock the row and run the body, if ``by`` is its applicant and ``may`` agrees.  Raises Locked.

    Submission takes the same lock, so nothing that began before it is written after it.
    """
    with transaction.atomic():
        statuses = Application.objects.locked().values_list("status")
        (application.status,) = statuses.get(pk=application.pk)
        if application.applicant_id != by.pk or not may(application):
            raise Locked(application.reference)
        yield
