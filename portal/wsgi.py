"""The entry point of a web server."""

import gc
import os

from django.core.management.base import BaseCommand
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

application = get_wsgi_application()
# A web server asks nobody whether the settings are right; with wrong ones it must not begin.
BaseCommand().check()
# What is loaded by now stays.  Looking through all of it for garbage, whenever Python does so,
# takes a tenth of a second, in which somebody waits.
gc.collect()
gc.freeze()
