"""Every table of this app, under one name."""

from payments.models.ledger import Bill, Callback, Payment, Refund
from payments.models.receipt import Receipt
from payments.models.statement import Difference, Statement

__all__ = ["Bill", "Callback", "Difference", "Payment", "Receipt", "Refund", "Statement"]
