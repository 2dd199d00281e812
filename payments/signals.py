"""The one signal in the code."""

from django.dispatch import Signal

# Sent inside the transaction that settles or waives a bill, with ``bill``.
bill_paid = Signal()
