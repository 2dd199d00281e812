"""``python -m tests.browser university``: runs a script inside the product, with its environment.

A script is a module beside this one whose ``main()`` returns what is printed as JSON.
"""

import json
import sys
from importlib import import_module

import django


def run(script: str) -> None:
    django.setup()
    print(json.dumps(import_module(f"tests.browser.{script}").main()))


if __name__ == "__main__":
    run(sys.argv[1])
