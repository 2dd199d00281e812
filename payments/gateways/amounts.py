"""Yuan in text, as gateways write them, and integer fen, as we count them.  No floats anywhere."""

import re

from payments.gateways.base import Malformed

# Decimal() would also take NaN, 2E2, full-width digits, 20_0 and blanks.
_YUAN = re.compile(r"(-?)([0-9]{1,9})(?:\.([0-9]{1,2}))?")
_FEN = re.compile(r"[0-9]{1,11}")


def yuan_of(fen: int) -> str:
    """``80000`` as ``800.00``."""
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def fen_of_yuan(text: str, *, signed: bool = False) -> int:
    """``800.00`` as ``80000``; negative only where a statement tells of money given back."""
    found = _YUAN.fullmatch(text)
    if found is None or (found[1] and not signed):
        raise Malformed("An amount in yuan cannot be read.")
    fen = int(found[2]) * 100 + int((found[3] or "").ljust(2, "0"))
    return -fen if found[1] else fen


def fen_of_text(text: str) -> int:
    """``80000`` as the number it is."""
    if not _FEN.fullmatch(text):
        raise Malformed("An amount in fen cannot be read.")
    return int(text)
