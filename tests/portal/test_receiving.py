"""Case 36 of the security list: what is sent half leaves nothing behind."""

import socket
import time
from urllib.parse import urlsplit

import pytest


@pytest.mark.django_db(transaction=True)
def test_upload_that_breaks_off_leaves_nothing(live_server, settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    where = urlsplit(live_server.url)
    head = (
        "POST /accounts/login/ HTTP/1.1\r\n"
        f"Host: {where.netloc}\r\n"
        # With a token in the cookie the form is read to compare it.
        f"Cookie: csrftoken={'x' * 32}\r\n"
        "Content-Type: multipart/form-data; boundary=x\r\n"
        "Content-Length: 20000000\r\n\r\n"
        '--x\r\nContent-Disposition: form-data; name="f"; filename="a.pdf"\r\n\r\n'
    )

    with socket.create_connection((where.hostname, where.port)) as line:
        line.sendall(head.encode() + b"%PDF" + b"0" * 4_000_000)
        assert eventually(lambda: list(tmp_path.iterdir())), "nothing was being written"

    assert eventually(lambda: not list(tmp_path.iterdir())), "the half file is still there"


def eventually(is_so):
    """Look until it is so, for ten seconds; another thread is at work."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        if is_so():
            return True
    return False
