"""Where finance works: the ledger, and what the statements say of it."""

from payments.admin import ledger

__all__ = ["ledger"]
