"""Where finance works: the ledger, and what the gateways' statements say of it."""

from payments.admin import differences, ledger

__all__ = ["differences", "ledger"]
