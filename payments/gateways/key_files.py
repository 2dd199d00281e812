"""Key files as gateways hand them out: PEM, or the bare Base64 that their tools write."""

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

from payments.gateways.signing import read_private_key, read_public_key


def private_key_in(path: str) -> RSAPrivateKey:
    """Our own key.  Raises ValueError."""
    found = content_of(path)
    if b"-----BEGIN" in found:
        return read_private_key(found)
    try:
        return read_private_key(_in_armour(found, "PRIVATE KEY"))
    except ValueError:
        return read_private_key(_in_armour(found, "RSA PRIVATE KEY"))


def public_key_in(path: str) -> RSAPublicKey:
    """The gateway's key.  Raises ValueError."""
    found = content_of(path)
    return read_public_key(found if b"-----BEGIN" in found else _in_armour(found, "PUBLIC KEY"))


def content_of(path: str) -> bytes:
    """What lies in a key file.  Raises ValueError."""
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise ValueError(f"The key file {path!r} cannot be read.") from error


def _in_armour(base64: bytes, label: str) -> bytes:
    letters = b"".join(base64.split())
    lines = b"\n".join(letters[at : at + 64] for at in range(0, len(letters), 64))
    return b"-----BEGIN %b-----\n%b\n-----END %b-----\n" % (label.encode(), lines, label.encode())
