"""Bombs are refused before they cost anything: measured in a process of its own."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

# The peak of a process never falls: first something honest, then the bombs.
PROGRAM = """
import json, os, resource, sys, time
import django
django.setup()
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http.multipartparser import MultiPartParser
from django.test import RequestFactory
from applications.photo import judge
from applications.wizard.photos import MOST_SENT
from portal.receiving import MOST_BYTES, BoundedUploadHandler
from portal.storing import read
from portal.uploads import judge_document
from tests.applications import hostile

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

class Endless:
    '''A request of one file of 100 MB that nobody has in memory.'''
    head = b'--x\\r\\nContent-Disposition: form-data; name="f"; filename="a.jpg"\\r\\n\\r\\n\\xff\\xd8\\xff'
    def __init__(self, size):
        self.left, self.sent = size, b""
        self.parts = [self.head, b"\\r\\n--x--\\r\\n"]
    def read(self, size=-1):
        if self.parts and self.parts[0] is self.head:
            return self.parts.pop(0)
        if self.left:
            size = min(size, self.left)
            self.left -= size
            return b"\\0" * size
        return self.parts.pop(0) if self.parts else b""

def hundred_megabytes():
    request = RequestFactory().get("/")
    size = 100 * 1024 * 1024
    meta = {"CONTENT_TYPE": "multipart/form-data; boundary=x", "CONTENT_LENGTH": size + 200}
    handlers = [MemoryFileUploadHandler(request), BoundedUploadHandler(request)]
    _post, files = MultiPartParser(meta, Endless(size), handlers).parse()
    sent = files["f"]
    on_disk = os.stat(sent.temporary_file_path()).st_size
    assert MOST_BYTES < on_disk < MOST_BYTES + 1024 * 1024, on_disk
    assert sent.size > size
    path = sent.temporary_file_path()
    sent.seek(0)
    content = read(sent, MOST_SENT)
    verdict = judge(content, "a.jpg")
    assert judge_document(content, "a.pdf").code == verdict.code
    sent.close()
    assert not os.path.exists(path)
    return verdict.code

cases = {case.id: case for case in hostile.PHOTOS}
scans = {case.id: case for case in hostile.DOCUMENTS}
judge(hostile.picture(size=(3000, 4000)), "a.jpg")
judge_document(hostile.picture("PNG", size=(1000, 1400)), "a.png")
told = {}
for name, attempt in {
    "pixels": lambda: judge(cases["pixel-bomb"].data, "a.jpg").code,
    "scans": lambda: judge(cases["scan-bomb"].data, "a.jpg").code,
    "comments": lambda: judge(cases["comment-bomb"].data, "a.jpg").code,
    "png pixels": lambda: judge_document(scans["png-pixel-bomb"].data, "a.png").code,
    "png note": lambda: judge_document(scans["png-note-bomb"].data, "a.png").code,
    "pdf objects": lambda: judge_document(hostile.object_bomb(500), "a.pdf").code,
    "pdf pages": lambda: judge_document(scans["pdf-many-pages"].data, "a.pdf").code,
    "megabytes": hundred_megabytes,
}.items():
    before = peak()
    began = time.process_time()
    code = attempt()
    told[name] = {"code": code, "grew": peak() - before, "seconds": time.process_time() - began}
print(json.dumps(told))
"""
CODES = {
    "pixels": "too_many_pixels",
    "scans": "damaged",
    "comments": "damaged",
    "png pixels": "too_many_pixels",
    "png note": "damaged",
    "pdf objects": "damaged",
    "pdf pages": "too_many_pages",
    "megabytes": "too_big",
}
# What 10 MB of a file and its parts take, many times less than the hundreds a bomb would unpack to.
FLAT = 32  # megabytes


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    ended = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PROGRAM],
        cwd=Path(settings.BASE_DIR),
        env={
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "PATH": "/usr/bin:/bin",
            "TMPDIR": str(tmp_path_factory.mktemp("uploads")),
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout.splitlines()[-1])


@pytest.mark.parametrize("bomb", CODES)
def test_bomb_is_refused_and_memory_stays_flat(told, bomb):
    assert told[bomb]["code"] == CODES[bomb]
    assert told[bomb]["grew"] <= FLAT
    # Time of this process alone, so that a busy machine changes nothing.
    assert told[bomb]["seconds"] < 1
