"""What is owed, every attempt to pay it, every word a gateway said, and money given back."""

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from payments.status import (
    UNFINISHED,
    BillStatus,
    CallbackState,
    Flag,
    PaymentStatus,
    RefundStatus,
)
from portal.bilingual import Bilingual
from portal.keys import KEY_LENGTH, new_key


class BillQuerySet(models.QuerySet["Bill"]):
    """Questions about bills."""

    def of(self, user: AbstractBaseUser | AnonymousUser) -> "BillQuerySet":
        """The bills this person has to pay."""
        return self.filter(payer_id=user.pk)


class Bill(models.Model):
    """What a person owes: a frozen amount, a title in both languages and a way back."""

    key = models.CharField(max_length=KEY_LENGTH, unique=True, default=new_key, editable=False)
    payer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="bills", verbose_name=_("payer")
    )
    fen = models.PositiveIntegerField(_("amount in fen"))
    title_en = models.CharField(_("title (English)"), max_length=200)
    title_zh = models.CharField(_("title (Chinese)"), max_length=200)
    return_path = models.CharField(_("way back"), max_length=200)
    status = models.CharField(
        _("status"), max_length=10, choices=BillStatus.choices, default=BillStatus.OPEN
    )
    due_at = models.DateTimeField(_("due"))
    opened_at = models.DateTimeField(_("opened"), default=timezone.now)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    waived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("waived by"),
    )
    waiver_reason = models.CharField(_("reason of the waiver"), max_length=300, blank=True)

    title = Bilingual()
    objects = BillQuerySet.as_manager()

    class Meta:
        verbose_name = _("bill")
        verbose_name_plural = _("bills")
        ordering = ("-pk",)
        permissions = [("waive_bill", _("Can waive a fee"))]
        constraints = [
            models.CheckConstraint(condition=models.Q(fen__gt=0), name="payments_bill_amount"),
            models.CheckConstraint(
                condition=models.Q(status__in=BillStatus.values), name="payments_bill_status"
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=("paid", "waived"), settled_at__isnull=False)
                | models.Q(status__in=("open", "closed"), settled_at__isnull=True),
                name="payments_bill_settled_at",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page on which it is paid."""
        return reverse("payments:pay", args=[self.key])

    @property
    def is_open(self) -> bool:
        """Whether it still wants paying."""
        return self.status == BillStatus.OPEN


class PaymentQuerySet(models.QuerySet["Payment"]):
    """Questions about attempts."""

    def unfinished(self) -> "PaymentQuerySet":
        """Attempts of which the end is not known."""
        return self.filter(status__in=UNFINISHED)

    def flagged(self) -> "PaymentQuerySet":
        """What finance has to look at and has not."""
        return self.exclude(flag=Flag.NONE).filter(looked_at=None)


class Payment(models.Model):
    """One attempt to pay a bill through one channel, with a merchant order number of its own."""

    bill = models.ForeignKey(Bill, models.PROTECT, related_name="payments", verbose_name=_("bill"))
    number = models.CharField(_("order number"), max_length=32, unique=True)
    channel = models.CharField(_("channel"), max_length=20)
    fen = models.PositiveIntegerField(_("amount in fen"))
    currency = models.CharField(_("currency"), max_length=3, default="CNY")
    status = models.CharField(
        _("status"), max_length=10, choices=PaymentStatus.choices, default=PaymentStatus.STARTED
    )
    checkout = models.JSONField(_("checkout"), default=dict, blank=True)
    transaction_id = models.CharField(
        _("transaction of the gateway"), max_length=64, null=True, blank=True
    )
    flag = models.CharField(
        _("flag"), max_length=20, choices=Flag.choices, default=Flag.NONE, blank=True
    )
    note = models.CharField(_("note"), max_length=300, blank=True)
    looked_at = models.DateTimeField(_("looked at"), null=True, blank=True)
    looked_at_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("looked at by"),
    )
    started_at = models.DateTimeField(_("started"), default=timezone.now)
    expires_at = models.DateTimeField(_("good until"))
    asked_at = models.DateTimeField(_("last asked"), null=True, blank=True)
    paid_at = models.DateTimeField(_("paid"), null=True, blank=True)

    objects = PaymentQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ("-pk",)
        permissions = [("refund_payment", _("Can give money back"))]
        indexes = [
            models.Index(
                fields=("expires_at",),
                condition=models.Q(status__in=("started", "waiting")),
                name="payments_unfinished",
            ),
            models.Index(
                fields=("paid_at",),
                condition=models.Q(paid_at__isnull=False),
                name="payments_paid_at",
            ),
            models.Index(
                fields=("flag",),
                condition=~models.Q(flag="") & models.Q(looked_at=None),
                name="payments_flagged",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=("channel", "transaction_id"), name="payments_transaction_once"
            ),
            models.CheckConstraint(condition=models.Q(fen__gt=0), name="payments_payment_amount"),
            models.CheckConstraint(
                condition=models.Q(status__in=PaymentStatus.values), name="payments_payment_status"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    status="paid", paid_at__isnull=False, transaction_id__isnull=False
                )
                | ~models.Q(status="paid"),
                name="payments_paid_at",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def known_by_day(self) -> bool:
        """Whether a bank tells the day of its money, and no hour: of a transfer."""
        return bool(self.checkout.get("kind") == "transfer")

    @property
    def is_flagged(self) -> bool:
        """Whether finance still has to look at it."""
        return bool(self.flag) and self.looked_at is None


class Callback(models.Model):
    """What a gateway sent, exactly as it came in, believed or not."""

    channel = models.CharField(_("channel"), max_length=20)
    path = models.CharField(_("path"), max_length=200)
    headers = models.JSONField(_("headers"), default=dict)
    body = models.BinaryField(_("body"))
    received_at = models.DateTimeField(_("received"), default=timezone.now)
    state = models.CharField(
        _("state"), max_length=10, choices=CallbackState.choices, default=CallbackState.RECEIVED
    )
    note = models.CharField(_("note"), max_length=300, blank=True)
    payment = models.ForeignKey(
        Payment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="callbacks",
        verbose_name=_("payment"),
    )

    class Meta:
        verbose_name = _("callback")
        verbose_name_plural = _("callbacks")
        ordering = ("-pk",)
        indexes = [
            models.Index(fields=("state", "received_at"), name="payments_callback_state"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=CallbackState.values),
                name="payments_callback_state_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {timezone.localtime(self.received_at):%Y-%m-%d %H:%M:%S}"


class RefundQuerySet(models.QuerySet["Refund"]):
    """Questions about refunds."""

    def unfinished(self) -> "RefundQuerySet":
        """Those the gateway was told about, or should have been."""
        return self.filter(status=RefundStatus.PROCESSING)


class Refund(models.Model):
    """Money given back for one payment."""

    payment = models.ForeignKey(
        Payment, models.PROTECT, related_name="refunds", verbose_name=_("payment")
    )
    number = models.CharField(_("refund number"), max_length=32, unique=True)
    fen = models.PositiveIntegerField(_("amount in fen"))
    reason = models.CharField(_("reason"), max_length=80)
    status = models.CharField(
        _("status"), max_length=10, choices=RefundStatus.choices, default=RefundStatus.REQUESTED
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("requested by"),
    )
    requested_at = models.DateTimeField(_("requested"), default=timezone.now)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("agreed by"),
    )
    agreed_at = models.DateTimeField(_("agreed"), null=True, blank=True)
    asked_at = models.DateTimeField(_("last asked"), null=True, blank=True)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = RefundQuerySet.as_manager()

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(condition=models.Q(fen__gt=0), name="payments_refund_amount"),
            models.CheckConstraint(
                condition=models.Q(status__in=RefundStatus.values), name="payments_refund_status"
            ),
            models.CheckConstraint(
                condition=models.Q(status="done", done_at__isnull=False)
                | (~models.Q(status="done") & models.Q(done_at__isnull=True)),
                name="payments_refund_done_at",
            ),
        ]
        indexes = [
            models.Index(
                fields=("done_at",),
                condition=models.Q(done_at__isnull=False),
                name="payments_refund_done",
            ),
        ]

    def __str__(self) -> str:
        return self.number
