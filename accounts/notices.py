"""What this app tells people.  Links that open an account go by mail only."""

from notifications.notice import Notice

ACTIVATION = Notice("accounts/activation", needs=("username", "until"), in_portal=False)
ALREADY_REGISTERED = Notice("accounts/already_registered", needs=("username",), in_portal=False)
PASSWORD_RESET = Notice("accounts/password_reset", needs=("username",), in_portal=False)
SIGN_IN_CODE = Notice(
    "accounts/sign_in_code", needs=("username", "code", "minutes"), in_portal=False
)
PASSWORD_CHANGED = Notice("accounts/password_changed", needs=("username",))
CONFIRM_ADDRESS = Notice("accounts/confirm_address", needs=("username", "until"), in_portal=False)
EMAIL_CHANGED = Notice("accounts/email_changed", needs=("new_email",))
SECOND_FACTOR_CHANGED = Notice("accounts/second_factor_changed", needs=("username",))
ACCOUNT_CLOSED = Notice("accounts/account_closed", needs=("username",), in_portal=False)
