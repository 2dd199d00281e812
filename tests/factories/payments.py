"""Bills, attempts to pay them, what gateways said, and refunds."""

import hashlib
from datetime import timedelta

import factory
from django.utils import timezone

from payments.models import (
    BankAccount,
    Bill,
    Callback,
    Difference,
    Payment,
    Refund,
    Remittance,
    Statement,
)
from payments.status import BillStatus, DifferenceKind, PaymentStatus, RefundStatus
from tests.factories.accounts import UserFactory


class BillFactory(factory.django.DjangoModelFactory):
    """Open for a week; ``paid`` and ``closed`` say otherwise."""

    class Meta:
        model = Bill

    class Params:
        paid = factory.Trait(status=BillStatus.PAID, settled_at=factory.LazyFunction(timezone.now))
        closed = factory.Trait(status=BillStatus.CLOSED)

    payer = factory.SubFactory(UserFactory)
    fen = 80_000
    title_en = factory.Sequence(
        lambda n: f"Application fee, Hydraulic Engineering (RX-2027-{n:06})"
    )
    title_zh = factory.Sequence(lambda n: f"报名费：水利工程（RX-2027-{n:06}）")
    return_path = "/applications/"
    due_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=7))


class PaymentFactory(factory.django.DjangoModelFactory):
    """An attempt that waits for money; ``paid`` and ``over`` say otherwise."""

    class Meta:
        model = Payment

    class Params:
        paid = factory.Trait(
            status=PaymentStatus.PAID,
            transaction_id=factory.Sequence(lambda n: f"42000024172027{n:014}"),
            paid_at=factory.LazyFunction(timezone.now),
        )
        over = factory.Trait(
            expires_at=factory.LazyFunction(lambda: timezone.now() - timedelta(minutes=1))
        )

    bill = factory.SubFactory(BillFactory)
    number = factory.Sequence(lambda n: f"AF20270201{n:010}")
    channel = "wechat"
    fen = factory.SelfAttribute("bill.fen")
    status = PaymentStatus.WAITING
    checkout = factory.LazyAttribute(
        lambda payment: {
            "kind": "qr",
            "url": f"weixin://wxpay/bizpayurl?pr={payment.number}",
            "fields": {},
        }
    )
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(minutes=30))


class CallbackFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Callback

    channel = "wechat"
    path = "/payments/notify/wechat/"
    headers = factory.LazyFunction(lambda: {"content-type": "application/json"})
    body = b"{}"


class RefundFactory(factory.django.DjangoModelFactory):
    """Requested; ``going`` and ``done`` say otherwise."""

    class Meta:
        model = Refund

    class Params:
        going = factory.Trait(status=RefundStatus.PROCESSING)
        done = factory.Trait(status=RefundStatus.DONE, done_at=factory.LazyFunction(timezone.now))

    payment = factory.SubFactory(PaymentFactory, paid=True)
    number = factory.Sequence(lambda n: f"RF20270201{n:010}")
    fen = factory.SelfAttribute("payment.fen")
    reason = "Paid twice"


class BankAccountFactory(factory.django.DjangoModelFactory):
    """The account payers are shown."""

    class Meta:
        model = BankAccount
        django_get_or_create = ("pk",)

    pk = 1
    is_offered = True
    holder_en, holder_zh = "Your University", "您的大学"
    number = "6222 0000 0000 0001"
    bank_en, bank_zh = "Bank of Examples, Main Branch", "示例银行总行营业部"
    swift = "EXAMCNBJ"
    advice_en, advice_zh = "Choose OUR for the costs.", "手续费请选择由汇款人承担。"


class TransferFactory(PaymentFactory):
    """An attempt that waits for a bank transfer."""

    channel = "offline"
    checkout = factory.LazyAttribute(
        lambda payment: {"kind": "transfer", "url": "", "fields": {"reference": payment.number}}
    )
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=7))


class RemittanceFactory(factory.django.DjangoModelFactory):
    """A slip that is with the office."""

    class Meta:
        model = Remittance

    payment = factory.SubFactory(TransferFactory)
    original_name = "slip.png"
    content_type = "image/png"
    file = factory.django.FileField(filename="slip.png", data=b"the slip")
    size = 8
    sha256 = factory.LazyFunction(lambda: hashlib.sha256(b"the slip").hexdigest())


class StatementFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Statement

    channel = "wechat"
    digest = factory.Sequence(lambda n: f"{n:064x}")
    first_day = last_day = factory.LazyFunction(timezone.localdate)
    lines = 1
    fen = 80_000


class DifferenceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Difference

    statement = factory.SubFactory(StatementFactory)
    kind = DifferenceKind.THEIRS_ONLY
    channel = "wechat"
    number = factory.Sequence(lambda n: f"AF20270301{n:010}")
    payment = factory.SubFactory(PaymentFactory, number=factory.SelfAttribute("..number"))
    their_fen = 80_000
    happened_at = factory.LazyFunction(timezone.now)
