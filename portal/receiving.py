"""Takes files off a request: what is too large to be kept is counted and not written down."""

from django.core.files.uploadhandler import TemporaryFileUploadHandler

# The largest file anything of ours looks at; one byte more shows that there are too many.
MOST_BYTES = 30 * 1024 * 1024


class BoundedUploadHandler(TemporaryFileUploadHandler):
    """Writes to a temporary file, which is gone with the request, but never without end."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep the beginning; Django counts the rest, so that its size can be told."""
        if start <= MOST_BYTES:
            super().receive_data_chunk(raw_data, start)
