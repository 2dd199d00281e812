"""Fails when a sentence of the product has no Chinese yet, or a translation has lost its sentence."""

import subprocess
import sys
from pathlib import Path

import polib

CATALOGUE = Path("locale/zh_Hans/LC_MESSAGES/django.po")
COLLECT = [
    sys.executable, "manage.py", "makemessages", "-l", "zh_Hans", "--no-location", "--no-obsolete",
    "--no-wrap", "--ignore", ".venv*", "--ignore", "node_modules", "--ignore", "var", "--ignore", "tests",
]  # fmt: skip


def main() -> int:
    """Collect the sentences anew, compare, and leave the catalogue as it was."""
    before = CATALOGUE.read_bytes()
    try:
        subprocess.run(COLLECT, check=True, stdout=subprocess.DEVNULL)
        wanted = polib.pofile(str(CATALOGUE))
    finally:
        CATALOGUE.write_bytes(before)
    known = {(entry.msgctxt, entry.msgid) for entry in polib.pofile(str(CATALOGUE))}
    faults = [f"not collected: {e.msgid}" for e in wanted if (e.msgctxt, e.msgid) not in known]
    faults += [
        f"left over: {msgid}"
        for ctxt, msgid in known
        if not wanted.find(msgid, msgctxt=ctxt or False)
    ]
    faults += [f"no Chinese: {e.msgid}" for e in wanted if not e.translated()]
    faults += [f"uncertain: {e.msgid}" for e in wanted if e.fuzzy]
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
