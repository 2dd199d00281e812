"""What this app tells people."""

from notifications.notice import Notice

SUBMITTED = Notice("applications/submitted", needs=("application", "bill"))
QUEUED = Notice("applications/queued", needs=("application",))
FEE_RECEIVED = Notice("applications/fee_received", needs=("application", "bill"))
FEE_WAIVED = Notice("applications/fee_waived", needs=("application", "bill"))
RETURNED = Notice("applications/returned", needs=("application", "request"))
ANSWERED = Notice("applications/answered", needs=("application",))
WAITLISTED = Notice("applications/waitlisted", needs=("application",))
ADMITTED = Notice("applications/admitted", needs=("application",))
REFUSED = Notice("applications/refused", needs=("application",))
WITHDRAWN = Notice("applications/withdrawn", needs=("application", "undo_until"))
RESTORED = Notice("applications/restored", needs=("application",))
EXPIRED = Notice("applications/expired", needs=("application", "cause"))
REOPENED = Notice("applications/reopened", needs=("application", "reason"))
