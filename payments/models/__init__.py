"""Every table of this app, under one name."""

from payments.models.ledger import Bill, Callback, Payment, Refund
from payments.models.receipt import Receipt
from payments.models.statement import Difference, Statement
from payments.models.transfer import BankAccount, Remittance

__all__ = [
    "BankAccount",
    "Bill",
    "Callback",
    "Difference",
    "Payment",
    "Receipt",
    "Refund",
    "Remittance",
    "Statement",
]
