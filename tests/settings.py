"""The few differences of a test run."""

import os
import tempfile

_worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
# A folder for each process: its cache, files and mails must not meet another's.
os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix=f"ruxue-{_worker}-")
os.environ["STATIC_ROOT"] = tempfile.mkdtemp(prefix="static-", dir=os.environ["VAR_DIR"])
os.environ.setdefault("SECRET_KEY", "tests-only-" + "0123456789" * 5)
os.environ.setdefault("SITE_URL", "http://localhost:8000")
os.environ.setdefault("DEBUG", "0")

if os.environ.get("REDIS_URL") and _worker.startswith("gw"):
    # One database of Redis for each process, because emptying the cache empties all of it.
    _redis = os.environ["REDIS_URL"].rpartition("/")[0]
    os.environ["REDIS_URL"] = f"{_redis}/{int(_worker[2:]) + 1}"

from portal.settings import *  # noqa: E402, F403
from portal.settings import STORAGES  # noqa: E402

# A hash that is quick on purpose; nothing here is anybody's password.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
# A broker in memory: what is sent is dropped; tests run tasks by calling them.
CELERY_BROKER_URL = "memory://"
CELERY_BROKER_TRANSPORT = "memory"
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, str] = {}
LOG_LEVEL = "WARNING"
