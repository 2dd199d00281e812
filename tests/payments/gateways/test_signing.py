import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from payments.gateways.signing import (
    decode_base64,
    is_signed,
    open_sealed,
    read_private_key,
    read_public_key,
    sign,
)

KEY = bytes(range(32))
NONCE = b"0123456789ab"


@pytest.fixture(scope="module")
def key():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def pem_of(key, encryption=None):
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption or NoEncryption())


def public_pem_of(key):
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def test_signature_fits_what_was_signed_and_nothing_else(key):
    signature = sign(key, b"800.00")

    assert is_signed(key.public_key(), b"800.00", signature)
    assert not is_signed(key.public_key(), b"8.00", signature)


@pytest.mark.parametrize(
    "signature", ["", "QUJD", "WECHATPAY/SIGNTEST/abc", "not base64!", "签名", "A" * 343]
)
def test_signature_that_is_none_is_just_wrong(key, signature):
    assert not is_signed(key.public_key(), b"text", signature)


@pytest.mark.parametrize("text", ["QQ", "QQ=", "QR==", "QQ==\n", " QQ==", "-_==", "ＱＱ==", "Q Q="])
def test_base64_has_one_spelling(text):
    with pytest.raises(ValueError, match="Base64"):
        decode_base64(text)


def test_base64_is_decoded():
    assert decode_base64("QQ==") == b"A"


def test_sealed_text_opens_with_its_key():
    sealed = AESGCM(KEY).encrypt(NONCE, b"paid", b"transaction")

    assert open_sealed(KEY, nonce=NONCE, sealed=sealed, associated=b"transaction") == b"paid"


@pytest.mark.parametrize(
    "change",
    [
        {"nonce": b"ba9876543210"},
        {"nonce": b"short"},
        {"associated": b"refund"},
        {"sealed": b""},
        {"sealed": b"x" * 20},
    ],
)
def test_sealed_text_that_was_changed_stays_shut(change):
    sealed = AESGCM(KEY).encrypt(NONCE, b"paid", b"transaction")
    whole = {"nonce": NONCE, "sealed": sealed, "associated": b"transaction"}

    with pytest.raises(ValueError, match=r"open|[Nn]once"):
        open_sealed(KEY, **(whole | change))


def test_public_key_is_read_from_key_or_certificate(key, keys):
    certificate = (keys / "merchant_cert.pem").read_bytes()
    expected = x509.load_pem_x509_certificate(certificate).public_key()

    assert read_public_key(certificate) == expected
    assert read_public_key(public_pem_of(key)) == key.public_key()


def test_private_key_is_read(key):
    assert read_private_key(pem_of(key)).private_numbers() == key.private_numbers()


def test_keys_of_other_kinds_are_refused(key):
    curve = ec.generate_private_key(ec.SECP256R1())
    small = rsa.generate_private_key(public_exponent=65537, key_size=1024)

    for other in (curve, small):
        with pytest.raises(ValueError, match="RSA"):
            read_private_key(pem_of(other))
        with pytest.raises(ValueError, match="RSA"):
            read_public_key(public_pem_of(other))
    with pytest.raises(ValueError, match="encrypted"):
        read_private_key(pem_of(key, BestAvailableEncryption(b"secret")))
    with pytest.raises(ValueError, match="PEM"):
        read_public_key(b"no key at all")
