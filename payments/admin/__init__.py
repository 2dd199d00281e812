"""Where finance works: the ledger, refunds, and what the gateways' statements say of it."""

from payments.admin import callbacks, desk, differences, ledger, refunds, transfers

__all__ = ["callbacks", "desk", "differences", "ledger", "refunds", "transfers"]
