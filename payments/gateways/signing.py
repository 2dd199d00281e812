"""The cryptography gateways share: RSA signatures, AES-GCM and strict Base64.

Pure functions.  Whatever cannot be read raises ValueError; a signature is right or it is not.
"""

import binascii
from base64 import b64decode, b64encode

from cryptography.exceptions import InvalidSignature, InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA1, SHA256, HashAlgorithm
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key
from cryptography.x509 import load_pem_x509_certificate

MINIMUM_BITS = 2048


def read_private_key(pem: bytes) -> RSAPrivateKey:
    """The RSA key in a PEM file that is not encrypted."""
    try:
        key = load_pem_private_key(pem, password=None)
    except (TypeError, UnsupportedAlgorithm) as error:
        raise ValueError("The private key is encrypted or of an unknown kind.") from error
    if not isinstance(key, RSAPrivateKey) or key.key_size < MINIMUM_BITS:
        raise ValueError("The private key must be RSA with at least 2048 bits.")
    return key


def read_public_key(pem: bytes) -> RSAPublicKey:
    """The RSA key in a PEM file: a public key, or the certificate that carries it."""
    try:
        is_certificate = b"BEGIN CERTIFICATE" in pem
        key = (
            load_pem_x509_certificate(pem).public_key()
            if is_certificate
            else load_pem_public_key(pem)
        )
    except UnsupportedAlgorithm as error:
        raise ValueError("The public key is of an unknown kind.") from error
    if not isinstance(key, RSAPublicKey) or key.key_size < MINIMUM_BITS:
        raise ValueError("The public key must be RSA with at least 2048 bits.")
    return key


def sign(key: RSAPrivateKey, text: bytes) -> str:
    """RSA PKCS#1 v1.5 over SHA-256, in Base64."""
    return b64encode(key.sign(text, PKCS1v15(), SHA256())).decode()


def is_signed(key: RSAPublicKey, text: bytes, signature: str) -> bool:
    """Whether ``signature`` is what ``sign`` makes of ``text`` with the other half of ``key``."""
    return _fits(key, text, signature, SHA256())


def is_signed_with_sha1(key: RSAPublicKey, text: bytes, signature: str) -> bool:
    """The same over SHA-1.  ICBC alone still signs with it; nothing of ours ever does."""
    return _fits(key, text, signature, SHA1())  # noqa: S303 - theirs to choose


def _fits(key: RSAPublicKey, text: bytes, signature: str, algorithm: HashAlgorithm) -> bool:
    try:
        key.verify(decode_base64(signature), text, PKCS1v15(), algorithm)
    except (InvalidSignature, ValueError):
        return False
    return True


def decode_base64(text: str) -> bytes:
    """The bytes behind Base64 in its one proper spelling: padded, and without foreign letters."""
    try:
        decoded = b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError("This is not Base64.") from error
    if b64encode(decoded) != text.encode():
        raise ValueError("This is not Base64 in its proper spelling.")
    return decoded


def open_sealed(key: bytes, *, nonce: bytes, sealed: bytes, associated: bytes) -> bytes:
    """What AES-GCM sealed under ``key``; the last 16 bytes of ``sealed`` are its tag."""
    try:
        return AESGCM(key).decrypt(nonce, sealed, associated)
    except InvalidTag as error:
        raise ValueError("The sealed text does not open with this key.") from error
