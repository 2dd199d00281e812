"""The check of identity photos: judge the bytes, explain the verdict, keep a clean copy.

No models and no requests here.  The ground behind the person is judged in `rules`.
"""

from applications.photo.verdict import MAX_BYTES, Verdict, Zone, judge, stored_copy
from applications.photo.words import advise, explain

__all__ = ["MAX_BYTES", "Verdict", "Zone", "advise", "explain", "judge", "stored_copy"]
