"""Times without a zone, as Alipay and ICBC write them: they are Beijing's."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from payments.gateways.base import Malformed

BEIJING = ZoneInfo("Asia/Shanghai")
WITH_SIGNS = "%Y-%m-%d %H:%M:%S"
DIGITS = "%Y%m%d%H%M%S"


def utc_now() -> datetime:
    """The clock of this machine."""
    return datetime.now(UTC)


def written(instant: datetime, shape: str = WITH_SIGNS) -> str:
    """An instant as the gateway wants to read it."""
    return instant.astimezone(BEIJING).strftime(shape)


def instant_of(text: str, shape: str = WITH_SIGNS) -> datetime:
    """The instant behind a time; fractions of a second are left out."""
    whole = text.partition(".")[0]
    try:
        # strptime takes fewer digits, too; what a gateway wrote reads the same both ways.
        instant = datetime.strptime(whole, shape).replace(tzinfo=BEIJING)
    except ValueError as error:
        raise Malformed("A time cannot be read.") from error
    if instant.strftime(shape) != whole:
        raise Malformed("A time cannot be read.")
    return instant
