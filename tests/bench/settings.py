"""Production's settings, the bare pages beside the product, and a count of queries on demand."""

from portal.settings import *  # noqa: F403
from portal.settings import INSTALLED_APPS, MIDDLEWARE

INSTALLED_APPS = [*INSTALLED_APPS, "tests.bench.bare"]
MIDDLEWARE = ["tests.bench.counting.CountQueries", *MIDDLEWARE]
ROOT_URLCONF = "tests.bench.urls"
LOG_LEVEL = "WARNING"
LOGGING["root"]["level"] = LOG_LEVEL  # noqa: F405
