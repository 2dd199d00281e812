"""The verbs of bank transfers: send a slip, confirm, refuse, record a refund, lapse, forget.

What finance sees in the account reaches the ledger through ``lifecycle.settle``, like the word of
any gateway.  Locks are taken in the order Bill, Payment, Remittance.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import structlog
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from notifications.notice import Notice
from notifications.telling import notify
from payments import crediting, lifecycle, notices, refunds, status
from payments.checkout import slip_of
from payments.gateways.offline import Offline, seen_in_the_account
from payments.gateways.registry import BY_HAND
from payments.locking import MoveNotAllowed, WrongMoney, lock_bill, lock_payment
from payments.models import Payment, Refund, Remittance
from payments.status import UNFINISHED, Move, RemittanceState
from portal import uploads
from portal.storing import discard, facts, name_of, read, stored
from portal.stripping import without_notes
from portal.times import BEIJING

log = structlog.get_logger(__name__)
PERMISSION = "payments.confirm_remittance"
MOST_PAGES = 5
MOST_SLIPS = 10  # for one bill
TIME_TO_LOOK = timedelta(days=7)  # where no setting says it
TIME_FOR_ANOTHER = timedelta(days=3)  # after a slip was refused
KEPT_FOR = timedelta(days=180)  # what proved nothing


class UnfitSlip(Exception):  # noqa: N818 - a refusal is a fact
    """A file that was not kept; ``sentence`` tells its sender why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class ReferenceUsed(Exception):  # noqa: N818 - a refusal is a fact
    """The same transaction of the bank was confirmed for ``payment`` before."""

    def __init__(self, payment: Payment) -> None:
        super().__init__(payment.number)
        self.payment = payment


def send(payment: Payment, upload: UploadedFile, *, now: datetime | None = None) -> Remittance:
    """Keep a slip and let finance look.  The same file twice is one; another takes its place.

    Raises UnfitSlip, or MoveNotAllowed where no transfer is waited for.  The deadlines of bill and
    attempt move, so that nothing runs out while the slip is with the office.
    """
    now = now or timezone.now()
    remittance, content = _judged(payment, upload)
    remittance.uploaded_at = now
    with stored(remittance.file, content, remittance.original_name), transaction.atomic():
        _lock(payment)
        if not _is_awaited(payment):
            raise MoveNotAllowed(f"send a slip for a payment that is {payment.status}")
        former = payment.remittances.waiting().first()
        if former and former.sha256 == remittance.sha256:
            remittance.file.delete(save=False)
            return former
        if Remittance.objects.filter(payment__bill=payment.bill_id).count() >= MOST_SLIPS:
            raise UnfitSlip(
                _("You have sent %(most)s slips for this fee. Write to the office.")
                % {"most": MOST_SLIPS}
            )
        if former:
            _decide(former, status.REPLACE, by=None, at=now)
        remittance.save()
        _give_time(payment, now + _time_to_look())
    log.info("remittance_sent", number=payment.number)
    return remittance


def _judged(payment: Payment, upload: UploadedFile) -> tuple[Remittance, bytes]:
    content, name = read(upload, uploads.MAX_BYTES), name_of(upload)
    verdict = uploads.judge_document(content, name, max_pages=MOST_PAGES)
    if not verdict.accepted or verdict.kind is None:
        size = max(upload.size or 0, verdict.size)
        raise UnfitSlip(uploads.explain_document(replace(verdict, size=size)))
    if verdict.kind == "jpeg":
        content = without_notes(content, "JPEG")
    elif verdict.kind == "png":
        content = without_notes(content, "PNG")
    kind = uploads.CONTENT_TYPES[verdict.kind]
    return Remittance(payment=payment, content_type=kind, **facts(name, content)), content


def _is_awaited(payment: Payment) -> bool:
    return payment.channel in BY_HAND and payment.status in UNFINISHED and payment.bill.is_open


def _time_to_look() -> timedelta:
    """Also where transfers are taken no more: what was begun before still arrives."""
    days = str(settings.BANK_TRANSFER_DAYS)
    return timedelta(days=int(days)) if days.isdecimal() else TIME_TO_LOOK


def _give_time(payment: Payment, until: datetime) -> None:
    """Move both deadlines, never to an earlier day; wants their locks."""
    bill = payment.bill
    bill.due_at, payment.expires_at = max(bill.due_at, until), max(payment.expires_at, until)
    bill.save(update_fields=("due_at",))
    payment.save(update_fields=("expires_at",))


def confirm(
    remittance: Remittance,
    *,
    fen: int,
    value_date: date,
    reference: str,
    by: User,
    now: datetime | None = None,
) -> None:
    """Finance has found the money in the account.  Raises MoveNotAllowed or ReferenceUsed.

    Where the office wants a second person, nothing counts before two have found the same.
    Another amount than what is owed pays nothing.  It is kept as the payment it is, flagged, and
    can be given back; the payer is told.
    """
    with _deciding(remittance, by=by, now=now) as at:
        payment = remittance.payment
        if not _is_found(remittance, (fen, value_date, reference.strip()), by=by):
            return
        differs = fen != payment.fen
        _count(remittance, value_date, at)
        _decide(remittance, status.DIFFER if differs else status.CONFIRM, by=by, at=at)
        if differs:
            _tell(remittance, notices.TRANSFER_DIFFERS)
        elif payment.flag:  # otherwise whoever hears of the paid bill tells
            _tell(remittance, notices.TRANSFER_EXTRA)


def _is_found(remittance: Remittance, facts: tuple[int, date, str], *, by: User) -> bool:
    """Write down what somebody found, and say whether that is enough."""
    before = (remittance.fen, remittance.value_date, remittance.bank_reference)
    first = remittance.found_by if before == facts else None
    remittance.fen, remittance.value_date, remittance.bank_reference = facts
    remittance.found_by = first or by
    remittance.save()
    return not settings.TRANSFER_SECOND_PERSON or remittance.found_by != by


def _count(remittance: Remittance, on: date, at: datetime) -> None:
    """What the account shows reaches the ledger, once.  Raises ReferenceUsed."""
    payment, reference = remittance.payment, remittance.bank_reference
    fact = seen_in_the_account(
        slip_of(payment), fen=remittance.fen or 0, reference=reference, on=_midnight(on)
    )
    try:
        if fact.fen == payment.fen:
            lifecycle.settle(payment, fact, merchant=Offline.merchant, now=at)
        else:
            crediting.keep(payment, fact, at)
    except WrongMoney as why:
        used = Payment.objects.filter(channel=payment.channel, transaction_id=reference).first()
        raise ReferenceUsed(used or payment) from why


def refuse(remittance: Remittance, *, reason: str, by: User, now: datetime | None = None) -> None:
    """The slip proves nothing; its sender reads why, and has time for another.

    Raises MoveNotAllowed.
    """
    if not reason.strip():
        raise MoveNotAllowed("refuse a slip without a reason")
    with _deciding(remittance, by=by, now=now) as at:
        remittance.reason = reason.strip()
        _decide(remittance, status.REFUSE, by=by, at=at)
        if _is_awaited(remittance.payment):
            _give_time(remittance.payment, at + TIME_FOR_ANOTHER)
        _tell(remittance, notices.TRANSFER_REFUSED)


def record_refund(refund: Refund, *, reference: str, on: date, by: User) -> None:
    """Finance has transferred the money back at the bank.  Raises MoveNotAllowed.

    It was agreed to before, by a second person where the office wants one.  Where the fee is still
    owed, its payer has time to pay it.
    """
    is_open = refund.status in status.RETURN.sources and refund.payment.channel in BY_HAND
    if not (by.is_staff and by.has_perm(refunds.PERMISSION)) or not is_open:
        raise MoveNotAllowed(f"record a refund that is {refund.status}")
    fact = seen_in_the_account(
        slip_of(refund.payment),
        fen=refund.fen,
        reference=f"{by}: {reference.strip()}",
        on=_midnight(on),
        refund_number=refund.number,
    )
    with transaction.atomic():
        lifecycle.give_time(refund.payment.bill, timezone.now() + lifecycle.TIME_AFTER_A_LOOK)
        refunds.hear(refund, fact)
    log.info("refund_recorded", number=refund.number, by=by.pk)


def lapse_due(now: datetime | None = None) -> None:
    """Give up transfers whose time is over, unless a slip of theirs is with the office."""
    now = now or timezone.now()
    over = Payment.objects.unfinished().filter(channel__in=BY_HAND, expires_at__lte=now)
    for payment in over.exclude(remittances__state=RemittanceState.WAITING):
        lifecycle.lapse(payment, now=now)


def forget(now: datetime | None = None) -> None:
    """Delete slips that proved nothing, after half a year."""
    useless = Remittance.objects.filter(
        state__in=(RemittanceState.REFUSED, RemittanceState.REPLACED),
        decided_at__lt=(now or timezone.now()) - KEPT_FOR,
    )
    for remittance in useless:
        with transaction.atomic():
            discard(remittance)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), BEIJING)


def _lock(payment: Payment) -> None:
    lock_bill(payment.bill)
    lock_payment(payment)


@contextmanager
def _deciding(remittance: Remittance, *, by: User, now: datetime | None) -> Iterator[datetime]:
    """Lock and check; a slip is decided once."""
    if not (by.is_staff and by.has_perm(PERMISSION)):
        raise MoveNotAllowed(f"decide a slip by {by}")
    with transaction.atomic():
        _lock(remittance.payment)
        remittance.refresh_from_db(from_queryset=Remittance.objects.select_for_update(of=("self",)))
        if remittance.state != RemittanceState.WAITING:
            raise MoveNotAllowed(f"decide a slip that is {remittance.state}")
        yield now or timezone.now()


def _decide(remittance: Remittance, move: Move, *, by: User | None, at: datetime) -> None:
    if remittance.state not in move.sources:
        raise MoveNotAllowed(f"{move.name} a slip that is {remittance.state}")
    remittance.state, remittance.decided_by, remittance.decided_at = move.target, by, at
    remittance.save()


def _tell(remittance: Remittance, notice: Notice) -> None:
    bill = remittance.payment.bill
    notify(notice, to=bill.payer, link=bill.get_absolute_url(), bill=bill, remittance=remittance)
