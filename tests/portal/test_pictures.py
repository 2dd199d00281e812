"""One picture at a time is decoded in a process."""

import threading

from PIL import JpegImagePlugin

from portal.pictures import decode
from tests.applications.hostile import JPEG


def test_one_picture_at_a_time_is_decoded(monkeypatch):
    inside, crowded, tried = [], threading.Event(), []
    load = JpegImagePlugin.JpegImageFile.load

    def watched(image):
        inside.append(image)
        tried.append(image)
        if len(inside) > 1:
            crowded.set()
        # Whoever might come in meanwhile has this long.
        crowded.wait(0.1)
        try:
            return load(image)
        finally:
            inside.remove(image)

    monkeypatch.setattr(JpegImagePlugin.JpegImageFile, "load", watched)
    threads = [
        threading.Thread(target=decode, args=(JPEG, "JPEG"), kwargs={"max_pixels": 1_000_000})
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(tried) >= len(threads)
    assert not crowded.is_set()
