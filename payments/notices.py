"""What this app tells people."""

from notifications.notice import Notice

REFUNDED = Notice("payments/refunded", needs=("bill", "refund"))
TRANSFER_REFUSED = Notice("payments/transfer_refused", needs=("bill", "remittance"))
TRANSFER_DIFFERS = Notice("payments/transfer_differs", needs=("bill", "remittance"))
TRANSFER_EXTRA = Notice("payments/transfer_extra", needs=("bill", "remittance"))
