"""Letters read out by flite, each with the word of the telephone alphabet."""

import subprocess
import tempfile

from captcha.conf import settings as captcha_settings

LONGEST = 10  # seconds for the program, which needs a fraction of one
_WORDS = {
    word[0]: word
    for word in (
        *("Alpha", "Bravo", "Charlie", "Delta", "Echo", "Foxtrot", "Golf", "Hotel", "India"),
        *("Juliet", "Kilo", "Lima", "Mike", "November", "Oscar", "Papa", "Quebec", "Romeo"),
        *("Sierra", "Tango", "Uniform", "Victor", "Whiskey", "X-ray", "Yankee", "Zulu"),
    )
}


def spelled(letters: str) -> bytes:
    """A WAV that says "B, as in Bravo. …".  Raises CalledProcessError and TimeoutExpired."""
    words = " ".join(f"{letter}, as in {_WORDS[letter]}." for letter in letters)
    with tempfile.NamedTemporaryFile(suffix=".wav") as wave:
        subprocess.run(  # noqa: S603 - our own program and letters
            [captcha_settings.CAPTCHA_FLITE_PATH, "-t", words, "-o", wave.name],
            check=True,
            timeout=LONGEST,
            capture_output=True,
        )
        return wave.read()
