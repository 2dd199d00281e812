"""What this app tells people."""

from notifications.notice import Notice

REFUNDED = Notice("payments/refunded", needs=("bill", "refund"))
